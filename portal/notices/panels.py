"""What notices adds to other pages: on a member's page, what they heard from us."""

from flask import render_template
from flask_login import current_user

from ..core.slots import panel
from ..members.models import Member
from .queries import messages_to


@panel("member", order=70)
def messages_of(member: Member) -> str | None:
    """The last messages, and those that were held back with their reason."""
    if not current_user.may("people.read"):
        return None
    return render_template("notices/_messages.html", messages=messages_to(member.id))
