"""What the demo's customers wish for, read from one text: each idea with its votes, its talk and what became of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from .cast import COMMUNITY

DOT = " · "
SOURCE = re.compile(r" ?\(heard (?:in a|at an) (?P<source>\w+)\)$")
OTHERS = re.compile(r"(?P<number>\d+) others")


@dataclass
class Deed:
    """One act under an idea: `kind` is its mark, `who` a name, `days_ago` when; `more` what the mark needs besides."""

    kind: str
    days_ago: int
    who: str = ""
    more: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    def said(self, label: str) -> str:
        """The line that begins with this label and a colon."""
        return next((line.removeprefix(f"{label}: ") for line in self.lines if line.startswith(f"{label}: ")), "")


@dataclass
class Vote:
    """Somebody wants it. `source` says where one of us heard so, who then voted for them."""

    who: str
    days_ago: int
    reason: str = ""
    source: str = ""


@dataclass
class Others:
    """So many more votes without a word, spread over these days."""

    number: int
    first: int
    last: int


@dataclass
class Wish:
    """An idea as it stands in the text."""

    title: str
    board: str = ""
    author: str = ""
    days_ago: int = 0
    area: str = ""
    lines: list[str] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    others: list[Others] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(self.lines).strip()

    @property
    def voters(self) -> set[str]:
        """Everybody who votes by name, and the author, whose own vote comes with the idea."""
        return {self.author, *(vote.who for vote in self.votes)}


def wishes() -> Iterator[Wish]:
    """Everything in the text, idea by idea."""
    text = re.sub(r"<!--.*?-->", "", (COMMUNITY / "ideas.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    for part in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        title, head, *lines = part.strip().splitlines()
        board, author, days, area = head.split(DOT)
        wish = Wish(title, board, author, int(days), area)
        for line in lines:
            _read(wish, line)
        yield wish


def _read(wish: Wish, line: str) -> None:
    """A line with a mark begins something; any other belongs to what was begun last, or to the idea itself."""
    mark, _space, rest = line.partition(" ")
    if mark in _MARKS and rest:
        _MARKS[mark](wish, rest)
    else:
        (wish.deeds[-1].lines if wish.deeds else wish.lines).append(line)


def _vote(wish: Wish, rest: str) -> None:
    who, days, *more = rest.split(DOT, 2)
    if others := OTHERS.fullmatch(who):
        wish.others.append(Others(int(others["number"]), int(days), int(more[0])))
        return
    reason = more[0] if more else ""
    heard = SOURCE.search(reason)
    wish.votes.append(Vote(who, int(days), SOURCE.sub("", reason), heard["source"] if heard else ""))


def _by_somebody(kind: str, wish: Wish, rest: str) -> None:
    who, days, *more = rest.split(DOT, 2)
    wish.deeds.append(Deed(kind, int(days), who, more[0] if more else ""))


def _of_ours(kind: str, wish: Wish, rest: str) -> None:
    days, *more = rest.split(DOT, 1)
    wish.deeds.append(Deed(kind, int(days), more=more[0] if more else ""))


_MARKS: dict[str, Callable[[Wish, str], None]] = {
    "*": _vote,
    "+": partial(_by_somebody, "follows"),
    "!": partial(_by_somebody, "confirms"),
    "<": partial(_by_somebody, "answers"),
    "---": partial(_by_somebody, "says"),
    "~": partial(_of_ours, "bears_out"),
    "=": partial(_of_ours, "decides"),
    ">": partial(_of_ours, "tells"),
}
