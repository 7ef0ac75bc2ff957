"""Where something was said and what it is about, in the reader's words."""

from typing import Any

from flask_babel import lazy_gettext as _l

SOURCE_LABELS: dict[str, Any] = {
    "survey": _l("In a survey"),
    "portal": _l("In the portal"),
    "call": _l("In a call"),
    "interview": _l("In an interview"),
    "mail": _l("By email"),
    "event": _l("At an event"),
    "import": _l("From an import"),
}
FACET_LABELS: dict[str, Any] = {
    "product_area": _l("Product area"),
    "service": _l("Service"),
    "deployment": _l("Deployment"),
    "role": _l("Role"),
    "industry": _l("Industry"),
    "region": _l("Region"),
    "language": _l("Language"),
    "competitor": _l("Competitor"),
    "free": _l("Free tag"),
}
