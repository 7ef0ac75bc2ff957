"""The grammar of guards: comparisons of known facts, joined by `and`, `or`, `not` and parentheses.

guard      = both { "or" both }
both       = single { "and" single }
single     = "not" single | "(" guard ")" | comparison
comparison = fact [ operator value | "in" number ".." number ]
fact       = name | "count" "(" verb "," span ")" | "open" "(" name ")"
"""

from workflows.facts import ChoiceFact, Fact, FlagFact, NumberFact, Value
from workflows.guards.guard import Guard
from workflows.guards.known import KnownFacts
from workflows.guards.tokens import Cursor, GuardError, Word
from workflows.guards.tree import AllOf, AnyOf, Comparison, Tree, comparisons, joined, opposite
from workflows.marking import say

__all__ = ["GuardError", "parse_guard"]

DEEPEST = 20
MAX_COMPARISONS = 24
_OPERATORS = {"==", "!=", ">=", "<=", ">", "<"}
_RESERVED = {"and", "or", "not", "in"}


def parse_guard(text: str, known: KnownFacts) -> Guard:
    """The guard that `text` says, typed by what is known; raises GuardError."""
    tree = _Reader(text, known).whole()
    if sum(1 for _ in comparisons(tree)) > MAX_COMPARISONS:
        raise GuardError(say("has more than %(most)s comparisons", most=MAX_COMPARISONS), 1)
    return Guard(tree)


class _Reader(Cursor):
    def __init__(self, text: str, known: KnownFacts) -> None:
        super().__init__(text)
        self.known, self.depth = known, 0

    def whole(self) -> Tree:
        tree = self.either()
        if self.word.kind != "end":
            raise self.wrong(say("“and”, “or” or the end of the guard"))
        return tree

    def either(self) -> Tree:
        parts = [self.both()]
        while self.take("name", "or"):
            parts.append(self.both())
        return joined(AnyOf, parts)

    def both(self) -> Tree:
        parts = [self.single()]
        while self.take("name", "and"):
            parts.append(self.single())
        return joined(AllOf, parts)

    def single(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise GuardError(say("is nested more than %(deepest)s deep", deepest=DEEPEST), self.word.column)
        if self.take("name", "not"):
            tree = opposite(self.single())
        elif self.take("sign", "("):
            tree = self.either()
            self.need("sign", ")")
        else:
            tree = self.comparison()
        self.depth -= 1
        return tree

    def comparison(self) -> Comparison:
        column = self.word.column
        name, fact = self.fact()
        if isinstance(fact, FlagFact):
            if self.word.text in _OPERATORS or self.word.text == "in":
                raise GuardError(say("“%(name)s” is true or false and stands alone", name=name), column, "guard-type")
            return Comparison(name, "is", True)
        if self.take("name", "in"):
            return self.range(name, fact, column)
        if self.word.text not in _OPERATORS:
            raise self.wrong(say("a comparison after “%(name)s”", name=name))
        op = self.step().text
        return Comparison(name, op, self.value(name, fact, op))

    def range(self, name: str, fact: NumberFact | ChoiceFact, column: int) -> Comparison:
        if not isinstance(fact, NumberFact):
            raise GuardError(say("“%(name)s” is not a number and has no range", name=name), column, "guard-type")
        low = _number(self.need("number"))
        self.need("sign", "..")
        return Comparison(name, "in", low, _number(self.need("number")))

    def fact(self) -> tuple[str, Fact]:
        word = self.need("name")
        if word.text in _RESERVED:
            raise GuardError(say("a fact is missing before “%(text)s”", text=word.text), word.column)
        name = word.text
        if self.take("sign", "("):
            name = f"{name}({self.inside(name)})"
        return name, self.known.type_of(name, word.column)

    def inside(self, function: str) -> str:
        asked = self.need("name").text
        if function == "count":
            self.need("sign", ",")
            asked += f",{self.need('span').text}"
        self.need("sign", ")")
        return asked

    def value(self, name: str, fact: NumberFact | ChoiceFact, op: str) -> Value:
        if self.word.kind == "end":
            raise self.wrong(say("a value"))
        word = self.step()
        if isinstance(fact, NumberFact):
            if word.kind != "number":
                raise GuardError(
                    say("“%(name)s” is a number, “%(text)s” is not", name=name, text=word.text),
                    word.column,
                    "guard-type",
                )
            return _number(word)
        if word.kind not in {"name", "quoted"} or op not in {"==", "!="}:
            raise GuardError(say("“%(name)s” can only be == or != a word", name=name), word.column, "guard-type")
        if fact.choices is not None and word.text not in fact.choices:
            choices = ", ".join(fact.choices)
            raise GuardError(
                say("“%(name)s” is one of %(choices)s, never “%(text)s”", name=name, choices=choices, text=word.text),
                word.column,
                "guard-type",
            )
        return word.text


def _number(word: Word) -> int | float:
    return float(word.text) if "." in word.text else int(word.text)
