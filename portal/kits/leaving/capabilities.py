"""Who may ask for somebody to be erased, and agree to it."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability("people.erase", _l("erase a person, together with a second colleague"), roles=("success", "admin"))
