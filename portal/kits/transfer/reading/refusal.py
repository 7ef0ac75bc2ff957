"""Why a file cannot be taken."""

from portal.core.errors import Refused


class FileRefused(Refused):
    """The file as a whole is no table that can be read; nothing was written."""
