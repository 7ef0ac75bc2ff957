"""What quotes make of what customers said: asked about, approved, used where they allowed it."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.outcomes import Outcome, outcome_of_feedback
from portal.rooms.feedback.reading import note_read

from .labels import own_status, strip_of
from .models import Permission, Testimonial
from .queries import USABLE, last_answers, shown_to_author, standing_permissions
from .verbs import TESTIMONIAL_DRAFTED


@outcome_of_feedback
def became_quotes(viewer: Viewer, pieces: Sequence[Feedback]) -> Iterator[tuple[int, Outcome]]:
    """The quotes whose words the author was shown, and where they may be used. Four statements."""
    member = viewer.member
    if member is None:
        return
    mine = shown_to_author(member).where(Testimonial.feedback_id.in_([piece.id for piece in pieces]))
    drafted_by = mine.outerjoin(User, User.id == Testimonial.created_by_id).add_columns(User.name)
    quotes = db.session.execute(drafted_by.order_by(Testimonial.id)).all()
    versions = [quote.current_version_id for quote, _name in quotes]
    allowed, answers = (standing_permissions(versions, now()), last_answers(versions)) if versions else ({}, {})
    for quote, name in quotes:
        sentence = _sentence(quote, own_status(quote, answers), allowed.get(quote.current_version_id, []), name)
        if sentence:
            yield quote.feedback_id, Outcome(sentence, "quote", "brand", quote.changed_at)


@subscriber("testimonials.read", TESTIMONIAL_DRAFTED)
def note_what_was_read(lines: Sequence[Activity]) -> None:
    """Whoever takes a quote out of a piece has read it."""
    quotes = select(Testimonial.id, Testimonial.feedback_id).where(
        Testimonial.id.in_({line.about_id for line in lines})
    )
    pieces = {quote_id: piece_id for quote_id, piece_id in db.session.execute(quotes) if piece_id is not None}
    for line in lines:
        if line.actor_user_id is not None and line.about_id in pieces:
            note_read([pieces[line.about_id]], line.actor_user_id, line.occurred_at)


def _sentence(quote: Testimonial, status: str, permissions: Sequence[Permission], drafted_by: str | None) -> str:
    if quote.status in USABLE and permissions:
        where = "; ".join(_place(channel, detail) for channel, _state, detail in strip_of(permissions))
        by = "delegate" if permissions[-1].evidence_kind == "delegate" else "author"
        return str(_USED[by, quote.status] % {"where": where})
    status = "expired" if quote.status in USABLE else status
    with_name = _OURS.get(status) if drafted_by else None
    return str(with_name % {"who": drafted_by} if with_name else _BECAME.get(status, ""))


_USED = {
    ("author", "available"): _l("You approved it as a quote, and we may use it now. You allowed: %(where)s"),
    ("author", "used"): _l("You approved it as a quote, and we use it. You allowed: %(where)s"),
    ("delegate", "available"): _l("Your colleague approved it as a quote, and we may use it now: %(where)s"),
    ("delegate", "used"): _l("Your colleague approved it as a quote, and we use it: %(where)s"),
}
_OURS = {
    "drafted": _l("%(who)s is rewriting it as a quote"),
    "changes_requested": _l(
        "It was reworded as a quote from your side; %(who)s will ask you once more before we use it"
    ),
    "approved": _l("It's approved as a quote but not used yet; %(who)s is working on it"),
}
"""While a quote stands so, it is our turn, and somebody's."""
_BECAME = {
    "drafted": _l("It's being rewritten as a quote"),
    "changes_requested": _l("It was reworded as a quote from your side; we'll ask you once more before we use it"),
    "approved": _l("It's approved as a quote but not used yet"),
    "lapsed": _l("You didn't answer, so we don't use it as a quote"),
    "unsent": _l("We're not using it as a quote at the moment"),
    "declined": _l("It won't become a quote: the answer was no"),
    "review_due": _l("We're not using it as a quote while we check that it's still true"),
    "suspended": _l("We're not using it as a quote at the moment"),
    "expired": _l("The quote has expired: the time it was allowed for has ended"),
    "withdrawn": _l("You withdrew the quote"),
    "takedown_open": _l("You withdrew the quote, and we're removing it"),
    "closed": _l("You withdrew the quote"),
}


def _place(channel: str, detail: str) -> str:
    return f"{channel} ({detail})" if detail else channel
