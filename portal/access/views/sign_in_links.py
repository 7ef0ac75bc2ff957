"""Signing in with a link from a mail: asked for, and confirmed by a button, since mail scanners open links."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core.mail import sends_mail
from portal.core.urls import safe_next

from .. import authentication
from ..actions.account_links import SIGN_IN, owned_link
from ..forms.sign_in import AddressForm, EnterForm
from ..principal import principal
from ..readers import address_of_reader
from ..sessions import is_shared, keep_signed_in
from .sign_in import blueprint, typed_address

OPEN_AGAIN = _l(
    "Your login is open again. The password that it had is gone: set a new one whenever you like. Private feeds that "
    "ended stay ended."
)


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a link to sign in; the answer is the same whoever has the address."""
    onward = safe_next(request.values.get("next"), "/")
    form = AddressForm(email=address_of_reader(request.args.get("reader")))
    if not form.sent():
        return render_template("access/sign_in/ask_for_link.html", form=form, onward=onward), form.status
    authentication.request_sign_in_link(typed_address(form.email.data), onward)
    return redirect(url_for("sign_in.link_sent"), 303)


@blueprint.get("/sign-in/link/sent")
def link_sent() -> ResponseReturnValue:
    """What happens next."""
    return render_template("access/sign_in/link_sent.html", sends=sends_mail())


@blueprint.route("/sign-in/link/<token>", methods=["GET", "POST"])
def by_link(token: str) -> ResponseReturnValue:
    """Let in whoever holds the link and presses the button, and on to the page they came for."""
    onward = safe_next(request.args.get("next"), "/")
    before = current_user.id if current_user.is_authenticated else None
    form = EnterForm(shared=before is not None and is_shared(principal().session_id))
    owned = owned_link(SIGN_IN, token)
    if owned is not None and not form.sent():
        return render_template("access/sign_in/by_link.html", form=form, owner=owned.owner), form.status
    was_closed = owned is not None and not owned.owner.active
    viewer = authentication.sign_in_by_link(token, shared=form.shared.data) if owned is not None else None
    if viewer is None:
        return render_template("access/sign_in/sign_in_link_expired.html", onward=onward), 410
    keep_signed_in(viewer, shared=form.shared.data, same_person=before == viewer.id)
    if was_closed:
        flash(OPEN_AGAIN, "success")
    return redirect(onward, 303)
