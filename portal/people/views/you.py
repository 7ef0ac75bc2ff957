"""One's own page: details, a new job, a break, mail, the password."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.actions.passwords import change_password
from portal.access.authentication import knows_password
from portal.access.confirming import ask_to_confirm, is_fresh
from portal.access.endings import has_feed
from portal.access.forms.sign_in import ChangePasswordForm, PasswordForm
from portal.access.guards import members_only, signed_in
from portal.access.members import known_words
from portal.access.models import User
from portal.access.passwords import hash_password
from portal.core.database import transaction
from portal.core.errors import TooMany
from portal.core.links import add_link
from portal.core.menu import Entry, add_menu_entry

from ..actions.addresses import open_change
from ..actions.breaks import end_break, take_break
from ..actions.job_changes import tell_new_job
from ..actions.preferences import allow_promotion, stop_promotion
from ..actions.welcome import next_step, say_who_you_are
from ..forms.you import DetailsForm, NewJobForm
from ..viewer import the_member, viewer

blueprint = Blueprint("you", __name__)
add_link("account", "you.account")

add_menu_entry(
    Entry(_l("You"), "you.you", "user-heart", 90, lambda found: found.is_member, also=("sessions", "own_login"))
)
add_menu_entry(Entry(_l("Your sign-in"), "you.account", "key", 10, lambda found: not found.is_member, place="user"))


@blueprint.get("/you")
@members_only
def you() -> ResponseReturnValue:
    """The member's own page."""
    member = the_member()
    return render_template("people/you/you.html", member=member, next_step=next_step(member))


@blueprint.get("/you/sign-in")
@signed_in
def account() -> ResponseReturnValue:
    """Address, password and sessions: all that staff without a membership need."""
    user = viewer().user
    return render_template("people/you/account.html", user=user, waiting=open_change(user.id))


@blueprint.route("/you/details", methods=["GET", "POST"])
@members_only
def details() -> ResponseReturnValue:
    """Change one's own details."""
    member = the_member()
    form = DetailsForm(obj=member, takes_no_gifts=not member.takes_gifts)
    if not form.sent():
        return render_template("people/you/details.html", form=form), form.status
    with transaction():
        say_who_you_are(member, viewer().user, form.details())
    flash(_("Your details are saved."), "success")
    return redirect(url_for("you.you"), 303)


@blueprint.route("/you/job", methods=["GET", "POST"])
@members_only
def job() -> ResponseReturnValue:
    """Tell of a new employer."""
    form = NewJobForm()
    member = the_member()
    if not form.sent() or form.since.data is None:
        return render_template("people/you/job.html", form=form, member=member), form.status
    company, title = form.company.data or "", form.job_title.data or ""
    since = form.since.data
    if not form.submit(lambda: tell_new_job(the_member(), company, title, since, viewer().user), at=form.company):
        return render_template("people/you/job.html", form=form, member=member), form.status
    if form.result.settled_at is None:
        told = _(
            "Thank you for telling us. As soon as a colleague has confirmed it, you can see everything for your "
            "new company."
        )
    else:
        told = _(
            "All the best in your new job. Your email address confirms it, so you can see everything for your "
            "new company."
        )
    flash(told, "success")
    return redirect(url_for("you.you"), 303)


@blueprint.post("/you/break")
@members_only
def begin_break() -> ResponseReturnValue:
    """Be left alone for a month."""
    with transaction():
        take_break(the_member(), viewer().user)
    flash(_("Enjoy the quiet. Nobody will ask anything of you for a month."), "success")
    return redirect(url_for("you.you"), 303)


@blueprint.post("/you/break/end")
@members_only
def come_back() -> ResponseReturnValue:
    """End the break before its time."""
    with transaction():
        end_break(the_member(), viewer().user)
    flash(_("Good to have you back."), "success")
    return redirect(url_for("you.you"), 303)


@blueprint.post("/you/invitations-by-mail/end")
@members_only
def stop_mail() -> ResponseReturnValue:
    """No more mail that asks or invites."""
    with transaction():
        stop_promotion(the_member(), viewer().user)
    flash(_("You won't get those emails any more. Answers to what you said still reach you."), "success")
    return redirect(url_for("you.you"), 303)


@blueprint.post("/you/invitations-by-mail")
@members_only
def allow_mail() -> ResponseReturnValue:
    """Such mail may come again."""
    with transaction():
        allow_promotion(the_member(), viewer().user)
    flash(_("Thank you. We won't write often."), "success")
    return redirect(url_for("you.you"), 303)


@blueprint.route("/you/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Change the password; whoever knows the old one."""
    user, session_id = viewer().user, viewer().session_id
    if user.password_hash is None:
        return _first_password(user, session_id)
    form = ChangePasswordForm(*known_words(user), feeds=has_feed(user.id))
    if not form.sent():
        return render_template("people/you/password.html", form=form), form.status
    try:
        knows = knows_password(user, form.current.data or "")
    except TooMany as refusal:
        form.refuse(refusal, form.current)
        return render_template("people/you/password.html", form=form), form.status
    if not knows:
        form.current.errors = [_("That's not your current password.")]
        return render_template("people/you/password.html", form=form), 422
    hashed = hash_password(form.password.data or "")
    with transaction():
        change_password(user, hashed, session_id=session_id, end_feeds=form.ends_feeds)
    if form.ends_feeds:
        flash(_("Password changed. Every other browser is signed out, and your private feeds have ended."), "success")
    else:
        flash(_("Password changed. Every other browser is signed out."), "success")
    return redirect(url_for("you.account"), 303)


def _first_password(user: User, session_id: int | None) -> ResponseReturnValue:
    """A password for whoever has none: there is no old one to know, so they confirm who they are."""
    if not is_fresh(viewer()):
        return ask_to_confirm()
    form = PasswordForm(*known_words(user), feeds=has_feed(user.id))
    if not form.sent():
        return render_template("people/you/password.html", form=form), form.status
    hashed = hash_password(form.password.data or "")
    with transaction():
        change_password(user, hashed, session_id=session_id, end_feeds=form.ends_feeds)
    flash(_("Password set. Links by email still work, too."), "success")
    return redirect(url_for("you.account"), 303)
