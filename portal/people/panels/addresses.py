"""A new address that waits or is disputed: on the person's page, or the colleague's, and disputes on Today."""

from flask import render_template
from flask_login import current_user

from portal.access.models import User
from portal.core.slots import panel

from ..models import AddressChange, Member
from ..queries.addresses import disputed_changes, standing_changes
from ..viewer import Viewer

SHOWN = 8


@panel("member_standing", order=1)
def standing(member: Member) -> str | None:
    """What waits for them, for whoever may change it."""
    if not current_user.may("people.edit"):
        return None
    changes = standing_changes(AddressChange.member_id == member.id)
    return render_template("people/addresses/_standing.html", changes=changes, member=member) if changes else None


@panel("login", order=1)
def standing_of_colleague(login: User) -> str | None:
    """What waits for a colleague, for whoever gives roles: a member, too, has somebody there who may settle it."""
    changes = standing_changes(AddressChange.user_id == login.id)
    return render_template("people/addresses/_of_colleague.html", changes=changes, login=login) if changes else None


@panel("today", order=5)
def disputes(viewer: Viewer) -> str | None:
    """Before everything else: somebody may have lost their account."""
    changes = disputed_changes(viewer, SHOWN)
    return render_template("people/addresses/_today.html", changes=changes) if changes else None
