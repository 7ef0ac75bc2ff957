"""A gentle card on a member's home, for those who left the welcome half-way."""

from flask import render_template

from portal.core.slots import panel

from ..actions.welcome import next_step
from ..models import Member


@panel("member_ask", order=40)
def unfinished_welcome(member: Member) -> str | None:
    """Where to go on, until the welcome is finished."""
    if member.joined_at is None or member.welcomed_at is not None:
        return None
    return render_template("people/you/_finish_welcome.html", member=member, next_step=next_step(member))
