"""The parser: markdown-it with our bounds, and what becomes of its tokens before they are kept."""

import re
from functools import cache
from types import SimpleNamespace

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


def parse(text: str) -> tuple[tuple[Token, ...], frozenset[str], frozenset[str]]:
    """The tokens of `text`, whom it names, and the keys of its pictures."""
    handles: set[str] = set()
    pictures: set[str] = set()
    found = {"references": bounds.Definitions(text), "handles": handles, "pictures": pictures}
    tokens = tuple(_parser().parse(text.rstrip("\n") + "\n", found))
    return tokens, frozenset(handles), frozenset(pictures)


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
    parser.parse("warm", {"references": bounds.Definitions(""), "handles": set(), "pictures": set()})
    return parser


def _shape(state: StateCore) -> None:
    """Make of the parser's tokens what a page may show."""
    for token in state.tokens:
        if token.type == "inline":
            bounds.flatten(token.children or [])
            token.children, pictures = show_pictures(token.children or [])
            token.children, handles = name_people(token.children)
            state.env["pictures"] |= pictures
            state.env["handles"] |= handles
        elif token.tag in HEADINGS:
            token.tag = HEADINGS[token.tag]
        elif token.type == "fence":
            language = LANGUAGE.match(token.info)
            token.info = language[1] if language else ""
        elif style := token.attrs.pop("style", None):
            token.attrs["class"] = SIDES[str(style)]
