"""On a person's page: the way to their invitation."""

from flask import render_template
from flask_login import current_user

from portal.core.slots import panel

from ..actions.invitations import why_not_invite
from ..models import Member


@panel("member_actions", order=10)
def invite(member: Member) -> str | None:
    """The way to a personal mail, for those who may write it, while nothing stands against it."""
    if not current_user.may("people.invite") or why_not_invite(member) is not None:
        return None
    return render_template("people/people/_invite.html", member=member)
