"""Names that fields of forms had in the version before: what is posted under one is taken as the new one's, for one
version.

A page that somebody left open, and a script of an integration, go on working.
"""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

FORMER: Mapping[str, tuple[str, ...]] = {
    "words": ("text", "message", "instructions", "thanks", "reason", "outcome"),
    "agreement_words": ("agreement_text",),
}
"""What a field was called, and what it may be called now: it is the first of these that a form has."""


def under_new_names(posted: Any, form: Any) -> Any:
    """What was posted, with what came under a former name under the field's own as well."""
    if not posted:
        return posted
    for former, names in FORMER.items():
        sent = f"{form._prefix}{former}"
        field = next((form[name] for name in names if name in form), None)
        if field is not None and former not in form and sent in posted and field.name not in posted:
            posted = MultiDict(posted)
            posted.setlist(field.name, posted.getlist(sent))
    return posted


def is_called(posted: str, name: str) -> bool:
    """Whether what was posted so belongs to the field of this name."""
    return posted == name or name in FORMER.get(posted, ())
