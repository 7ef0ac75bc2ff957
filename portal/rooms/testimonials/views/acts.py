"""What staff do with quotes: draft, write, ask, release, put aside."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.access.guards import may
from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.mail import flash_mailed
from portal.kits.notices.when import due_at_of, when_it_goes
from portal.people.acting import actor
from portal.people.viewer import viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.queries import visible_to as feedback_visible_to

from ..actions import (
    ask_customer,
    ask_review,
    draft_again,
    draft_testimonial,
    edit_text,
    release,
    renew,
    resume,
    suspend,
    withdraw,
)
from ..actions.asking import QUESTION
from ..forms import AskForm, ReleaseForm, TextForm
from ..models import Testimonial
from ..queries import requests_of
from .quotes import quote_or_404, quote_page, to_quote, verbatim_of

blueprint = Blueprint("quotes", __name__)
Act = Callable[[Testimonial, User], None]
RENEWED_UNRELEASED = _l("Reviewed. It isn't available until somebody releases it.")
ACTS: dict[str, tuple[Act, Any]] = {
    "suspension": (suspend, _l("Suspended. Nobody uses it until you resume it.")),
    "resumption": (lambda quote, _actor: resume(quote), _l("It's a draft again.")),
    "withdrawal": (withdraw, _l("Withdrawn. Nothing is allowed any more.")),
    "review": (lambda quote, _actor: ask_review(quote), _l("Marked for review.")),
    "renewal": (lambda quote, _actor: renew(quote), _l("Reviewed, and available.")),
    "draft": (draft_again, _l("It's a draft again. Ask the author again.")),
}


@blueprint.route("/feedback/<int:feedback_id>/quote", methods=["GET", "POST"])
@may("quotes.edit")
def draft(feedback_id: int) -> ResponseReturnValue:
    piece = _piece(feedback_id)
    form = TextForm(text=piece.text)
    made: list[int] = []

    def write() -> None:
        quote = draft_testimonial(_piece(feedback_id), form.text.data or "", actor(), form.incentive.data or "")
        made.append(quote.id)

    if not form.sent() or not form.submit(write):
        return render_template("testimonials/draft.html", form=form, piece=_piece(feedback_id)), form.status
    flash(_("Drafted. Now ask the author."), "success")
    return to_quote(made[0])


@blueprint.route("/quotes/<int:testimonial_id>/words", methods=["GET", "POST"])
@may("quotes.edit")
def edit(testimonial_id: int) -> ResponseReturnValue:
    quote = quote_or_404(testimonial_id)
    current = quote.current
    form = TextForm(text=current.text if current else "", incentive=current.incentive if current else "")

    def write() -> None:
        edit_text(quote_or_404(testimonial_id), form.text.data or "", actor(), form.incentive.data or "")

    if not form.sent() or not form.submit(write):
        quote = quote_or_404(testimonial_id)
        page = render_template("testimonials/edit.html", form=form, quote=quote, said=verbatim_of(quote))
        return page, form.status
    flash(_("New version saved. What the author allowed before has ended; ask them again."), "success")
    return to_quote(testimonial_id)


@blueprint.post("/quotes/<int:testimonial_id>/request")
@may("quotes.edit")
def ask(testimonial_id: int) -> ResponseReturnValue:
    form = AskForm()

    def send() -> None:
        ask_customer(quote_or_404(testimonial_id), form.ask(), actor(), form.deadline())

    if not form.sent() or not form.submit(send):
        return quote_page(quote_or_404(testimonial_id), ask=form)
    silence = _("If they don't answer, we won't use it.")
    flash_mailed(f"{_when_it_goes(testimonial_id)} {silence}")
    return to_quote(testimonial_id, "asked")


@blueprint.post("/quotes/<int:testimonial_id>/release")
@may("quotes.release")
def give_free(testimonial_id: int) -> ResponseReturnValue:
    form = ReleaseForm()
    reason = form.reason.data or ""
    if not form.sent() or not form.submit(lambda: release(quote_or_404(testimonial_id), actor(), reason)):
        return quote_page(quote_or_404(testimonial_id), give=form)
    flash(_("Available, for what the customer allowed."), "success")
    return to_quote(testimonial_id, "quote")


@blueprint.post("/quotes/<int:testimonial_id>/<any(suspension, resumption, withdrawal, review, renewal, draft):act>")
@may("quotes.edit")
def change(testimonial_id: int, act: str) -> ResponseReturnValue:
    do, message = ACTS[act]
    with transaction():
        quote = quote_or_404(testimonial_id)
        do(quote, actor())
        message = RENEWED_UNRELEASED if act == "renewal" and quote.status == "approved" else message
    flash(str(message), "success")
    return to_quote(testimonial_id)


def _when_it_goes(testimonial_id: int) -> str:
    """When the newest question about this quote reaches its author."""
    quote = quote_or_404(testimonial_id)
    newest = requests_of(quote)[0]
    return when_it_goes(due_at_of(f"{QUESTION}{newest.id}", quote.member_id))


def _piece(feedback_id: int) -> Feedback:
    seen = Feedback.id == feedback_id, feedback_visible_to(viewer())
    piece = db.session.scalar(select(Feedback).where(*seen))
    return piece or abort(404)
