"""What colleagues are told of quotes that they asked for: the answer, that none came, or that others changed them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, false, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.urls import path_for
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .labels import strip_of
from .models import ApprovalRequest, Delegate, Permission, Testimonial, TestimonialVersion
from .queries import WITHDRAWN, delegates_by_request, standing_permissions, visible_to
from .time_left import lapsed_early

LONGEST = 300
ANSWERED = add_notice_kind(
    NoticeKind(
        "quote.answered",
        _l("Answers to quotes you asked for"),
        _l(
            "Somebody you asked for a quote approves it, changes the words, says no, takes it back, or doesn't answer; "
            "or the quote changes without you."
        ),
        "quote",
        _l("There's news about a quote you asked for"),
        default_mail="at_once",
        mailed_each=True,
        concerns=lambda viewer: viewer.may("quotes.edit"),
    )
)


def questions_about(testimonial_id: int) -> Select[Any]:
    """The ids of what the author of a quote was asked."""
    asked = select(ApprovalRequest.id).join(ApprovalRequest.version)
    return asked.where(TestimonialVersion.testimonial_id == testimonial_id)


class Answers:
    """What was answered to a question, for those who work on quotes."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.may("quotes.edit"):
            return false()
        words = ApprovalRequest.version_id == TestimonialVersion.id, TestimonialVersion.testimonial_id == Testimonial.id
        return exists().where(ApprovalRequest.id == about_id, *words, visible_to(viewer, now()))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not viewer.may("quotes.edit"):
            return {}
        statement = _with_quotes().where(ApprovalRequest.id.in_(ids), visible_to(viewer, now()))
        requests = list(db.session.scalars(statement))
        delegates = delegates_by_request([request.id for request in requests])
        standing = standing_permissions([request.version_id for request in requests], now())
        return {
            request.id: _shown(request, delegates.get(request.id, []), standing.get(request.version_id, []))
            for request in requests
        }


class Drafts:
    """Quotes that are drafts again by nobody's act, for those who work on them."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.may("quotes.edit"):
            return false()
        return exists().where(Testimonial.id == about_id, Testimonial.member_id.is_not(None))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not viewer.may("quotes.edit"):
            return {}
        whole = select(Testimonial).options(joinedload(Testimonial.member), joinedload(Testimonial.current))
        quotes = db.session.scalars(whole.where(Testimonial.id.in_(ids), Testimonial.member_id.is_not(None)))
        return {quote.id: _draft(quote) for quote in quotes}


def _draft(quote: Testimonial) -> Shown:
    """Named is nobody but the author: whom else it named is gone."""
    name, text = quote.author.name, quote.current.text if quote.current else ""
    told = _("A quote of %(name)s became a draft again: somebody it named has left", name=name)
    return Shown(
        str(_("%(name)s took their words back", name=name) if quote.status in WITHDRAWN else told),
        excerpt(text, LONGEST),
        path_for("testimonials.quote", testimonial_id=quote.id),
        thread=f"quote-{quote.id}",
    )


def _with_quotes() -> Select[ApprovalRequest]:
    quote = contains_eager(ApprovalRequest.version).contains_eager(TestimonialVersion.testimonial)
    return (
        select(ApprovalRequest)
        .join(ApprovalRequest.version)
        .join(TestimonialVersion.testimonial)
        .options(quote.options(joinedload(Testimonial.member)))
    )


def _shown(request: ApprovalRequest, delegates: Sequence[Delegate], standing: Sequence[Permission]) -> Shown:
    quote = request.version.testimonial
    text = request.answer_text or request.version.text
    by = next((each.label for each in delegates if each.answered_at), "")
    return Shown(
        _outcome(request, by, standing),
        excerpt(text, LONGEST),
        path_for("testimonials.quote", testimonial_id=quote.id),
        thread=f"quote-{quote.id}",
    )


def _outcome(request: ApprovalRequest, by: str, standing: Sequence[Permission]) -> str:
    """What came of it, in one sentence. `by` is whom the customer had asked to agree, if it was they who answered."""
    quote, name = request.version.testimonial, request.version.testimonial.author.name
    if request.answer == "withdrawn":
        return str(_("%(name)s took the quote back before answering", name=name))
    if quote.status in WITHDRAWN:
        return str(_("%(name)s took their words back", name=name))
    if request.answer == "approved":
        return _yes(name, by, standing)
    if request.answer == "void":
        return str(_stopped(request) % {"name": name})
    if lapsed_early(request):
        return str(_("%(name)s has changed jobs, so they're no longer asked", name=name))
    told = _ANSWERED_FOR_THEM if by else _ANSWERED
    return str(told.get(request.answer or "", _NO_ANSWER) % {"name": name, "who": by})


def _stopped(request: ApprovalRequest) -> Any:
    changed = request.version.testimonial.current_version_id != request.version_id
    return _CHANGED if changed else _SUSPENDED


_CHANGED = _l("%(name)s is no longer asked: a colleague changed the words")
_SUSPENDED = _l("%(name)s is no longer asked: a colleague suspended the quote")
_NO_ANSWER = _l("%(name)s didn't answer in time")
_ANSWERED = {
    "changes_requested": _l("%(name)s suggested other words"),
    "declined": _l("%(name)s said no"),
    "unsent": _l("We couldn't reach %(name)s, so they're no longer asked"),
}
_ANSWERED_FOR_THEM = {
    "changes_requested": _l("%(who)s answered for %(name)s and suggested other words"),
    "declined": _l("%(who)s answered for %(name)s and said no"),
}


def _yes(name: str, by: str, standing: Sequence[Permission]) -> str:
    """With where, as far as it still stands: "Press (Germany)"."""
    where = ", ".join(f"{channel} ({detail})" for channel, _state, detail in strip_of(standing))
    if by and standing:
        return str(_("%(who)s answered for %(name)s and said yes: %(where)s", who=by, name=name, where=where))
    if by:
        return str(_("%(who)s answered for %(name)s and said yes, which no longer stands", who=by, name=name))
    if standing:
        return str(_("%(name)s said yes: %(where)s", name=name, where=where))
    return str(_("%(name)s said yes, which no longer stands", name=name))


add_notice_source("approvalrequest", Answers())
add_notice_source("testimonial", Drafts())
