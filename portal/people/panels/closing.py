"""A login that is closed: on the member's page, with the way back."""

from flask import render_template
from flask_login import current_user

from portal.core.slots import panel

from ..logins import login_of
from ..models import Member
from ..queries.logins import who_closed


@panel("member_standing", order=2)
def closed_login(member: Member) -> str | None:
    """Who closed it and why, for whoever may open it again."""
    login = login_of(member) if current_user.may("people.edit") else None
    if login is None or login.active:
        return None
    closed_by = who_closed(login)
    return render_template("people/people/_closed_login.html", login=login, member=member, closed_by=closed_by)
