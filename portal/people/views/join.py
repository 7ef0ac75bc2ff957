"""Joining by invitation, and the welcome of four steps."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.devices import note_device
from portal.access.forms.sign_in import JoinForm
from portal.access.guards import members_only
from portal.access.models import User
from portal.access.passwords import hash_password
from portal.access.sessions import begin_session, keep_signed_in
from portal.core.database import transaction
from portal.core.errors import DomainError
from portal.core.forms import Form
from portal.core.mail import sends_mail

from ..actions import welcome as steps
from ..actions.joining import accept_invitation, came_by_email, open_invitation
from ..forms.you import DetailsForm, LastQuestionForm, UsesForm, WorthwhileForm
from ..logins import words_about
from ..models import Member
from ..viewer import the_member, viewer

blueprint = Blueprint("join", __name__)


@blueprint.route("/join/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Who invites and why; with one button, the member is in."""
    open_one = open_invitation(token)
    if open_one is None:
        return render_template("people/join/over.html"), 410
    form = JoinForm(*words_about(open_one.member))
    if not form.sent():
        page = render_template("people/join/invitation.html", form=form, invitation=open_one, sends=sends_mail())
        return page, form.status
    hashed = hash_password(form.password.data) if form.password.data else None
    with transaction():
        open_one = open_invitation(token)
        if open_one is None:
            raise DomainError(_("This invitation has been accepted already, or withdrawn. If you've joined, sign in."))
        user = accept_invitation(open_one, hashed, by_email=came_by_email(token))
        entered = begin_session(user, shared=form.shared.data)
        note_device(user, entered.session_id, by_password=False, shared=form.shared.data)
    keep_signed_in(entered, shared=form.shared.data)
    return redirect(url_for("join.welcome", step=1), 303)


@blueprint.route("/welcome/<int:step>", methods=["GET", "POST"])
@members_only
def welcome(step: int) -> ResponseReturnValue:
    """One step of the welcome; each can be skipped, and come back to."""
    if step not in STEPS:
        abort(404)
    make, keep = STEPS[step]
    member = the_member()
    form = make(obj=member, takes_no_gifts=not member.takes_gifts)
    if not form.sent():
        return render_template(f"people/join/step_{step}.html", form=form, step=step), form.status
    with transaction():
        keep(form, member, viewer().user)
    if step < steps.STEPS:
        return redirect(url_for("join.welcome", step=step + 1), 303)
    flash(
        _("Thank you. You'll find what you said on your own page, where you can change it whenever you like."),
        "success",
    )
    return redirect("/", 303)


def _keep_worthwhile(form: WorthwhileForm, member: Member, user: User) -> None:
    steps.say_what_is_worthwhile(member, user, form.incentive.data or None, form.wants.data or "")


def _keep_uses(form: UsesForm, member: Member, user: User) -> None:
    steps.say_how_you_use_us(member, user, form.uses_us_for.data or "", form.worries.data or "")


def _keep_details(form: DetailsForm, member: Member, user: User) -> None:
    steps.say_who_you_are(member, user, form.details())


def _keep_last(form: LastQuestionForm, member: Member, user: User) -> None:
    steps.finish_welcome(member, user, form.how_we_help.data or "")


STEPS: dict[int, tuple[type[Form], Callable[..., None]]] = {
    1: (WorthwhileForm, _keep_worthwhile),
    2: (UsesForm, _keep_uses),
    3: (DetailsForm, _keep_details),
    4: (LastQuestionForm, _keep_last),
}
