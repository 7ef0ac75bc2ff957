"""Words without markup, and words that quote others."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from ..text import one_line
from .links import may_lead_to

if TYPE_CHECKING:
    from markdown_it.token import Token

SHOWN = {"code_block", "fence"}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def excerpt(text: str, most: int = 200) -> str:
    """What `text` begins with, in at most `most` characters on one line, for lists, mails and the search.

    No markup and none of the words that it quotes. A text too long to be parsed is cut before.
    """
    from .parser import parse

    plain = one_line(" ".join(_spoken(parse(text[: 1 << 14]).tokens)))
    if len(plain) <= most:
        return plain
    cut = plain[:most].rpartition(" ")[0] or plain[: most - 1]
    return cut[: most - 1].rstrip(" ,;:.–-") + "…"


def quoted(text: str, name: str, url: str) -> str:
    """Markdown that quotes `text`: a first line says whose words these are and where they stand."""
    who = _PUNCTUATION.sub(r"\\\1", one_line(name))
    who = f"[{who}]({_bracketed(url)})" if may_lead_to(url) else who
    heading = _("%(name)s wrote:", name=who)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(("> " + line).rstrip() for line in (heading, "", *lines)) + "\n\n"


def _bracketed(url: str) -> str:
    return "<" + url.replace("<", "%3C").replace(">", "%3E") + ">"


def _spoken(tokens: "Sequence[Token]") -> Iterator[str]:
    from .images import said

    quotes = 0
    for token in tokens:
        quotes += token.nesting if token.tag == "blockquote" else 0
        if quotes:
            continue
        if token.type in SHOWN:
            yield token.content
        elif token.children:
            yield said(token.children)
