"""Markdown to safe HTML: CommonMark with tables, strikethrough, bare addresses, mentions and our own pictures.

For everything that members write. The parser loads when it is used; work and output grow with the text, whatever
the text is.
"""

from collections.abc import Mapping

from flask_babel import gettext as _
from markupsafe import Markup

from ..errors import Refused
from .mentions import Person
from .plain import excerpt, quoted
from .written import Written

__all__ = ["MAX_BYTES", "RENDERER_VERSION", "Person", "Written", "excerpt", "markdown", "parse_markdown", "quoted"]

RENDERER_VERSION = 2
"""Stands beside HTML that was kept: another number means that the words are to be rendered anew."""

MAX_BYTES = 64 * 1024
NOBODY: Mapping[str, Person] = {}


def parse_markdown(text: str) -> Written:
    """What `text` says: its HTML, whom it names, which pictures it shows. More than 64 KB is refused."""
    from .parser import parse

    if _is_too_long(text):
        raise Refused(_("This text is too long: the limit is 64 KB (about 10,000 words). Please shorten it."))
    return Written(*parse(text))


def markdown(text: str) -> Markup:
    """`text` as HTML that names nobody. Longer than 64 KB is shown as plain words."""
    if _is_too_long(text):
        return Markup("<p>{}</p>").format(text)
    return parse_markdown(text).html(NOBODY)


def _is_too_long(text: str) -> bool:
    return len(text.encode(errors="replace")) > MAX_BYTES
