"""Who may ask members."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("surveys.ask", _l("ask members a question"), roles=("success",))
