"""Two records of one person do not become one while either of them leaves: each was promised what goes and when."""

from flask_babel import gettext as _

from portal.core.errors import Refused
from portal.people.merging import merge_hook
from portal.people.models import Member

from .queries import open_departure_of


@merge_hook("member")
def refuse_while_leaving(double: Member, stays: Member) -> None:
    """Raises Refused while one of the two is leaving, or somebody wants to erase them."""
    for member in (double, stays):
        if open_departure_of(member.id) is not None:
            raise Refused(
                _(
                    "%(name)s is leaving, or somebody asked to erase them. Settle that on their page first.",
                    name=member.name,
                )
            )
