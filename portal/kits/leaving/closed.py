"""The login of somebody who leaves stays closed until that is undone.

Opening it alone would keep them, and nobody would be told.
"""

from flask_babel import gettext as _

from portal.access.endings import opening_check
from portal.access.models import User
from portal.core.errors import Refused

from .queries import open_departure_of


@opening_check
def refuse_while_leaving(login: User) -> None:
    """Raises Refused while they leave or are being erased, and names the way back where there is one."""
    departure = open_departure_of(login.member_id) if login.member_id is not None else None
    if departure is None or departure.status == "asked":
        return
    if departure.status == "leaving":
        raise Refused(
            _(
                "%(name)s is leaving. If they've changed their mind, choose “Undo for them”: it opens the login, too.",
                name=login.name,
            )
        )
    raise Refused(_("%(name)s is being erased. The login stays closed.", name=login.name))
