"""Where the forms of the templates are posted to, and which part of their page each of them names, read from Jinja."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from jinja2 import Environment, nodes

Node = TypeVar("Node", bound=nodes.Node)
MACROS = {"post_button": (0,), "confirm": (2,), "leaving": (2,), "space_acts": (1, 4), "level_choice": (0,)}
"""The macros that make forms, and at which places among their arguments the addresses stand."""
ADDRESSES = {"url_for", "path"}
POSTED = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*\baction="$|\bformaction="$')


class Posted(NamedTuple):
    """A form's address: where it stands, the endpoint, and whether a place on the page stands behind it."""

    where: str
    endpoint: str
    names_its_place: bool


def posted_in(template: Path) -> Iterator[Posted]:
    """Every address to which a form of this template is posted, but for the page's own."""
    tree = Environment().parse(template.read_text())
    for address, after in [*_of_macros(tree), *_of_forms(tree)]:
        for call in _within(address, nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ADDRESSES:
                named = after.startswith("#") or any(argument.key == "_anchor" for argument in call.kwargs)
                for endpoint in _within(call.args[0], nodes.Const):
                    if isinstance(endpoint.value, str):
                        yield Posted(f"{template.name}:{call.lineno}", endpoint.value, named)


def _within(node: nodes.Node, kind: type[Node]) -> Iterator[Node]:
    """The node itself, or those of its kind inside of it."""
    return iter([node]) if isinstance(node, kind) else node.find_all(kind)


def _of_macros(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            for at in MACROS.get(call.node.name, ()):
                yield call.args[at], ""


def _of_forms(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    """What stands in the `action` and `formaction` of HTML, and what follows it there."""
    for output in tree.find_all(nodes.Output):
        parts = [*output.nodes, nodes.TemplateData("")]
        for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
            if isinstance(before, nodes.TemplateData) and POSTED.search(before.data):
                yield part, after.data if isinstance(after, nodes.TemplateData) else ""
