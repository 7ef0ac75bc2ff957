"""The browsers in which one is signed in: seen and ended."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.paging import By, page_by_key

from ..browsers import browser_name, is_handheld
from ..guards import signed_in
from ..models import UserSession
from ..principal import principal
from ..queries import sessions_of
from ..sessions import end_session, end_sessions, forget_browser

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/you/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    """One's sessions, the newest first."""
    page = page_by_key(sessions_of(principal().id), [By(UserSession.id, descending=True)], request.args.get("page"))
    return render_template(
        "access/sessions.html",
        page=page,
        this_id=principal().session_id,
        browser_name=browser_name,
        is_handheld=is_handheld,
    )


@blueprint.post("/you/sessions/<int:session_id>/end")
@signed_in
def end(session_id: int) -> ResponseReturnValue:
    """End one of them; ending this one signs out."""
    user_id, this_id = principal().id, principal().session_id
    with transaction():
        if not end_session(session_id, user_id):
            abort(404)
    if session_id == this_id:
        forget_browser()
        return redirect(url_for("sign_in.sign_in"), 303)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("sessions.sessions"), 303)


@blueprint.post("/you/sessions/others/end")
@signed_in
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    user_id, this_id = principal().id, principal().session_id
    with transaction():
        end_sessions(user_id, but=this_id)
    flash(_("Every other browser is signed out."), "success")
    return redirect(url_for("sessions.sessions"), 303)
