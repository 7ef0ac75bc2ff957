"""What leaving adds to other pages: the way out on You, how somebody leaves on their page, what waits on Today."""

from flask import render_template
from flask_login import current_user

from portal.core.mail import sends_mail
from portal.core.slots import panel
from portal.people.models import Member
from portal.people.viewer import Viewer

from .actions.asking import ERASE
from .queries import open_departure_of, waiting_departures

SHOWN = 8


@panel("you", order=90)
def way_out(_member: Member) -> str:
    """The page on which one takes one's data along, or leaves."""
    return render_template("leaving/_way_out.html")


@panel("member_actions", order=90)
def erase_them(member: Member) -> str | None:
    """For whoever may ask for it, unless it is under way."""
    if not current_user.may(ERASE) or open_departure_of(member.id) is not None:
        return None
    return render_template("leaving/_erase.html", member=member)


@panel("member", order=1)
def departure_of(member: Member) -> str | None:
    """That somebody is leaving, or shall be erased."""
    departure = open_departure_of(member.id)
    if departure is None:
        return None
    return render_template("leaving/_departure.html", departure=departure, member=member, sends=sends_mail())


@panel("today", order=6)
def departures(viewer: Viewer) -> str | None:
    """What waits for a second colleague, and what stopped."""
    waiting = waiting_departures(SHOWN) if viewer.may(ERASE) else []
    return render_template("leaving/_today.html", departures=waiting) if waiting else None
