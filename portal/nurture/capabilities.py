"""What colleagues may do with tasks and with the map."""

from flask_babel import lazy_gettext as _l

from portal.people.roles import add_capability

add_capability("tasks.work", _l("work on tasks"), roles=("success", "marketing", "product", "moderator", "executive"))
add_capability("nurture.read", _l("see the nurture map and why people moved"), roles=("success", "executive"))
add_capability("nurture.edit", _l("change the nurture map"))
