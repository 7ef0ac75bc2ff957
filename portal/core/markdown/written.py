"""A text that was read: whom it names, which pictures it shows, and how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from .mentions import Person

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True)
class Written:
    """A text after reading. It holds no database row and can be kept, shared between threads and rendered again."""

    tokens: tuple["Token", ...] = field(repr=False)
    handles: frozenset[str]
    """Who is named with an @, in lower case, without it."""
    addressed: frozenset[str]
    """Those of them who are named outside of quotes: what is quoted was said to them before."""
    pictures: frozenset[str]
    """Keys of our own pictures."""

    def html(self, people: Mapping[str, Person], sizes: Mapping[str, tuple[int, int]] | None = None) -> Markup:
        """The text as safe HTML. `people` are those of `handles` whom we know; others stay as they were typed.

        `sizes` are the widths and heights of `pictures`, whose room is kept free until they are there.
        """
        from .render import render

        return render(self.tokens, people, sizes or {})
