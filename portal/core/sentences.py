"""Sentences that pure packages make (workflows.marking), told in the reader's language."""

from flask_babel import gettext, ngettext

from workflows.marking import translated


def translate(text: str) -> str:
    """The sentence in the reader's language; any other text as it is."""
    return translated(text, gettext, ngettext)
