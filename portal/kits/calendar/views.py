"""The page of what comes up, and the same as a calendar for one's own program."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.endings import end_feed
from portal.access.guards import signed_in
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.menu import Entry, add_menu_entry
from portal.core.urls import mail_url
from portal.people.feeds import feed_made_at, feed_reader, renew_feed
from portal.people.viewer import viewer

from .calendar_file import calendar_of
from .dates import coming_up

blueprint = Blueprint("calendar", __name__)
add_menu_entry(Entry(_l("Coming up"), "calendar.coming_up", "calendar-event", 25, lambda _found: True, place="user"))
AHEAD = timedelta(days=365)
BEHIND = timedelta(days=30)
MAX_DATES = 200


@blueprint.get("/coming-up", endpoint="coming_up")
@signed_in
def page() -> ResponseReturnValue:
    """Everything with a date, for the coming year."""
    moment = now()
    return render_template(
        "calendar/coming_up.html",
        dates=coming_up(viewer(), moment, moment + AHEAD, MAX_DATES),
        feed=feed_made_at(viewer().id),
    )


@blueprint.get("/feeds/<token>/calendar.ics")
def calendar_feed(token: str) -> ResponseReturnValue:
    """The calendar of whoever holds the token, under their present rights."""
    reader = feed_reader(token)
    if reader is None:
        abort(404)
    moment: datetime = now()
    dates = coming_up(reader, moment - BEHIND, moment + AHEAD, MAX_DATES)
    return Response(
        calendar_of(dates, moment), mimetype="text/calendar", headers={"Cache-Control": "private, no-cache"}
    )


@blueprint.post("/coming-up/feed")
@signed_in
def make_feed() -> ResponseReturnValue:
    """Make a secret address, or a new one in place of the old."""
    with transaction() as session:
        token = renew_feed(session.get_one(User, viewer().id))
    url = mail_url("calendar.calendar_feed", token=token)
    flash(_("Your calendar's address, shown only once: %(url)s", url=url), "success")
    return redirect(url_for("calendar.coming_up"), 303)


@blueprint.post("/coming-up/feed/end")
@signed_in
def stop_feed() -> ResponseReturnValue:
    """End the secret address at once."""
    with transaction():
        end_feed(viewer().id)
    flash(_("That address no longer works."), "success")
    return redirect(url_for("calendar.coming_up"), 303)
