"""What colleagues may do with people."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability(
    "people.read",
    _l("see people and companies"),
    roles=("success", "marketing", "product", "moderator", "executive", "admin"),
)
add_capability("people.edit", _l("change, merge and move people, close their logins, log calls"), roles=("success",))
add_capability("people.invite", _l("invite members"), roles=("success", "marketing"))
add_capability(
    "people.import", _l("import files of people, answers and feedback"), roles=("success", "marketing", "admin")
)
