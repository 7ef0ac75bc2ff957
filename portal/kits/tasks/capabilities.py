"""What colleagues may do with tasks."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("tasks.work", _l("work on tasks"), roles=("success", "marketing", "product", "moderator", "executive"))
