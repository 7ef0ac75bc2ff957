"""The words of a guard, one after another, each with the column where it stands."""

import re
from dataclasses import dataclass

from workflows.marking import N_, say

LONGEST = 500
_KINDS = {"name": N_("a name"), "number": N_("a number"), "span": N_("a span")}
_WORD = re.compile(
    r"""\s*(?:
      (?P<span>[0-9]+[mhd]\b)
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![A-Za-z_])
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | "(?P<quoted>[^"]*)"
    | (?P<sign>\.\.|==|!=|>=|<=|[<>(),])
    )""",
    re.VERBOSE | re.ASCII,
)


class GuardError(ValueError):
    """Why a guard cannot be used; `rule` is the finding it becomes, `column` counts from one."""

    def __init__(self, message: str, column: int, rule: str = "bad-guard") -> None:
        self.message, self.column, self.rule = message, column, rule
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Word:
    kind: str
    text: str
    column: int


def words_of(text: str) -> list[Word]:
    if len(text) > LONGEST:
        raise GuardError(say("is longer than %(longest)s characters", longest=LONGEST), LONGEST)
    words, at = [], 0
    while text[at:].strip():
        match = _WORD.match(text, at)
        if match is None or match.lastgroup is None:
            bad = len(text) - len(text[at:].lstrip())
            raise GuardError(say("“%(text)s” has no meaning here", text=text[bad]), bad + 1)
        words.append(Word(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        at = match.end()
    return [*words, Word("end", "", len(text) + 1)]


class Cursor:
    """The words of a guard, and the one that is read next."""

    def __init__(self, text: str) -> None:
        self.words, self.at = words_of(text), 0

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def step(self) -> Word:
        word = self.word
        self.at = min(self.at + 1, len(self.words) - 1)
        return word

    def take(self, kind: str, text: str) -> bool:
        if (self.word.kind, self.word.text) != (kind, text):
            return False
        self.step()
        return True

    def need(self, kind: str, text: str | None = None) -> Word:
        if self.word.kind != kind or (text is not None and self.word.text != text):
            raise self.wrong(say("“%(text)s”", text=text) if text else say(_KINDS[kind]))
        return self.step()

    def wrong(self, expected: str) -> GuardError:
        if self.word.kind == "end":
            return GuardError(say("expected %(expected)s, found the end", expected=expected), self.word.column)
        problem = say("expected %(expected)s, found “%(text)s”", expected=expected, text=self.word.text)
        return GuardError(problem, self.word.column)
