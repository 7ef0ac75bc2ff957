"""Making and redeeming links that work signed out.

A link that travels in a mail has no token until that mail is handed over: in the mail's row stands a placeholder, which
opens nothing. So no page, backup or log of what is kept holds a secret.
"""

import re
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update

from portal.core.clock import now
from portal.core.database import db
from portal.core.tokens import new_token, token_hash
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import everything_in, mail_filling

from .models import Link, LinkToken

PLACEHOLDER = re.compile(r"\blink-[0-9a-f]{24}\b")
"""What stands in a mail that waits in the place of a token; it fits into a path and into an address of mail."""

_URL = re.compile(r"https?://\S+")


def mail_link(
    purpose: str, subject_id: int, recipient: str, *, member_id: int | None = None, lasts: timedelta | None = None
) -> tuple[Link, str]:
    """A new link for a mail to the recipient, and the placeholder that stands for its token there."""
    placeholder = f"link-{secrets.token_hex(12)}"
    link = Link(purpose=purpose, subject_id=subject_id, recipient=recipient, member_id=member_id)
    link.placeholder = placeholder
    return _added(link, lasts), placeholder


def make_link(
    purpose: str, subject_id: int, recipient: str, *, member_id: int | None = None, lasts: timedelta | None = None
) -> tuple[Link, str]:
    """A new link and its token, for somebody who is shown it now, once."""
    link = _added(Link(purpose=purpose, subject_id=subject_id, recipient=recipient, member_id=member_id), lasts)
    return link, add_token(link)


def _added(link: Link, lasts: timedelta | None) -> Link:
    link.created_at = now()
    link.expires_at = link.created_at + lasts if lasts else None
    db.session.add(link)
    db.session.flush()
    return link


def add_token(link: Link) -> str:
    """One more token that leads to the link; nobody can be told it again."""
    token, hashed = new_token()
    db.session.add(LinkToken(link_id=link.id, token_hash=hashed))
    return token


def renew_token(link: Link) -> str:
    """A token for the link, and every one before leads nowhere."""
    db.session.execute(delete(LinkToken).where(LinkToken.link_id == link.id))
    return add_token(link)


def links_in(mail: Mail) -> list[Link]:
    """The links whose placeholders stand in a mail to their recipient; another's are only words that somebody typed."""
    placeholders = set(PLACEHOLDER.findall(everything_in(mail)))
    if not placeholders:
        return []
    theirs = select(Link).where(Link.placeholder.in_(placeholders), Link.recipient == mail.recipient)
    return list(db.session.scalars(theirs.order_by(Link.id)))


def printed_links(mail: Mail) -> list[str]:
    """The addresses in this mail that lead to its recipient's own pages, with new tokens; those printed before end."""
    tokens = {str(link.placeholder): renew_token(link) for link in links_in(mail) if still_good(link)}
    addresses = dict.fromkeys(url for url in _URL.findall(mail.text) if set(PLACEHOLDER.findall(url)) & set(tokens))
    return [PLACEHOLDER.sub(lambda found: tokens.get(found[0], found[0]), url) for url in addresses]


@mail_filling
def tokens_for(mail: Mail) -> dict[str, str]:
    """A token for each link in a mail that is handed over now. One handed over before, perhaps, keeps the others."""
    return {str(link.placeholder): add_token(link) for link in links_in(mail)}


def led_to_by(token: str) -> ColumnElement[bool]:
    """The condition that a link is the one of this token, whatever it is for and whether it is still good."""
    return Link.id.in_(select(LinkToken.link_id).where(LinkToken.token_hash == token_hash(token)))


def find_link(purpose: str, token: str) -> Link | None:
    """The link of `token`, if it is for `purpose`, not used and not over."""
    if not 16 <= len(token) <= 64:
        return None
    link = db.session.scalar(select(Link).where(led_to_by(token), Link.purpose == purpose))
    return link if link is not None and still_good(link) else None


def still_good(link: Link) -> bool:
    """Whether the link was not used and has not run out."""
    return link.used_at is None and (link.expires_at is None or link.expires_at > now())


def use_link(link: Link) -> bool:
    """Mark the link as used; False if somebody was faster."""
    used = update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=now()).returning(Link.id)
    return db.session.execute(used).first() is not None


OPENING = ("password", "sign-in", "address")
"""The purposes whose links open an account: they fall with its address, its password and its closing."""


def void_account_links(user_id: int) -> None:
    """End every unused link that opens this user's account."""
    for purpose in OPENING:
        void_links(purpose, user_id)


def void_links(purpose: str, subject_id: int) -> int:
    """End every unused link of this purpose and subject; how many there were."""
    unused = Link.purpose == purpose, Link.subject_id == subject_id, Link.used_at.is_(None)
    return len(db.session.scalars(update(Link).where(*unused).values(used_at=now()).returning(Link.id)).all())


def is_linked(purpose: str, subject_id: int) -> bool:
    """Whether a link of this purpose and subject still works."""
    unused = Link.purpose == purpose, Link.subject_id == subject_id, Link.used_at.is_(None)
    good = or_(Link.expires_at.is_(None), Link.expires_at > now())
    return db.session.scalar(select(Link.id).where(*unused, good).limit(1)) is not None
