"""The text of what is said in the forum of the play: topics, and under each its posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .cast import COMMUNITY

_HEAD = re.compile(r"^# (?P<title>.+)$")
_ANSWER = re.compile(r"^--- (?P<author>[^·]+) · (?P<days>\d+)(?P<solves> · solves)?$")


@dataclass
class Said:
    """One post: who, how many days ago, and the words."""

    author: str
    days_ago: int
    solves: bool = False
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass
class Talk:
    """A topic and what was answered."""

    title: str
    category: str = ""
    kind: str = "discussion"
    closes_in: int | None = None
    """In how many days from today it takes no answers any more."""
    posts: list[Said] = field(default_factory=list)

    @property
    def options(self) -> list[str]:
        """The answers of a poll: the lines of its first post that begin with a star."""
        return [line[2:] for line in self.posts[0].lines if self.kind == "poll" and line.startswith("* ")]

    @property
    def first_text(self) -> str:
        poll = self.kind == "poll"
        return "\n".join(line for line in self.posts[0].lines if not (poll and line.startswith("* "))).strip()


def talks() -> Iterator[Talk]:
    """Everything in the text, topic by topic."""
    text = re.sub(r"<!--.*?-->", "", (COMMUNITY / "talk.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    talk: Talk | None = None
    for line in text.splitlines():
        if head := _HEAD.match(line):
            if talk:
                yield talk
            talk = Talk(head["title"])
        elif talk is not None and not talk.posts and line:
            talk.category, talk.kind, author, days, *closes = line.split(" · ")
            talk.closes_in = int(closes[0].removeprefix("closes in ")) if closes else None
            talk.posts.append(Said(author, int(days)))
        elif talk is not None and (answer := _ANSWER.match(line)):
            talk.posts.append(Said(answer["author"], int(answer["days"]), bool(answer["solves"])))
        elif talk is not None and talk.posts:
            talk.posts[-1].lines.append(line)
    if talk:
        yield talk
