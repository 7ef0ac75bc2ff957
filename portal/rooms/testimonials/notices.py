"""What colleagues are told of quotes that they asked for: the answer, or that none came."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.urls import path_for
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .codes import places_of
from .deadlines import lapsed_early
from .labels import strip_of
from .models import ApprovalRequest, Delegate, Testimonial, TestimonialVersion
from .queries import WITHDRAWN, delegates_by_request, standing_permissions, visible_to

LONGEST = 300
ANSWERED = add_notice_kind(
    NoticeKind(
        "quote.answered",
        _l("Answers to quotes you asked for"),
        _l("Somebody you asked for a quote approves it, changes the words, says no, takes it back, or doesn't answer."),
        "quote",
        _l("There's news about a quote you asked for"),
        default_mail="at_once",
        concerns=lambda viewer: viewer.may("quotes.edit"),
    )
)


class Answers:
    """What was answered to a question, for those who work on quotes."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.may("quotes.edit"):
            return exists().where(ApprovalRequest.id.is_(None))
        words = ApprovalRequest.version_id == TestimonialVersion.id, TestimonialVersion.testimonial_id == Testimonial.id
        return exists().where(ApprovalRequest.id == about_id, *words, visible_to(viewer, now()))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not viewer.may("quotes.edit"):
            return {}
        statement = _with_quotes().where(ApprovalRequest.id.in_(ids), visible_to(viewer, now()))
        requests = list(db.session.scalars(statement))
        delegates = delegates_by_request([request.id for request in requests])
        return {request.id: _shown(request, delegates.get(request.id, [])) for request in requests}


def _with_quotes() -> Select[ApprovalRequest]:
    quote = contains_eager(ApprovalRequest.version).contains_eager(TestimonialVersion.testimonial)
    return (
        select(ApprovalRequest)
        .join(ApprovalRequest.version)
        .join(TestimonialVersion.testimonial)
        .options(quote.options(joinedload(Testimonial.member)))
    )


def _shown(request: ApprovalRequest, delegates: Sequence[Delegate]) -> Shown:
    quote = request.version.testimonial
    text = request.answer_text or request.version.text
    return Shown(
        _outcome(request, quote, _who_answered(quote, delegates)),
        excerpt(text, LONGEST),
        path_for("testimonials.quote", testimonial_id=quote.id),
        thread=f"quote-{quote.id}",
    )


def _who_answered(quote: Testimonial, delegates: Sequence[Delegate]) -> str:
    """The customer, or whom they asked to agree: "press@orbit.example for Mei Tanaka"."""
    author = quote.author.name
    answered = next((each.label for each in delegates if each.answered_at), None)
    return str(_("%(who)s for %(name)s", who=answered, name=author)) if answered else author


def _outcome(request: ApprovalRequest, quote: Testimonial, name: str) -> str:
    """What came of it, in one sentence."""
    if quote.status in WITHDRAWN:
        return str(_("%(name)s took their words back", name=quote.author.name))
    if request.answer == "approved":
        return str(_("%(name)s said yes: %(where)s", name=name, where=_allowed(request)))
    if request.answer == "changes_requested":
        return str(_("%(name)s would say it in other words", name=name))
    if request.answer == "declined":
        return str(_("%(name)s said no", name=name))
    if lapsed_early(request):
        return str(_("%(name)s has changed jobs, so they're no longer asked", name=name))
    return str(_("%(name)s didn't answer in time", name=name))


def _allowed(request: ApprovalRequest) -> str:
    """Where, as far as it still stands: "Press (Germany)"."""
    standing = standing_permissions([request.version_id], now()).get(request.version_id, [])
    if not standing:
        return places_of(request.asked_for["territories"])
    return ", ".join(f"{channel} ({detail})" for channel, _state, detail in strip_of(standing))


add_notice_source("approvalrequest", Answers())
