"""Noting that a piece was read: its page posts here when it was on a colleague's screen, and so do buttons."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import transaction
from portal.core.errors import wants_json
from portal.core.urls import safe_next
from portal.people.viewer import viewer

from ..reading import note_read
from .desk import blueprint, piece_or_404


@blueprint.post("/feedback/<int:feedback_id>/reading")
@may("feedback.read")
def read(feedback_id: int) -> ResponseReturnValue:
    """A browser that only fetches ahead has read nothing."""
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return "", 204
    with transaction():
        note_read([piece_or_404(feedback_id).id], viewer().id)
    if wants_json():
        return "", 204
    flash(_("Marked as read."), "success")
    return redirect(safe_next(request.form.get("next"), url_for("feedback.piece", feedback_id=feedback_id)), 303)
