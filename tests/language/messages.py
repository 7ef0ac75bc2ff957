"""The catalogue of everything that people can read, for translators: `make messages` writes it.

Marked are the arguments of gettext and its kin, and of `N_`, `say` and `say_many` (workflows.marking); of commands
every docstring and every `help`; and verbs by their names, as maps tell them. It has no lines and no dates, so it
changes when a sentence does.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from workflows.guards.explain import verb_label

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "portal" / "translations" / "messages.pot"
PACKAGES = ("portal", "workflows", "search_index")
ONE = {"gettext", "lazy_gettext", "_", "_l", "N_", "say"}
ONE_AND_MANY = {"ngettext", "lazy_ngettext", "say_many"}
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'

Message = str | tuple[str, str]
"""One text, or its singular and its plural."""


def catalogue() -> str:
    """What the code says now, as the text of a catalogue."""
    found = Catalog()
    for message in messages():
        found.add(message)
    written = BytesIO()
    write_po(written, found, width=120, no_location=True, omit_header=True, sort_output=True)
    return HEADER + written.getvalue().decode().rstrip("\n") + "\n"


def messages() -> Iterator[Message]:
    """Every marked text of every module and template."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            source = path.read_text()
            yield from _of_module(ast.parse(source), commands="click" in source or "flask.cli" in source)
    for path in sorted((ROOT / "portal").rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            yield from _of_template(path.read_text())


def _of_module(tree: ast.Module, *, commands: bool) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
            yield from _texts([each.value for each in node.keywords if each.arg == "help"]) if commands else ()
        elif commands and isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
            yield from filter(None, [ast.get_docstring(node)])


def _of_call(call: ast.Call) -> Iterator[Message]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ONE:
        yield from _texts(call.args[:1])
    elif name == "add_verb":
        yield from map(verb_label, _texts(call.args[:1]))
    elif name in ONE_AND_MANY:
        texts = _texts(call.args[:2])
        if len(texts) == 2:
            yield texts[0], texts[1]


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _is_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in {"command", "group"}


def _of_template(source: str) -> Iterator[Message]:
    for _line, function, found in extract_from_ast(TEMPLATES.parse(source), (*ONE, *ONE_AND_MANY), babel_style=False):
        one, *rest = found if isinstance(found, tuple) else (found,)
        if one is not None:
            yield (one, rest[0] or "") if function in ONE_AND_MANY else one


TEMPLATES = Environment(extensions=["jinja2.ext.i18n"])


if __name__ == "__main__":
    CATALOGUE.write_text(catalogue())
