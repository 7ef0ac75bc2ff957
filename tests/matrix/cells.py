"""The cells of the matrix, and what the two tables say that each answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from portal.access.roles import OWNER
from portal.core.headers import EXEMPTIONS
from tests.matrix.acts import audience_of
from tests.matrix.people import MEI, NOBODY, OUTSIDE, PEOPLE, admitted, some_for
from tests.matrix.rows import ALL, HIDDEN, ITS_OWN, MISSING, NOT_NOW, OTHERS, OWN, READERS, REFUSED, WHICH
from tests.test_pages import ANYBODY

APART = ("former.", "static", "bootstrap.", "health.", "brand_style")
"""What leads everybody on, and what is no page."""
NO_TOKEN, DOOR, NOT_THERE, IN_WORDS = {400}, {303, 401}, {404}, {409}
"""At the door a form that was sent keeps what was typed (401); everything else leads to the sign-in page."""
ANSWERED = {200, 204, 302, 303, 308, 409, 410, 422}
WITHOUT_TOKEN = {each.endpoint for each in EXEMPTIONS if each.rule == "csrf"}


@dataclass(frozen=True)
class Cell:
    """One request: by whom, at which of the things, and whether a POST brings the token that its form has."""

    rule: Rule
    method: str
    who: str
    which: str
    token: bool = True

    def __str__(self) -> str:
        token = "" if self.token else " without a token"
        return f"{self.method} {self.rule.rule} ({self.rule.endpoint}) by {self.who} at {self.which}{token}"

    def expected(self) -> set[int]:
        """The statuses of which it must answer one; at the DOOR the address is looked at as well."""
        audience = audience_of(self.rule.endpoint)
        if self.method == "POST" and not self.token and self.rule.endpoint not in WITHOUT_TOKEN:
            return NO_TOKEN
        if audience != ANYBODY and self.who in OUTSIDE:
            return DOOR
        if not admitted(self.who, audience) or not self.is_there():
            return {404, 410} if audience == ANYBODY else NOT_THERE
        if not admitted(self.who, REFUSED.get(self.rule.endpoint, ALL).get(self.which, ANYBODY)):
            return IN_WORDS
        answered = ANSWERED | DOOR if self.who in OUTSIDE else ANSWERED
        return answered | NOT_THERE if self.rule.endpoint in NOT_NOW else answered

    def is_there(self) -> bool:
        """Whether what the address names is there for this person."""
        return all(admitted(self.who, readers.get(self.which, NOBODY)) for readers in self._readers())

    def _readers(self) -> list[Mapping[str, str]]:
        endpoint = self.rule.endpoint
        for name in (f"{self.method} {endpoint}", endpoint):
            if name in ITS_OWN:
                return [ITS_OWN[name]]
        return [said_of(READERS, endpoint, name) or ALL for name in self.rule.arguments]


def said_of(table: Mapping[str, Any], endpoint: str, name: str) -> Any:
    """What a table has for an argument: at this route, in this feature, or everywhere."""
    names = (f"{endpoint}.{name}", f"{endpoint.partition('.')[0]}.{name}", name)
    return next((table[each] for each in names if each in table), None)


def pages(app: Flask) -> Iterator[Cell]:
    """Every page as the owner and a member find it, and at what is hidden from them."""
    for cell in cells(app, full=True):
        if cell.method == "GET" and cell.who in (OWNER, MEI) and cell.which in (OWN, HIDDEN):
            yield cell


def cells(app: Flask, *, full: bool = False) -> Iterator[Cell]:
    """All of them, or a part by rule: each route by one of each kind of person, at some of the things."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(APART)]
    for number, rule in enumerate(sorted(rules, key=str)):
        audience = audience_of(rule.endpoint)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for turn, who in enumerate(PEOPLE if full else some_for(audience, number), start=number):
                which = WHICH if full else _some_of_them(turn) if admitted(who, audience) else WHICH[turn % 4 :][:1]
                yield from (Cell(rule, method, who, each) for each in (which if rule.arguments else (OWN,)))
            if method == "POST":
                whose = PEOPLE if full else (PEOPLE[number % len(PEOPLE)],)
                yield from (Cell(rule, method, who, OWN, token=False) for who in whose)


def _some_of_them(turn: int) -> tuple[str, ...]:
    """What whoever is let in asks for: always what is hidden; in turn what is there for them, and what never was."""
    return (OWN if turn % 2 else (OTHERS, MISSING)[turn // 2 % 2], HIDDEN)
