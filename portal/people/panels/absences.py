"""Who is away: on Today, and on the page of a colleague."""

from flask import render_template

from portal.access.models import User
from portal.core.slots import panel

from ..absences import roster
from ..queries.absences import away_now
from ..viewer import Viewer


@panel("today_top", order=10)
def away(viewer: Viewer) -> str | None:
    """Who stands in for the viewer, and for whom they do."""
    own, others = away_now(viewer.id)
    return render_template("people/people/_away.html", own=own, others=others) if own or others else None


@panel("login", order=5)
def days_away(login: User) -> str | None:
    """For whoever manages users: whether a colleague is away, and the way to entering it."""
    return render_template("people/people/_absence.html", login=login, own=roster().away.get(login.id))
