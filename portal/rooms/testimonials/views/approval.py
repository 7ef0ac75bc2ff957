"""The customer's page: the exact words, and yes, other words, or no. It works signed out and by its link alone."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import members_only
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.forms import Form
from portal.people.viewer import the_member

from ..actions import AnsweredAlready, Ask, decline, request_changes, withdraw
from ..actions import approve as approve_quote
from ..actions.delegating import delegates_of
from ..asked_for import also_asked, in_short
from ..codes import places_of
from ..forms import ApprovalForm, ChangeForm
from ..labels import attribution_line, channels_of, named, strip_of
from ..models import ApprovalRequest, Testimonial
from ..picture_rules import wanted_pictures
from ..queries import WITHDRAWN, approval_of, shown_to_author, standing_permissions, who_answered
from ..time_left import answer_by, is_over, lapsed_early
from .asked import Asked, answerable, asked_by, evidence_of, of_customer

blueprint = Blueprint("approval", __name__)


@blueprint.route("/quote/<token>", methods=["GET", "POST"], endpoint="approve")
def approve(token: str) -> ResponseReturnValue:
    asked = asked_by(token)
    if asked.fallen:
        return render_template("testimonials/fallen.html", why=asked.fallen), 410
    if request.method == "POST" and not asked.is_seen():
        return _newer(token)
    form = ApprovalForm.about(asked.request, sent=True)
    if request.method == "POST" and not form.shows_names:
        return _newer(token)
    if not _open(asked.request) or not form.sent() or not _answered(form, lambda: _approve(token, form)):
        return _page(asked, token, form=form)
    return _back(token)


@blueprint.post("/quote/<token>/words")
def change_text(token: str) -> ResponseReturnValue:
    form = ChangeForm()
    asked = asked_by(token)
    if asked.fallen:
        return _back(token)
    if not asked.is_seen():
        return _newer(token)
    if not form.sent() or not _answered(form, lambda: _reword(token, form)):
        return _page(asked, token, change=form)
    return _back(token)


@blueprint.post("/quote/<token>/no")
def no(token: str) -> ResponseReturnValue:
    asked = asked_by(token)
    if asked.fallen:
        return _back(token)
    if not asked.is_seen():
        return _newer(token)
    _answered(Form(formdata=None), lambda: decline(answerable(token)))
    return _back(token)


@blueprint.post("/quote/<token>/withdrawal")
def take_back(token: str) -> ResponseReturnValue:
    with transaction():
        _take_back(of_customer(token).request.version.testimonial)
    return _back(token)


@blueprint.post("/you/quotes/<int:testimonial_id>/withdrawal")
@members_only
def take_mine_back(testimonial_id: int) -> ResponseReturnValue:
    with transaction():
        mine = shown_to_author(the_member()).where(Testimonial.id == testimonial_id)
        _take_back(db.session.scalar(mine) or abort(404))
    flash(_("Your words are yours again. Nobody here may use them any more."), "success")
    return redirect(url_for("you.you"), 303)


def _take_back(testimonial: Testimonial) -> None:
    """Once is enough; a second click changes nothing."""
    if testimonial.status not in WITHDRAWN:
        withdraw(testimonial)


def _approve(token: str, form: ApprovalForm) -> None:
    asked = asked_by(token)
    kind = "delegate" if asked.delegate else "link"
    approve_quote(answerable(token), form.granted(), evidence_of(asked), kind)


def _reword(token: str, form: ChangeForm) -> None:
    asked = asked_by(token)
    delegate = asked.delegate.label if asked.delegate else ""
    request_changes(answerable(token), form.text.data or "", delegate)


def _answered(form: Form, answer: Callable[[], object]) -> bool:
    """Take the answer. Whoever was too late sees what was decided; what is refused stands in the form."""
    return form.submit(answer) or isinstance(form.refusal, AnsweredAlready)


def _newer(token: str) -> ResponseReturnValue:
    """Nothing is answered that was not read."""
    flash(_("This has changed since you opened the page. Please read it once more."), "info")
    return _back(token)


def _open(asked: ApprovalRequest) -> bool:
    return asked.answered_at is None and not is_over(asked) and not Ask.of(asked).over(now().date())


def _page(
    opened: Asked, token: str, form: ApprovalForm | None = None, change: ChangeForm | None = None
) -> ResponseReturnValue:
    asked = opened.request
    if not _open(asked):
        return _decided(opened, token)
    quote, ask = asked.version.testimonial, Ask.of(asked)
    author = quote.author.name if opened.delegate else ""
    form = form or ApprovalForm.about(asked, sent=False)
    change = change or ChangeForm(formdata=None, text=asked.version.text)
    change.question.data = str(asked.id)
    return render_template(
        "testimonials/approve.html",
        asked=asked,
        author=author,
        named=[] if opened.delegate else delegates_of(asked),
        pictures=[] if opened.delegate else wanted_pictures(asked),
        ask=ask,
        form=form,
        change=change,
        token=token,
        places=places_of(ask.territories),
        answer_by=answer_by(asked, names_zone=bool(author)),
        line=attribution_line(quote, ask.attribution),
        channels=channels_of(ask.channels),
        also=also_asked(ask, author),
        short=in_short(ask),
    ), (422 if form.errors or change.errors else 200)


def _decided(opened: Asked, token: str) -> ResponseReturnValue:
    asked = opened.request
    quote: Testimonial = asked.version.testimonial
    permissions = standing_permissions([asked.version_id], now()).get(asked.version_id, [])
    stands = bool(permissions) and quote.status not in WITHDRAWN
    answerer = who_answered((approval_of(asked.version_id) if stands else None) or asked)
    return render_template(
        "testimonials/answered.html",
        asked=asked,
        delegate=opened.delegate,
        pictures=[] if opened.delegate else wanted_pictures(asked),
        token=token,
        strip=strip_of(permissions),
        line=named(quote, permissions) if permissions else "",
        stands=stands,
        own_answer=answerer is opened.delegate,
        who=answerer.label if answerer else "",
        lapsed_early=lapsed_early(asked),
        taken_back=quote.status in WITHDRAWN,
    )


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for("approval.approve", token=token), 303)
