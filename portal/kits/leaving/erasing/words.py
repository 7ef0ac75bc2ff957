"""Emails to others that name somebody, or repeat what they wrote.

Such an email is emptied; one that still waits is held back. They are looked through as they lie, a page at a time.
"""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.personal import Kept, Key, kept_of_people
from portal.core.persons import Person
from portal.core.text import one_line
from portal.ledger.lifecycle import OUTGOING
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import mail_check

PAGE = 200
SHORTEST, LONGEST = 12, 40
"""Of a text its first letters are looked for: fewer may be anybody's, and an email shows no more than the beginning."""


def words_of(person: Person) -> frozenset[str]:
    """The beginnings of everything that they wrote, as an email would show them."""
    return frozenset(
        beginning for kept in kept_of_people() for text in _texts(kept, person) for beginning in _beginnings(text)
    )


def mails_that_tell(person: Person, words: frozenset[str], after: Key | None) -> tuple[list[Key], Key | None]:
    """Of the next page of emails those that name them or repeat their words, and where the page ended."""
    others = (
        Mail.recipient.not_in(person.addresses),
        or_(Mail.member_id.is_(None), Mail.member_id.not_in(person.member_ids)),
    )
    said = (Mail.sender_name, Mail.reply_to, Mail.subject, Mail.text)
    page = select(Mail.id, *said).where(*others).order_by(Mail.id).limit(PAGE)
    rows = db.session.execute(page.where(Mail.id > after[0]) if after else page).all()
    keys: list[Key] = [(id_,) for id_, *texts in rows if _tells(person, words, "\n".join(map(str, texts)))]
    return keys, (rows[-1].id,) if len(rows) == PAGE else None


def empty_mails(person: Person, keys: Sequence[Key]) -> None:
    """Take the words out of these emails; those that wait stay here."""
    for mail in db.session.scalars(select(Mail).where(Mail.id.in_([key[0] for key in keys]))):
        mail.subject, mail.text, mail.html = _("Removed: somebody in it has left"), "", ""
        mail.headers, mail.reply_to, mail.enclosed = {}, None, None
        mail.sender_name = person.unnamed(mail.sender_name)[: Mail.sender_name.type.length]
        if OUTGOING.allows(mail.state, "hold_back"):
            mail.state = OUTGOING.after(mail.state, "hold_back")
            mail.settled_at, mail.error = now(), _("Somebody in it has left")
    db.session.flush()


@mail_check
def has_words(mail: Mail) -> str | None:
    """A reason to keep an emptied mail back, should somebody send it again."""
    return None if mail.text or mail.html else str(_("Somebody in it has left"))


def _tells(person: Person, words: frozenset[str], text: str) -> bool:
    if person.is_told(text):
        return True
    plain = one_line(text)
    return any(beginning in plain for beginning in words)


def _texts(kept: Kept, person: Person) -> Iterator[str]:
    columns = [getattr(kept.model, name) for name in kept.words]
    for row in db.session.execute(select(*columns).where(kept.whose(person))) if columns else ():
        yield from (text for text in row if text)


def _beginnings(text: str) -> Iterator[str]:
    for plain in {excerpt(text, 200), one_line(text[:400])}:
        beginning = plain.rstrip("…")[:LONGEST]
        if len(beginning) >= SHORTEST and " " in beginning:
            yield beginning
