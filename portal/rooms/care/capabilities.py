"""What colleagues may do with cases."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("cases.read", _l("see what customers are unhappy about"), roles=("success", "product", "executive"))
add_capability("cases.work", _l("take cases on, answer and close them"), roles=("success",))
