"""What colleagues may do in the forum."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability(
    "forum.read",
    _l("read every category whose agreement they have signed"),
    roles=("success", "marketing", "product", "moderator", "executive"),
)
add_capability(
    "forum.write",
    _l("reply, start topics, company questions and announcements"),
    roles=("success", "marketing", "product", "moderator", "executive"),
)
add_capability(
    "forum.moderate", _l("edit, move, hide and restore what others wrote, settle flags"), roles=("moderator",)
)
add_capability("forum.manage", _l("make categories and agreements and say who sees them"), roles=("moderator",))
