"""YAML 1.2 as a tree in which every word is text and knows its line.

Built from the parser's events, so that depth and length are bounded while reading. What makes YAML surprising
is refused: anchors, aliases, tags, doubled keys, keys that are not text, several documents, directives.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)  # fmt: skip

from workflows.findings import Finding
from workflows.marking import say

LARGEST = 1_000_000
DEEPEST = 12
LONGEST = 20_000
_NOT_TEXT = re.compile(
    r"~|null|true|false|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)(e[-+]?[0-9]+)?|0[ox][0-9a-f]+|[-+]?\.inf|\.nan|",
    re.IGNORECASE,
)
_UNMARKED = (StreamStartEvent, StreamEndEvent, DocumentEndEvent)


@dataclass(slots=True)
class Scalar:
    text: str
    line: int


@dataclass(slots=True)
class Sequence:
    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


class Unreadable(Exception):
    """Reading had to stop here."""

    def __init__(self, rule: str, message: str, line: int = 0) -> None:
        self.finding = Finding(line, rule, message)
        super().__init__(message)


def parse(source: str | bytes) -> tuple[Node | None, list[Finding]]:
    """The tree, or None where reading had to stop, and what is wrong with the text as YAML."""
    builder = _Builder()
    try:
        for event in _events(_text(source)):
            builder.see(event)
    except Unreadable as stop:
        builder.findings.append(stop.finding)
        return None, builder.findings
    return builder.root, builder.findings


def _text(source: str | bytes) -> str:
    if len(source) > LARGEST or (isinstance(source, str) and len(source.encode(errors="replace")) > LARGEST):
        raise Unreadable("too-large", say("A map has at most %(most)s bytes.", most=f"{LARGEST:,}"))
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = source[: problem.start].count(b"\n") + 1
        raise Unreadable("not-text", say("This is not text in UTF-8."), line) from problem


def _events(text: str) -> Iterator[Event]:
    yaml = YAML(typ="rt", pure=True)
    try:
        yield from yaml.parse(text)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        reason = getattr(problem, "problem", None) or getattr(problem, "reason", None) or say("cannot be read")
        line = mark.line + 1 if mark else text[: getattr(problem, "position", 0) or 0].count("\n") + 1
        raise Unreadable("not-yaml", say("This is not YAML: %(reason)s.", reason=reason), line) from problem
    except (ValueError, IndexError, AttributeError, TypeError, AssertionError, RecursionError) as problem:
        raise Unreadable("not-yaml", say("This is not YAML.")) from problem


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.inside: list[Sequence | Mapping] = []
        self.keys: list[str | None] = []
        self.nodes = self.documents = 0

    def see(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self.begin(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.inside.pop()
            self.keys.pop()
        elif not isinstance(event, _UNMARKED):
            self.place(event, event.start_mark.line + 1)

    def begin(self, event: DocumentStartEvent) -> None:
        line = event.start_mark.line + 1
        self.documents += 1
        if self.documents > 1:
            raise Unreadable("second-document", say("A file holds one map."), line)
        if event.version or event.tags:
            raise Unreadable("directive", say("Directives (%) are not used in maps."), line)

    def place(self, event: Event, line: int) -> None:
        self.nodes += 1
        if self.nodes > LONGEST:
            raise Unreadable("too-long", say("A map has at most %(most)s words.", most=f"{LONGEST:,}"), line)
        self.refuse_surprises(event, line)
        node = _node(event, line)
        if self.inside and isinstance(self.inside[-1], Mapping) and self.keys[-1] is None:
            self.keys[-1] = self.key(self.inside[-1], node, event)
        else:
            self.add(node)
        if not isinstance(node, Scalar):
            self.inside.append(node)
            self.keys.append(None)
            if len(self.inside) > DEEPEST:
                raise Unreadable("too-deep", say("A map is at most %(deepest)s levels deep.", deepest=DEEPEST), line)

    def refuse_surprises(self, event: Event, line: int) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self.findings.append(Finding(line, "anchor", say("Anchors (&, *) are not used in maps; write it out.")))
        if getattr(event, "tag", None):
            self.findings.append(Finding(line, "tag", say("Tags (!) are not used in maps.")))

    def key(self, mapping: Mapping, node: Node, event: Event) -> str:
        if not isinstance(node, Scalar):
            raise Unreadable("key-not-text", say("A key is a word."), node.line)
        if isinstance(event, ScalarEvent) and event.style is None and _NOT_TEXT.fullmatch(node.text):
            message = say("The key “%(text)s” is not text; put it in quotes if it is meant as a word.", text=node.text)
            self.findings.append(Finding(node.line, "key-not-text", message))
        if node.text in mapping.entries:
            first = mapping.lines[node.text]
            message = say(
                "“%(text)s” stands here a second time; the first is in line %(first)s.", text=node.text, first=first
            )
            self.findings.append(Finding(node.line, "doubled-key", message))
        mapping.lines.setdefault(node.text, node.line)
        return node.text

    def add(self, node: Node) -> None:
        if not self.inside:
            self.root = node
            return
        around = self.inside[-1]
        if isinstance(around, Sequence):
            around.items.append(node)
            return
        key = self.keys[-1]
        if key is not None:
            around.entries.setdefault(key, node)
        self.keys[-1] = None


def _node(event: Event, line: int) -> Node:
    if isinstance(event, MappingStartEvent):
        return Mapping(line)
    if isinstance(event, SequenceStartEvent):
        return Sequence(line)
    return Scalar(event.value if isinstance(event, ScalarEvent) else "", line)
