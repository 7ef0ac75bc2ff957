"""What colleagues may do with the map."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("nurture.read", _l("see the nurture map and why people moved"), roles=("success", "executive"))
add_capability("nurture.edit", _l("change the nurture map"))
