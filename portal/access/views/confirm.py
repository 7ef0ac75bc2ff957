"""“Confirm it's you”: asked before a sensitive act, by password or with a link by email."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.errors import DomainError, TooMany

from ..authentication import knows_password, request_sign_in_link
from ..confirming import Interrupted, confirm_page, interrupted, is_fresh
from ..forms.sign_in import ConfirmForm
from ..guards import signed_in
from ..principal import principal
from ..sessions import keep_signed_in, renew_session

blueprint = Blueprint("confirm", __name__)


@blueprint.route("/confirm", methods=["GET", "POST"])
@signed_in
def confirm() -> ResponseReturnValue:
    """Confirm with the password, then carry on."""
    form, act = ConfirmForm(), interrupted()
    if not form.is_submitted() and is_fresh(principal()):
        return _carry_on(act)
    if not form.sent():
        return confirm_page(form, act), form.status
    try:
        if not knows_password(principal().user, form.password.data or ""):
            form.password.errors = [_("That's not your password. Try again, or use a link by email.")]
            return confirm_page(form, act), 422
    except TooMany as refusal:
        form.refuse(refusal, form.password)
        return confirm_page(form, act), form.status
    with transaction():
        renewed, shared = renew_session(principal())
    keep_signed_in(renewed, shared=shared, same_person=True)
    return _carry_on(act)


@blueprint.post("/confirm/link")
@signed_in
def email_link() -> ResponseReturnValue:
    """Email a link instead; the page stays, with what was typed."""
    act, form = interrupted(), ConfirmForm(None)
    onward = url_for("confirm.confirm", next=act.target if act.typed is None else None)
    try:
        request_sign_in_link(principal().user.email, onward)
    except TooMany as refusal:
        form.refuse(refusal)
        return confirm_page(form, act), form.status
    return confirm_page(form, act, link_sent=True)


def _carry_on(act: Interrupted) -> ResponseReturnValue:
    """Back to the page, or to the act with what was typed; it is sent by a button, as the first time."""
    if act.typed is None and act.target:
        return redirect(act.target, 303)
    if act.typed is not None and not act.target:
        raise DomainError(_("That form can't be sent from here. Go back and send it again."))
    return render_template("access/confirm/carry_on.html", act=act)
