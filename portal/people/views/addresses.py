"""A new address: confirmed where it was sent, disputed from the former one, settled by colleagues.

Whoever opens a link only sees a page with a button: programs that look into mail open links, too.
"""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.access.models import User
from portal.access.sessions import forget_browser
from portal.core.database import db
from portal.core.forms import Form
from portal.core.perform import perform

from ..actions.addresses import change_of_link, confirm_address, open_change, withdraw_change
from ..actions.disputes import disputable, dispute_change, keep_address, return_address
from ..logins import login_of
from ..models import AddressChange
from ..queries.people import person_or_404
from ..viewer import viewer

blueprint = Blueprint("address_changes", __name__)
Settle = Callable[[AddressChange, User], None]
KEPT = _l("The new address stays. The dispute is settled.")
RETURNED = _l(
    "The sign-in is back at the former address. Every browser is signed out and the password is gone; they sign in "
    "with a link by email."
)


@blueprint.route("/new-address/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Take the address, with the link that was sent to it."""
    change, form = change_of_link(token), Form()
    if change is None:
        return render_template("people/addresses/link_expired.html", about="confirm"), 410
    if not (form.sent() and form.submit(lambda: confirm_address(change_of_link(token) or abort(410)))):
        return render_template("people/addresses/confirm.html", change=change, form=form), form.status
    forget_browser()
    flash(_confirmed(is_open=change.user.active), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


@blueprint.route("/not-my-address/<token>", methods=["GET", "POST"])
def dispute(token: str) -> ResponseReturnValue:
    """Say that nobody should have changed it, with the link that was sent to the former address."""
    change, form = disputable(token), Form()
    if change is None:
        return render_template("people/addresses/link_expired.html", about="dispute"), 410
    if not (form.sent() and form.submit(lambda: dispute_change(disputable(token) or abort(410), token))):
        return render_template("people/addresses/dispute.html", form=form), form.status
    return redirect(url_for("address_changes.disputed"), 303)


def _confirmed(*, is_open: bool) -> str:
    if is_open:
        return str(_("Your email address is confirmed. Sign in with it from now on."))
    return str(_("Your email address is confirmed. Your login is closed, and stays closed until it is opened again."))


@blueprint.get("/not-my-address")
def disputed() -> ResponseReturnValue:
    """What happens next."""
    return render_template("people/addresses/disputed.html")


@blueprint.post("/people/<int:member_id>/new-address/end")
@may("people.edit")
def withdraw(member_id: int) -> ResponseReturnValue:
    """Wait for no confirmation any more."""
    login = login_of(person_or_404(member_id)) or abort(404)
    return perform(
        lambda: withdraw_change(open_change(login.id) or abort(404), viewer().user),
        _("The new address is withdrawn. They keep signing in with their current one."),
        url_for("people.person", member_id=member_id),
    )


@blueprint.post("/people/<int:member_id>/disputes/<int:change_id>/kept")
@may("people.edit")
def keep(member_id: int, change_id: int) -> ResponseReturnValue:
    """It was the person themselves."""
    return _settled(member_id, change_id, keep_address, KEPT)


@blueprint.post("/people/<int:member_id>/disputes/<int:change_id>/returned")
@may("people.edit")
def give_back(member_id: int, change_id: int) -> ResponseReturnValue:
    """It was somebody else."""
    return _settled(member_id, change_id, return_address, RETURNED)


@blueprint.post("/admin/users/<int:user_id>/disputes/<int:change_id>/kept")
@may("users.edit")
@confirmed
def keep_colleague(user_id: int, change_id: int) -> ResponseReturnValue:
    """It was the colleague themselves."""
    return _settled_for_colleague(user_id, change_id, keep_address, KEPT)


@blueprint.post("/admin/users/<int:user_id>/disputes/<int:change_id>/returned")
@may("users.edit")
@confirmed
def give_back_colleague(user_id: int, change_id: int) -> ResponseReturnValue:
    """It was somebody else."""
    return _settled_for_colleague(user_id, change_id, return_address, RETURNED)


def _settled(member_id: int, change_id: int, settle: Settle, text: LazyString) -> ResponseReturnValue:
    change = db.session.get(AddressChange, change_id)
    if change is None or change.member_id != member_id:
        abort(404)
    return _settle(change_id, settle, text, url_for("people.person", member_id=member_id))


def _settled_for_colleague(user_id: int, change_id: int, settle: Settle, text: LazyString) -> ResponseReturnValue:
    change = db.session.get(AddressChange, change_id)
    if change is None or change.user_id != user_id:
        abort(404)
    return _settle(change_id, settle, text, url_for("users.user", user_id=user_id))


def _settle(change_id: int, settle: Settle, text: LazyString, to: str) -> ResponseReturnValue:
    return perform(lambda: settle(db.session.get_one(AddressChange, change_id), viewer().user), str(text), to)
