"""Why a file cannot be taken."""

from flask_babel import gettext as _

from portal.core.errors import Refused

MAX_BYTES = 60 * 1024 * 1024


class FileRefused(Refused):
    """The file as a whole is no table that can be read; nothing was written."""


def too_big() -> str:
    """What is said of a file of more than MAX_BYTES."""
    return str(_("This file is larger than 60 MB. Split it and import the parts one after the other."))
