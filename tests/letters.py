"""Mails as their readers get them: with the tokens that are made when they are handed over."""

from typing import Any

from sqlalchemy import select

from portal.access.links import PLACEHOLDER, add_token
from portal.access.models import Link, User
from portal.core.database import db, transaction
from portal.kits.notices.actions.replying import reply_address_for
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import filled


def letters(*conditions: Any) -> list[Mail]:
    """Every mail of these, in the order in which they were written."""
    mails = select(Mail).where(*conditions).order_by(Mail.id)
    return [handed_over(mail) for mail in db.session.scalars(mails.execution_options(populate_existing=True)).all()]


def texts(*conditions: Any) -> list[str]:
    """What they say."""
    return [letter.text for letter in letters(*conditions)]


def newest(*conditions: Any) -> Mail:
    """The last of them."""
    return letters(*conditions)[-1]


def handed_over(mail: Mail) -> Mail:
    """One mail, once more: tokens of before lead to the same."""
    if db.session().info.get("writes"):
        return filled(mail)
    mail_id = mail.id
    with transaction() as session:
        return filled(session.get_one(Mail, mail_id))


def with_tokens(text: str) -> str:
    """A text with tokens in the places of its placeholders."""
    links = db.session.scalars(select(Link).where(Link.placeholder.in_(PLACEHOLDER.findall(text)))).all()
    tokens = {str(link.placeholder): add_token(link) for link in links}
    return PLACEHOLDER.sub(lambda found: tokens[found[0]], text)


def reply_address(user_id: int, about: tuple[str, int]) -> str | None:
    """The address in a mail to this user by which they answer this thing."""
    address = reply_address_for(db.session.get_one(User, user_id), about)
    return with_tokens(address) if address else None
