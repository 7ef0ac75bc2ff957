"""One's own login: its address, and closing it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.confirming import confirmed
from portal.access.guards import members_only, signed_in
from portal.access.sessions import forget_browser
from portal.core.forms import Form
from portal.core.mail import flash_mailed
from portal.core.perform import perform

from ..actions.addresses import ask_for_own_address, open_change, withdraw_change
from ..actions.closing import close_own_login
from ..forms.logins import OwnAddressForm
from ..viewer import viewer

blueprint = Blueprint("own_login", __name__)


@blueprint.route("/you/address", methods=["GET", "POST"])
@signed_in
@confirmed
def address() -> ResponseReturnValue:
    """Ask to sign in with another address; it holds once it is confirmed there."""
    form = OwnAddressForm(viewer().user.email)
    if not (form.sent() and form.submit(lambda: ask_for_own_address(viewer().user, form.address), at=form.email)):
        waiting = open_change(viewer().id)
        page = render_template("people/you/address.html", form=form, user=viewer().user, waiting=waiting)
        return page, form.status
    told = _("We've emailed %(address)s. Open the link in that email, and you sign in there.", address=form.address)
    flash_mailed(told)
    return redirect(url_for("you.account"), 303)


@blueprint.post("/you/address/end")
@signed_in
def withdraw_address() -> ResponseReturnValue:
    """Stay with the address that one has."""
    return perform(
        lambda: withdraw_change(open_change(viewer().id) or abort(404), viewer().user),
        _("The new address is withdrawn. You keep signing in with your current one."),
        url_for("you.account"),
    )


@blueprint.route("/you/closing", methods=["GET", "POST"])
@members_only
@confirmed
def close() -> ResponseReturnValue:
    """Close one's login, and leave."""
    form = Form()
    if not (form.sent() and form.submit(lambda: close_own_login(viewer().user))):
        return render_template("people/you/close.html", form=form, user=viewer().user), form.status
    forget_browser()
    flash(_("Your login is closed. To come back, ask for a sign-in link: it opens your login again."), "success")
    return redirect(url_for("sign_in.sign_in"), 303)
