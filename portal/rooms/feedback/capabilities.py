"""What colleagues may do with feedback."""

from flask_babel import lazy_gettext as _l

from portal.access.roles import add_capability

add_capability(
    "feedback.read", _l("read what customers said"), roles=("success", "marketing", "product", "moderator", "executive")
)
add_capability("feedback.edit", _l("capture and tag feedback"), roles=("success", "marketing", "product"))
