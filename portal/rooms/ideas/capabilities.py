"""What colleagues may do with ideas."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability(
    "ideas.read",
    _l("see every board whose agreement they have signed, and who wants what"),
    roles=("success", "marketing", "product", "moderator", "executive"),
)
add_capability(
    "ideas.write",
    _l("suggest, comment, note, and vote for a customer who said that they want something"),
    roles=("success", "marketing", "product", "moderator", "executive"),
)
add_capability(
    "ideas.decide",
    _l("change the status of ideas, decline, merge and plan them, and tell those who wanted them"),
    roles=("product",),
)
add_capability("ideas.moderate", _l("change and delete what others suggested and said"), roles=("product", "moderator"))
add_capability("ideas.manage", _l("make boards and say who sees them"), roles=("product",))
