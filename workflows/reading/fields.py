"""The fields of one mapping of the document, each taken by name and kind; what does not fit is a finding."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TypeVar

from workflows.findings import Finding
from workflows.marking import say, text_of
from workflows.reading.document import Mapping, Node, Scalar, Sequence

T = TypeVar("T")


class Fields:
    def __init__(
        self, node: Mapping, what: str, allowed: Iterable[str], findings: list[Finding], stage: str = ""
    ) -> None:
        self.node, self.what, self.findings, self.stage = node, what, findings, stage
        known = tuple(allowed)
        for name in node.entries:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                fault = say("“%(name)s” is not a field of %(what)s.", name=name, what=what)
                hint = say("%(fault)s Did you mean “%(near)s”?", fault=fault, near=near[0]) if near else fault
                self.wrong(name, "unknown-field", hint)

    def line(self, name: str) -> int:
        return self.node.lines.get(name, self.node.line)

    def wrong(self, name: str, rule: str, message: str) -> None:
        self.findings.append(Finding(self.line(name), rule, message, self.stage))

    def text(self, name: str, required: bool = False) -> str | None:
        node = self.node.entries.get(name)
        if isinstance(node, Scalar) and node.text:
            return node.text
        if node is not None:
            self.wrong(
                name,
                "wrong-shape",
                say("“%(name)s” of %(what)s is a word or a line of text.", name=name, what=self.what),
            )
        elif required:
            self.wrong(name, "missing-field", say("“%(name)s” is missing in %(what)s.", name=name, what=self.what))
        return None

    def parsed(self, name: str, parse: Callable[[str], T], required: bool = False) -> T | None:
        text = self.text(name, required)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as problem:
            self.wrong(
                name,
                "bad-value",
                say("“%(name)s” of %(what)s: %(problem)s.", name=name, what=self.what, problem=text_of(problem)),
            )
            return None

    def flag(self, name: str) -> bool:
        return self.parsed(name, _flag) or False

    def nodes(self, name: str) -> list[Node]:
        """The entries of a list; one entry may stand alone."""
        node = self.node.entries.get(name)
        if node is None:
            return []
        return node.items if isinstance(node, Sequence) else [node]

    def texts(self, name: str) -> tuple[str, ...]:
        nodes = self.nodes(name)
        if all(isinstance(node, Scalar) and node.text for node in nodes):
            return tuple(node.text for node in nodes if isinstance(node, Scalar))
        self.wrong(
            name, "wrong-shape", say("“%(name)s” of %(what)s is a word or a list of words.", name=name, what=self.what)
        )
        return ()

    def mappings(self, name: str) -> list[Mapping]:
        nodes = self.nodes(name)
        for node in nodes:
            if not isinstance(node, Mapping):
                message = say("“%(name)s” of %(what)s is a list of {field: value}.", name=name, what=self.what)
                self.findings.append(Finding(node.line, "wrong-shape", message, self.stage))
        return [node for node in nodes if isinstance(node, Mapping)]

    def mapping(self, name: str, required: bool = False) -> Mapping | None:
        node = self.node.entries.get(name)
        if isinstance(node, Mapping):
            return node
        if node is not None:
            self.wrong(
                name, "wrong-shape", say("“%(name)s” of %(what)s holds fields of its own.", name=name, what=self.what)
            )
        elif required:
            self.wrong(name, "missing-field", say("“%(name)s” is missing in %(what)s.", name=name, what=self.what))
        return None

    def pairs(self, name: str) -> dict[str, str]:
        """A mapping of words to words."""
        node = self.mapping(name)
        if node is None:
            return {}
        inner = Fields(node, say("“%(name)s”", name=name), node.entries, self.findings, self.stage)
        return {key: text for key in node.entries if (text := inner.text(key)) is not None}


def whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(say("“%(text)s” is not a whole number", text=text))
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(say("“%(text)s” is neither true nor false", text=text))
    return text == "true"
