"""Signing in with a password and out, and a new password by mail."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.addresses import normal_address
from portal.core.database import transaction
from portal.core.errors import TooMany
from portal.core.links import add_link
from portal.core.mail import sends_mail
from portal.core.text import one_line
from portal.core.urls import safe_next

from .. import authentication
from ..actions.account_links import PASSWORD, owned_link
from ..actions.closing import LoginClosed
from ..actions.link_requests import ask_for_link
from ..actions.passwords import choose_password
from ..endings import has_feed
from ..forms.sign_in import AddressForm, PasswordForm, SignInForm
from ..members import known_words
from ..passwords import hash_password
from ..principal import principal
from ..readers import address_of_reader
from ..sessions import end_session, forget_browser, keep_signed_in
from ..sign_in_attempts import count_request

blueprint = Blueprint("sign_in", __name__)
add_link("sign_in", "sign_in.sign_in")
add_link("sign_out", "sign_in.sign_out")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Let somebody in, and on to the page they came for."""
    onward = safe_next(request.values.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(onward, 303)
    form = SignInForm(email=address_of_reader(request.args.get("reader")))
    if not form.sent():
        return _sign_in_page(form, onward), form.status
    email, password = typed_address(form.email.data), form.password.data or ""
    try:
        viewer = authentication.sign_in(email, password, shared=form.shared.data)
    except LoginClosed as closed:
        return _sign_in_page(form, onward, closed.message), closed.status
    except TooMany as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, onward), form.status
    if viewer is None:
        return _sign_in_page(form, onward, _("That email and password don't match. Try again.")), 422
    keep_signed_in(viewer, shared=form.shared.data)
    return redirect(onward, 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    if current_user.is_authenticated:
        session_id, user_id = principal().session_id, principal().id
        with transaction():
            end_session(session_id or 0, user_id)
    forget_browser()
    flash(_("You are signed out."), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a new password; the answer is the same whoever has the address."""
    form = AddressForm()
    if not form.sent():
        return render_template("access/sign_in/forgotten.html", form=form), form.status
    email = typed_address(form.email.data)
    count_request("forgotten", email)
    with transaction():
        ask_for_link(PASSWORD, email)
    return redirect(url_for("sign_in.mail_sent"), 303)


@blueprint.get("/forgotten/sent")
def mail_sent() -> ResponseReturnValue:
    """What happens next."""
    return render_template("access/sign_in/mail_sent.html", sends=sends_mail())


@blueprint.route("/new-password/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    """Choose a password with the link from a mail."""
    owned = owned_link(PASSWORD, token)
    if owned is None:
        return render_template("access/sign_in/password_link_expired.html"), 410
    form = PasswordForm(*known_words(owned.owner), feeds=has_feed(owned.owner.id))
    if not form.sent():
        return render_template("access/sign_in/new_password.html", form=form, owner=owned.owner), form.status
    hashed = hash_password(form.password.data or "")
    with transaction():
        choose_password(token, hashed, end_feeds=form.ends_feeds)
    flash(_("Your new password is set. Sign in with it."), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


def _sign_in_page(form: SignInForm, onward: str, refusal: str | None = None) -> str:
    """The page, with a link by mail in the first place; where letters are only kept, with the password alone."""
    link = AddressForm(None, email=form.email.data) if sends_mail() else None
    return render_template("access/sign_in/sign_in.html", form=form, link=link, onward=onward, refusal=refusal)


def typed_address(typed: str | None) -> str:
    """What was typed as it would be stored; what is no address belongs to nobody."""
    text = one_line(typed or "")
    return normal_address(text) or text.casefold()[:254]
