"""A person as everything here knows them, and texts in which others name them."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

SHORTEST_LINE = 12
"""A line that is shorter may be anybody's."""
_QUOTATION = re.compile(r"(?m:^ {0,3}>.*(?:\n|\Z))+")
APOSTROPHES = "'’ʼ"
"""Phones and keyboards type them as they like."""
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Person:
    """Somebody with every record and login that is theirs, and what they are called."""

    member_ids: tuple[int, ...]
    user_ids: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    shared: frozenset[str] = frozenset()
    """Of the names those that somebody else has as well."""
    posts_stay: bool = True
    """Whether what they wrote for others to read stays, without their name."""

    @cached_property
    def said(self) -> tuple[str, ...]:
        """What a text that names them contains: the address, "@mei.tanaka", the name as written and as Markdown."""
        names = {form for name in self.names for form in (name, _escaped(name))}
        whole = {form for name in self._own for form in (name, _escaped(name))}
        short = {f"> {bracket}{name}" for name in names - whole for bracket in ("", "[")}
        return tuple(sorted({*self.addresses, *(f"@{handle}" for handle in self.handles), *whole, *short}))

    @cached_property
    def said_in_json(self) -> tuple[str, ...]:
        """The same as JSON spells it: other letters than English ones as codes."""
        spelt = {json.dumps(name)[1:-1] for name in self.said}
        return tuple(sorted({*self.said, *spelt}))

    @cached_property
    def apart(self) -> tuple[tuple[str, ...], ...]:
        """The words of each name, for a table that keeps them in columns of their own."""
        return tuple(tuple(name.casefold().split()) for name in self._own)

    @cached_property
    def broken(self) -> tuple[tuple[str, ...], ...]:
        """What is left of each address that somebody typed wrongly: "mei" and "orbit" of "mei@orbit"."""
        return tuple((name, host.partition(".")[0]) for name, _at, host in (a.partition("@") for a in self.addresses))

    def is_in_row(self, line: str) -> bool:
        """Whether a line of a table names them, with the words of a name in any columns."""
        text = line.casefold()
        return any(whole.casefold() in text for whole in self.said) or any(
            all(word in text for word in words) for words in self.apart
        )

    def unnamed(self, text: str) -> str:
        """The same text with "a former member" wherever it names them.

        A name of one word, or one that somebody else has too, may be anybody's: it is taken out only where a quotation
        begins with it.
        """
        who = former()
        return self._whole.sub(lambda _found: who, self._begun.sub(lambda _found: who, text))

    def is_told(self, text: str) -> bool:
        """Whether a text surely speaks of them: a name that somebody else has as well says nothing by itself."""
        return any(pattern.search(text) for pattern in (self._whole, self._begun_alone))

    def unquoted(self, text: str, written: Sequence[str] = ()) -> str:
        """The same Markdown without quotations that name them, or that repeat a line of what they have written."""
        lines = {_plain(line) for each in written for line in each.splitlines()}
        said = {line for line in lines if len(line) >= SHORTEST_LINE}

        def stays(found: re.Match[str]) -> str:
            quoted = {_plain(line) for line in found[0].splitlines()}
            goes = bool(said & quoted) or self.unnamed(found[0]) != found[0]
            return f"> {_('(Words of a former member, removed with them.)')}\n" if goes else found[0]

        return _QUOTATION.sub(stays, text)

    def without(self, value: Any) -> Any:
        """JSON without any text that names them."""
        if isinstance(value, str):
            return former() if self.unnamed(value) != value else value
        if isinstance(value, list):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {key: self.without(each) for key, each in value.items()}
        return value

    @cached_property
    def _own(self) -> tuple[str, ...]:
        """The full names that nobody else has."""
        return tuple(name for name in self.names if " " in name and name not in self.shared)

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        """Whatever means them wherever it stands."""
        full = sorted(self._own, key=len, reverse=True)
        return _either(
            *(rf"(?<![\w.@+-]){re.escape(address)}(?![\w@-])" for address in self.addresses),
            *(rf"(?<![\w/])@{re.escape(handle)}(?![\w@]|[.-]+[\w@])" for handle in self.handles),
            *(rf"(?<!\w){_loose(name)}(?!\w)" for name in full),
        )

    @cached_property
    def _begun(self) -> re.Pattern[str]:
        """A name that may be anybody's, with which a quotation begins."""
        return _beginning(name for name in self.names if name not in self._own)

    @cached_property
    def _begun_alone(self) -> re.Pattern[str]:
        """Of these those that nobody else has."""
        return _beginning(name for name in self.names if name not in self._own and name not in self.shared)


def former() -> str:
    """What somebody is called who has left."""
    return str(_("a former member"))


def _plain(line: str) -> str:
    return " ".join(line.lstrip("> ").split()).casefold()


def _either(*ways: str) -> re.Pattern[str]:
    """One pattern of several; one that is nowhere, of none."""
    return re.compile("|".join(f"(?:{way})" for way in ways) or "(?!)", re.IGNORECASE)


def _beginning(names: Iterable[str]) -> re.Pattern[str]:
    return _either(*(rf"(?m:(?<=^> )|(?<=^> \[)){_loose(name)}(?=[\]:\s])" for name in names))


def _escaped(name: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", name)


def _loose(name: str) -> str:
    """A pattern of the name with any white space between its words and perhaps a backslash before its marks."""
    return r"\s+".join("".join(_letter(letter) for letter in word) for word in name.split())


def _letter(letter: str) -> str:
    if letter in APOSTROPHES:
        return rf"\\?[{APOSTROPHES}]"
    return rf"\\?{re.escape(letter)}" if _PUNCTUATION.fullmatch(letter) else re.escape(letter)
