"""Words that are not sent yet: kept while somebody types, taken up again, and forgotten in the end."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.core.errors import Refused
from portal.core.markdown import MAX_BYTES
from portal.core.text import clean, one_line
from portal.ledger.worker import worker_step

from .models import Draft

KEPT_FOR = timedelta(days=90)
PAGE = 200


@dataclass(frozen=True)
class Saved:
    """What stands in the draft now. `taken` is False when another tab had saved newer words: these are they."""

    taken: bool
    sequence: int
    title: str
    body: str


def save_draft(user: User, place: str, title: str, body: str, sequence: int) -> Saved:
    """Keep the words, if `sequence` is the one that the draft has (0: there is none yet). No words: no draft."""
    title, body = one_line(title)[:200], clean(body)
    if len(body.encode(errors="replace")) > MAX_BYTES:
        raise Refused(_("This is too long to save. Shorten it, or split it in two."))
    own = Draft.user_id == user.id, Draft.place == place
    if not title and not body:
        db.session.execute(delete(Draft).where(*own, Draft.sequence <= sequence))
        return Saved(True, 0, "", "")
    values = {"title": title, "body": body, "saved_at": now()}
    if sequence == 0:
        row = {"user_id": user.id, "place": place, "sequence": 1, **values}
        taken = insert_or_ignore(Draft, [row]) == 1
    else:
        newer = update(Draft).where(*own, Draft.sequence == sequence).values(sequence=sequence + 1, **values)
        taken = db.session.execute(newer.returning(Draft.sequence)).first() is not None
    if taken:
        return Saved(True, sequence + 1, title, body)
    stands = db.session.execute(select(Draft.sequence, Draft.title, Draft.body).where(*own)).first()
    return Saved(False, *(stands or (0, "", "")))


def forget_draft(user: User, place: str) -> None:
    """The words were sent, or are not wanted any more."""
    db.session.execute(delete(Draft).where(Draft.user_id == user.id, Draft.place == place))


@worker_step("drafts.drafts", every=3600)
def prune_drafts() -> int:
    """Forget a page of drafts that nobody has touched for ninety days."""
    old = select(Draft.user_id, Draft.place).where(Draft.saved_at < now() - KEPT_FOR).limit(PAGE)
    drafts = db.session.execute(old).all()
    if not drafts:
        return 0
    with transaction() as session:
        for user_id, place in drafts:
            old_still = Draft.saved_at < now() - KEPT_FOR
            session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.place == place, old_still))
    return len(drafts)
