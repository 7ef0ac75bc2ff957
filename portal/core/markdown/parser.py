"""The parser: markdown-it with our bounds, and what becomes of its tokens before they are kept."""

import re
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import blockquote, list_block, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from . import bounds
from .images import show_pictures
from .links import bare_address, may_lead_to
from .mentions import name_people

HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
"""The outline of the page itself goes down to h2."""
DEEPEST = 24
"""Brackets inside brackets; must be above the deepest block, at which markdown-it would drop the rest."""
SIDES = {"text-align:left": "at-start", "text-align:center": "at-middle", "text-align:right": "at-end"}
LANGUAGE = re.compile(r"\s*([\w+#.-]{1,30})(?:\s|$)", re.ASCII)


class Parsed(NamedTuple):
    """A text's tokens, whom it names, whom of them outside of quotes, and the keys of its pictures."""

    tokens: tuple[Token, ...]
    handles: frozenset[str]
    addressed: frozenset[str]
    pictures: frozenset[str]


def parse(text: str) -> Parsed:
    """Read `text`."""
    environment = _nothing(text)
    tokens = tuple(_parser().parse(text.rstrip("\n") + "\n", environment))
    return Parsed(tokens, *(frozenset(environment[name]) for name in ("handles", "addressed", "pictures")))


def _nothing(text: str) -> dict[str, Any]:
    return {"references": bounds.Definitions(text), "handles": set(), "addressed": set(), "pictures": set()}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    others = {name: getattr(helpers, name) for name in helpers.__all__}
    parser.helpers = SimpleNamespace(**{**others, "parseLinkLabel": bounds.end_of_label})  # type: ignore[assignment]
    parser.validateLink = may_lead_to  # type: ignore[method-assign]
    block = parser.block.ruler
    ends = ["paragraph", "reference", "blockquote"]
    block.at("table", bounds.not_too_wide(table), {"alt": ["paragraph", "reference"]})
    block.at("blockquote", bounds.not_too_deep(blockquote), {"alt": [*ends, "list"]})
    block.at("list", bounds.not_too_deep(list_block), {"alt": ends})
    parser.inline.ruler.before("linkify", "bare_address", bare_address)
    parser.core.ruler.before("text_join", "written", _shape)
    parser.parse("warm", _nothing(""))
    return parser


def _shape(state: StateCore) -> None:
    """Make of the parser's tokens what a page may show."""
    quotes = 0
    for token in state.tokens:
        quotes += token.nesting if token.tag == "blockquote" else 0
        if token.type == "inline":
            bounds.flatten(token.children or [])
            token.children, pictures = show_pictures(token.children or [])
            token.children, handles = name_people(token.children)
            state.env["pictures"] |= pictures
            state.env["handles"] |= handles
            state.env["addressed"] |= set() if quotes else handles
        elif token.tag in HEADINGS:
            token.tag = HEADINGS[token.tag]
        elif token.type == "fence":
            language = LANGUAGE.match(token.info)
            token.info = language[1] if language else ""
        elif style := token.attrs.pop("style", None):
            token.attrs["class"] = SIDES[str(style)]
