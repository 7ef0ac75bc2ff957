"""Whatever is said to people by a name that says things to people is marked, whether or not a test ever provokes it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2.nodes import TemplateData

from tests.language.made_up import MadeUp
from tests.language.messages import ONE, ONE_AND_MANY, PACKAGES, ROOT, TEMPLATES
from tests.language.reading import read

SAYING = {
    *("flash", "flash_undo", "flash_link", "refuse", "perform"),
    *("echo", "ClickException", "ValidationError", "StopValidation"),
}
REFUSALS = re.compile(r"class (\w+)\((?:\w*Refused|DomainError|TooMany|RowRefused|FileRefused)\b")
FOR_PROGRAMMERS = {"ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError", "NotImplementedError"}
SENTENCE = re.compile(r"[A-Z“]\S* .*[.?!]")
WORD = re.compile(r"[A-Za-z]{2,}")
FORMATS = {"CSV", "JSON"}
SAID_ELSEWHERE = {
    "demo": "the demo's people speak English",
    "letter_samples.py": "made-up words of made-up people",
    "receiver.py": "what SMTP answers to other servers",
    "serve.py": "it starts before there is an application",
}


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {*path.parts} & {*SAID_ELSEWHERE}:
                yield path


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in modules()}


def test_refusals_and_messages_are_marked(trees: dict[Path, ast.Module]) -> None:
    refusing = SAYING | {"DomainError", "Refused"}
    refusing |= {name for path in modules() for name in REFUSALS.findall(path.read_text())}
    unmarked = [
        f"{path}:{said.lineno}"
        for path, tree in trees.items()
        for call in _calls(tree, refusing)
        for said in call.args[:2]
        if isinstance(said, (ast.Constant, ast.JoinedStr)) and _letters(said)
    ]
    assert not unmarked, "\n".join(unmarked)


def test_sentences_are_marked(trees: dict[Path, ast.Module]) -> None:
    marked = MadeUp()
    unmarked = [
        f"{path}:{node.lineno} {text}"
        for path, tree in trees.items()
        for node, text in _texts(tree)
        if SENTENCE.fullmatch(text) and not marked.knows(text)
    ]
    assert not unmarked, "\n".join(unmarked)


def test_no_sentence_is_added_up_from_marked_pieces(trees: dict[Path, ast.Module]) -> None:
    added = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and any(map(_marks, (node.left, node.right)))
    ]
    assert added == []


def test_templates_have_no_words_of_their_own() -> None:
    own = []
    for path in sorted((ROOT / "portal").rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            around = "".join(data.data for data in TEMPLATES.parse(path.read_text()).find_all(TemplateData))
            texts = read(around) if path.suffix == ".html" else [around]
            own += [f"{path.relative_to(ROOT)}: {text}" for text in texts if set(WORD.findall(text)) - FORMATS]
    assert not own, "\n".join(own)


def _calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in names)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node) in (ONE | ONE_AND_MANY)


def _letters(node: ast.Constant | ast.JoinedStr) -> bool:
    return bool(re.search(r"[A-Z]?[a-z]+ ", _text(node)))


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each) for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "…"


def _texts(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Texts outside of docstrings, of marks, and of errors that only a programmer reads."""
    for node in ast.iter_child_nodes(tree):
        told = isinstance(node, ast.Call) and (_marks(node) or _name(node) in FOR_PROGRAMMERS)
        if told or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        if isinstance(node, (ast.JoinedStr, ast.Constant)):
            yield node, _text(node)
        else:
            yield from _texts(node)
