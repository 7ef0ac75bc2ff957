"""People who are named with an @ in the middle of words."""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

MENTION = re.compile(r"(?<![\w/])@([\w.-]{1,39}\w)(?![\w@]|[.-]+[\w@])")
"""Letters, digits, dots, hyphens and low lines; the stop that ends a sentence does not belong to it."""


class Person(NamedTuple):
    """Somebody whom a text can name: what to call them, and their page."""

    label: str
    url: str


def name_people(tokens: "list[Token]") -> "tuple[list[Token], set[str]]":
    """The same words with a token for each mention outside links, and whom they name, in lower case."""
    named: list[Token] = []
    handles: set[str] = set()
    links = 0
    for token in tokens:
        links += token.nesting if token.tag == "a" else 0
        if token.type != "text" or links or "@" not in token.content:
            named.append(token)
            continue
        for part in _parts(token, _sign_before(named)):
            named.append(part)
            if part.type == "mention":
                handles.add(part.meta["handle"])
    return named, handles


def _sign_before(tokens: "list[Token]") -> str:
    """The sign before which words go on: one that was escaped is a token of its own."""
    return tokens[-1].content[-1:] if tokens and tokens[-1].type in {"text", "text_special"} else ""


def _parts(token: "Token", before: str) -> "Iterator[Token]":
    words = before + token.content
    at = len(before)
    for mention in MENTION.finditer(words, at):
        if mention.start() > at:
            yield _like(token, "text", words[at : mention.start()])
        yield _like(token, "mention", mention[0], handle=mention[1].lower())
        at = mention.end()
    if at < len(words):
        yield _like(token, "text", words[at:])


def _like(token: "Token", kind: str, content: str, **meta: str) -> "Token":
    return type(token)(kind, "", 0, content=content, level=token.level, meta=dict(meta))
