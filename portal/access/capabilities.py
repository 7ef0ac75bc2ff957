"""What colleagues may do with users."""

from flask_babel import lazy_gettext as _l

from .roles import add_capability

add_capability("sign_ins.read", _l("see whose sign-ins failed"))
add_capability("users.edit", _l("give and take roles"), roles=("admin",))
