"""What the calendar adds to a member's home: the next few dates."""

from datetime import timedelta

from flask import render_template
from flask_login import current_user

from portal.core.clock import now
from portal.core.slots import panel
from portal.people.models import Member

from .dates import coming_up

SOON = timedelta(days=30)
SHOWN = 4


@panel("member_home_side", order=10)
def next_dates(member: Member) -> str | None:
    """The next four dates of the coming month; nothing where there are none. Home asks in one place, not here."""
    if not current_user.is_member or current_user.member_id != member.id:
        return None
    dates = coming_up(current_user, now(), now() + SOON, SHOWN, asks=False)
    return render_template("calendar/_next.html", dates=dates) if dates else None
