"""Why a mail that came in was kept aside, in words for whoever runs the site."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

REASONS: Mapping[str, LazyString] = {
    "bytes": _l("It is larger than a megabyte."),
    "lines": _l("It has more lines than any email a person writes."),
    "parts": _l("It has more parts and attachments than any email a person writes."),
    "containers": _l("Too many emails and parts are nested inside one another."),
    "headers": _l("It has too many header lines."),
    "header": _l("One of its header lines is far too long."),
    "parameters": _l("One of its header lines has far too many parameters."),
    "text": _l("Its text is far too long."),
    "tags": _l("Its HTML has far too many tags."),
    "cpu": _l("It took too much work to read."),
    "memory": _l("It took too much memory to read."),
    "unreadable": _l("It's not a well-formed email and couldn't be read."),
    "unauthenticated": _l("The mail server says that it wasn't sent from the address it claims."),
}
"""Code → sentence. The codes are those of incoming.bounds.OverBound, and what the reader's process ended with."""
