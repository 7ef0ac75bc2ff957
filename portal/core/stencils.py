"""Stencils: parts of pages that stand there many times and differ by a few words, drawn once and filled in.

The template reads values that decide how it looks, few of them and alike for many rows, and leaves `gap.name` wherever
words go in. A stencil is kept for each set of values; nobody's words, no token and no row goes into one. Filling it in
escapes what is not Markup, in one pass: words that look like a gap stay words. `path("forum.topic", topic_id=gap.id)`
is an address with gaps in it.

    stencil("forum/_post_gone.html", deleted=True).filled(number=post.number)
"""

import re
from collections.abc import Hashable
from functools import lru_cache

from babel import Locale
from flask import current_app
from markupsafe import Markup, escape

from .language import language
from .urls import mount, path_pattern

KEPT = 1_000
MARKED = re.compile("\ue000([a-z_]+)\ue001")


class Stencil:
    """A drawing with gaps in it: its pieces are texts, and between each two of them the name of a gap."""

    __slots__ = ("_gaps", "_names", "_pieces")

    def __init__(self, drawing: str) -> None:
        self._pieces = MARKED.split(drawing)
        self._gaps = list(enumerate(self._pieces))[1::2]
        self._names = {name for _, name in self._gaps}

    def filled(self, **values: object) -> Markup:
        """The drawing with these words in its gaps. Raises KeyError for a gap that gets none."""
        said = {name: _safe(values[name]) for name in self._names}
        pieces = self._pieces.copy()
        for place, name in self._gaps:
            pieces[place] = said[name]
        return Markup("".join(pieces))  # noqa: S704 - drawn by Jinja, the words escaped


def _safe(word: object) -> str:
    kind = word.__class__
    return word if kind is Markup else str(word) if kind is int else str(escape(word))  # type: ignore[return-value]


class Gaps:
    """What a template calls `gap`."""

    def __getattr__(self, name: str) -> Markup:
        return Markup(f"\ue000{name}\ue001")  # noqa: S704 - names in our own templates


def stencil(template: str, **values: Hashable) -> Stencil:
    """The template as a stencil for these values, in the reader's language."""
    return _drawn(template, language(), mount(), tuple(values.items()))


@lru_cache(maxsize=KEPT)
def _drawn(template: str, _language: Locale, _mount: str, values: tuple[tuple[str, Hashable], ...]) -> Stencil:
    return Stencil(current_app.jinja_env.get_template(template).render(dict(values), gap=Gaps(), path=_path))


def _path(endpoint: str, **gaps: Markup) -> Markup:
    """The address of a page with gaps for its values."""
    return Markup(path_pattern(endpoint, *gaps)).format(*gaps.values())  # noqa: S704 - rules of our own URL map
