"""What profiles add to other pages: two people like you, and the way to one's own profile."""

from flask import render_template
from flask_login import current_user

from portal.core.database import db
from portal.core.slots import panel
from portal.people.models import Member

from .models import Profile
from .queries import people_like


@panel("member_home", order=60)
def alike(member: Member) -> str | None:
    """Two people worth meeting, with the reason."""
    if not current_user.is_member or current_user.member_id != member.id:
        return None
    people = people_like(current_user)
    return render_template("profiles/_alike.html", alike=people) if people else None


@panel("you", order=60)
def own_profile(_member: Member) -> str:
    """Whether one is listed, and the way to change it."""
    profile = db.session.get(Profile, current_user.id)
    return render_template("profiles/_mine.html", profile=profile, handle=current_user.user.handle)
