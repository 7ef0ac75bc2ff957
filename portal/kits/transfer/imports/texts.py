"""What somebody said, as a cell holds it."""

from flask_babel import gettext as _

from .importer import RowRefused

MAX_TEXT_CHARS = 60_000


def refuse_long_text(text: str) -> None:
    """Raise RowRefused for a text that is longer than anything a person says."""
    if len(text) > MAX_TEXT_CHARS:
        raise RowRefused(_("What they said is longer than %(most)s characters.", most=f"{MAX_TEXT_CHARS:,}"))
