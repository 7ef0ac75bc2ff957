"""Who may see and repair how the site works."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("admin.read", _l("see health, emails, deliveries and the audit log"), roles=("admin",))
add_capability("admin.edit", _l("retry, resend and repair"), roles=("admin",))
