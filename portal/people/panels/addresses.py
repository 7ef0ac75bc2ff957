"""A new address that waits or is disputed: on the person's page, and disputes on Today."""

from flask import render_template
from flask_login import current_user

from portal.core.slots import panel

from ..models import Member
from ..queries.addresses import disputed_changes, standing_changes
from ..viewer import Viewer

SHOWN = 8


@panel("member", order=1)
def standing(member: Member) -> str | None:
    """What waits for them, for whoever may change it."""
    changes = standing_changes(member.id) if current_user.may("people.edit") else ()
    return render_template("people/addresses/_standing.html", changes=changes, member=member) if changes else None


@panel("today", order=5)
def disputes(viewer: Viewer) -> str | None:
    """Before everything else: somebody may have lost their account."""
    changes = disputed_changes(SHOWN) if viewer.may("people.edit") else ()
    return render_template("people/addresses/_today.html", changes=changes) if changes else None
