"""The customer's page: the exact words, and yes, other words, or no. It works signed out and by its link alone."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ...core.clock import now
from ...core.database import db, transaction
from ...members.links import find_link
from ..actions import Ask, decline, request_changes, withdraw
from ..actions import approve as approve_quote
from ..forms import ApprovalForm, ChangeForm
from ..models import ApprovalRequest, Testimonial
from ..queries import standing_permissions
from ..words import attribution_line, strip_of, territory_name

blueprint = Blueprint("approval", __name__)


@blueprint.route("/quote/<token>", methods=["GET", "POST"], endpoint="approve")
def approve(token: str) -> ResponseReturnValue:
    asked = _request(token)
    if asked.answered_at is not None:
        return _answered(asked, token)
    form = ApprovalForm(channels=asked.asked_for["channels"], attribution=asked.asked_for["attribution"])
    form.offer(asked)
    if not form.sent():
        return _question(asked, token, form, ChangeForm(formdata=None))
    with transaction():
        fresh = _request(token)
        approve_quote(fresh, form.granted(fresh), _evidence())
    return _back(token)


@blueprint.post("/quote/<token>/words")
def other_words(token: str) -> ResponseReturnValue:
    asked = _request(token)
    form = ChangeForm()
    if not form.sent():
        answer = ApprovalForm(
            formdata=None, channels=asked.asked_for["channels"], attribution=asked.asked_for["attribution"]
        )
        answer.offer(asked)
        return _question(asked, token, answer, form)
    with transaction():
        request_changes(_request(token), form.words.data or "")
    return _back(token)


@blueprint.post("/quote/<token>/no")
def no(token: str) -> ResponseReturnValue:
    with transaction():
        decline(_request(token))
    return _back(token)


@blueprint.post("/quote/<token>/withdrawal")
def take_back(token: str) -> ResponseReturnValue:
    with transaction():
        withdraw(_request(token).version.testimonial)
    return _back(token)


def _request(token: str) -> ApprovalRequest:
    """The request of a link. The link stays good after the answer, so that it can be taken back."""
    link = find_link("quote", token) or abort(404)
    found = db.session.scalar(select(ApprovalRequest).where(ApprovalRequest.link_id == link.id))
    return found or abort(404)


def _question(asked: ApprovalRequest, token: str, form: ApprovalForm, change: ChangeForm) -> ResponseReturnValue:
    testimonial = asked.version.testimonial
    return render_template(
        "testimonials/approve.html",
        asked=asked,
        quote=testimonial,
        form=form,
        change=change,
        token=token,
        places=_places(asked),
        until=Ask.of(asked).until,
        line=attribution_line(testimonial, asked.asked_for["attribution"]),
    ), (422 if form.errors or change.errors else 200)


def _answered(asked: ApprovalRequest, token: str) -> ResponseReturnValue:
    testimonial: Testimonial = asked.version.testimonial
    permissions = standing_permissions([asked.version_id]).get(asked.version_id, [])
    return render_template(
        "testimonials/answered.html",
        asked=asked,
        quote=testimonial,
        token=token,
        strip=strip_of(permissions),
        stands=bool(permissions) and testimonial.status not in {"withdrawn", "takedown_open", "closed"},
    )


def _places(asked: ApprovalRequest) -> str:
    return ", ".join(territory_name(code) for code in asked.asked_for["territories"])


def _evidence() -> str:
    moment = now().isoformat(timespec="seconds")
    return str(
        _("Approved by the link in the mail, %(moment)s, from %(address)s", moment=moment, address=request.remote_addr)
    )


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for("approval.approve", token=token), 303)
