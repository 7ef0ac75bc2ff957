"""Users and roles: who works here, and what each may do."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.addresses import normal_address
from portal.core.database import db, transaction
from portal.core.filters import flash_news
from portal.core.inputs import choice_in
from portal.core.mail import flash_mailed
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key

from ..actions.staff import (
    add_staff,
    deactivate,
    give_role,
    hand_over_work,
    reactivate,
    resend_first_link,
    take_role,
)
from ..browsers import browser_name
from ..confirming import confirmed
from ..failures import failed_sign_ins
from ..forms.handing_over import hand_over_form
from ..forms.users import ROLE_DUTIES, ROLE_NAMES, ColleagueForm
from ..guards import may
from ..models import FailedSignIn, User
from ..owned import owned_by
from ..principal import principal
from ..queries import everybody_here, managed_logins
from ..roles import ROLES

blueprint = Blueprint("users", __name__)
_DEACTIVATED = _l("Deactivated. They're signed out everywhere and can't sign in again.")

add_menu_entry(
    Entry(_l("Users and roles"), "users.users", "user-cog", 70, lambda found: found.may("users.edit"), place="user")
)


@blueprint.get("/admin/users")
@may("users.edit")
def users() -> ResponseReturnValue:
    """Everybody who works here, by address."""
    page = page_by_key(managed_logins(), [By(User.email)], request.args.get("page"))
    return render_template("access/users/users.html", page=page, role_names=ROLE_NAMES)


@blueprint.get("/admin/sign-ins")
@may("sign_ins.read")
def failed() -> ResponseReturnValue:
    """The sign-ins that failed, the newest first."""
    page = page_by_key(failed_sign_ins(), [By(FailedSignIn.id, descending=True)], request.args.get("page"))
    return render_template("access/users/failed.html", page=page, browser_name=browser_name)


@blueprint.route("/admin/users/new", methods=["GET", "POST"])
@may("users.edit")
@confirmed
def add() -> ResponseReturnValue:
    """Add a colleague, who chooses a password with the link in a mail."""
    form = ColleagueForm()

    def act() -> None:
        email = normal_address(form.email.data or "") or ""
        add_staff(email, form.name.data or "", form.roles.data or [], principal().user)

    if not (form.sent() and form.submit(act, at=form.email)):
        return render_template("access/users/add.html", form=form), form.status
    flash_mailed(_("We've emailed %(name)s a link to choose a password.", name=form.name.data))
    return redirect(url_for("users.users"), 303)


@blueprint.get("/admin/users/<int:user_id>")
@may("users.edit")
def user(user_id: int) -> ResponseReturnValue:
    """One colleague: roles and sign-in."""
    return render_template(
        "access/users/user.html", user=_colleague(user_id), roles=ROLES, role_duties=ROLE_DUTIES, role_names=ROLE_NAMES
    )


@blueprint.post("/admin/users/<int:user_id>/roles/<role>")
@may("users.edit")
@confirmed
def give(user_id: int, role: str) -> ResponseReturnValue:
    """Give a role."""
    if role not in ROLES:
        abort(404)
    with transaction():
        was_news = give_role(_colleague(user_id), role, principal().user)
    flash_news(was_news, _("Role given. It applies from their next sign-in."))
    return redirect(url_for("users.user", user_id=user_id), 303)


@blueprint.post("/admin/users/<int:user_id>/roles/<role>/end")
@may("users.edit")
@confirmed
def take(user_id: int, role: str) -> ResponseReturnValue:
    """Take a role away; the last one of somebody who owns something on the page that hands it over."""
    if [each.role for each in _colleague(user_id).roles] == [role] and owned_by(user_id):
        return redirect(url_for("users.handover", user_id=user_id, role=role), 303)
    with transaction():
        was_news = take_role(_colleague(user_id), role, principal().user)
    flash_news(was_news, _("Role removed. It no longer applies."))
    return redirect(_page_of(user_id), 303)


@blueprint.route("/admin/users/<int:user_id>/handover", methods=["GET", "POST"])
@may("users.edit")
@confirmed
def handover(user_id: int) -> ResponseReturnValue:
    """Hand over what somebody owns, with their last role, or where they have none any more."""
    user, owned = _owner(user_id), owned_by(user_id)
    last = [each.role for each in user.roles] if len(user.roles) == 1 else []
    role = choice_in("role", last)
    form = hand_over_form(user, owned, everybody_here())

    def act() -> None:
        if role:
            take_role(_colleague(user_id), role, principal().user, form.heirs(owned))
        else:
            hand_over_work(_owner(user_id), principal().user, form.heirs(owned))

    if not (form.sent() and form.submit(act)):
        user, owned = _owner(user_id), [each for each in owned_by(user_id) if each.work.kind in form]
        page = render_template("access/users/handover.html", form=form, user=user, owned=owned, role=role)
        return page, form.status
    flash(_("Role removed. Their work is handed over.") if role else _("Their work is handed over."), "success")
    return redirect(_page_of(user_id), 303)


@blueprint.route("/admin/users/<int:user_id>/closing", methods=["GET", "POST"])
@may("users.edit")
@confirmed
def closing(user_id: int) -> ResponseReturnValue:
    """Let somebody sign in no more, and hand over what they own."""
    user = _colleague(user_id)
    owned = owned_by(user_id)
    form = hand_over_form(user, owned, everybody_here())

    def act() -> bool:
        return deactivate(_colleague(user_id), principal().user, form.heirs(owned))

    if not (form.sent() and form.submit(act)):
        user, owned = _colleague(user_id), [each for each in owned_by(user_id) if each.work.kind in form]
        return render_template("access/users/closing.html", form=form, user=user, owned=owned), form.status
    flash_news(form.result, _DEACTIVATED)
    return redirect(url_for("users.user", user_id=user_id), 303)


@blueprint.post("/admin/users/<int:user_id>/deactivation")
@may("users.edit")
@confirmed
def end(user_id: int) -> ResponseReturnValue:
    """Let somebody sign in no more who owns nothing; where they do, the page that hands it over comes first."""
    if owned_by(_colleague(user_id).id) and user_id != principal().id:
        return redirect(url_for("users.closing", user_id=user_id), 303)
    with transaction():
        was_news = deactivate(_colleague(user_id), principal().user)
    flash_news(was_news, _DEACTIVATED)
    return redirect(url_for("users.user", user_id=user_id), 303)


@blueprint.post("/admin/users/<int:user_id>/deactivation/end")
@may("users.edit")
@confirmed
def welcome_back(user_id: int) -> ResponseReturnValue:
    """Let somebody sign in again."""
    with transaction():
        was_news = reactivate(_colleague(user_id), principal().user)
    flash_news(was_news, _("They can sign in again."))
    return redirect(url_for("users.user", user_id=user_id), 303)


@blueprint.post("/admin/users/<int:user_id>/link")
@may("users.edit")
@confirmed
def send_link(user_id: int) -> ResponseReturnValue:
    """Mail the link to choose a first password once more."""
    with transaction():
        resend_first_link(_colleague(user_id), principal().user)
    flash_mailed(_("We're sending a new link. The earlier one no longer works."))
    return redirect(url_for("users.user", user_id=user_id), 303)


def _page_of(user_id: int) -> str:
    """Where their roles are managed; without any a member is only one of the people."""
    managed = db.session.scalar(managed_logins().where(User.id == user_id))
    return url_for("users.user", user_id=user_id) if managed else url_for("users.users")


def _owner(user_id: int) -> User:
    """A colleague, or somebody who was one and owns something still."""
    return (db.session.get(User, user_id) or abort(404)) if owned_by(user_id) else _colleague(user_id)


def _colleague(user_id: int) -> User:
    return db.session.scalar(managed_logins().where(User.id == user_id)) or abort(404)
