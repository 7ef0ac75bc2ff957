"""Every feature declares its own verbs, and hands on the constants."""

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask

import portal
from portal.core.icons import icon
from portal.features import FEATURES
from portal.ledger.verbs import ACTS, SHAPE, VERBS, UnknownVerb, Verb, add_verb, check_line
from tests.registries import restored

ROOT = Path(portal.__file__).parent
TONES = {"neutral", "brand", "info", "good", "warn", "bad", "purple"}
TAKE_VERBS = {"record": slice(0, 1), "Line": slice(0, 1), "subscriber": slice(1, None)}
"""Functions, and the arguments of theirs that are verbs."""


def test_every_verb_is_a_constant_of_its_feature() -> None:
    modules = [f"portal.{feature}.verbs" for feature in FEATURES if feature != "ledger"]
    declared = [
        (name, value)
        for module in modules
        if find_spec(module)
        for name, value in vars(import_module(module)).items()
        if isinstance(value, Verb)
    ]
    assert sorted(value for _name, value in declared) == sorted(VERBS)
    assert all(name == value.upper().replace(".", "_") for name, value in declared)


def test_every_verb_has_a_sentence_a_drawing_and_a_tone(app: Flask) -> None:
    with app.test_request_context():
        assert [verb for verb in VERBS.values() if not (str(verb.label) and icon(verb.icon))] == []
    assert {verb.tone for verb in VERBS.values()} <= TONES


def test_acts_are_the_verbs_that_are_marked_so() -> None:
    assert {verb for verb in VERBS.values() if verb.act} == ACTS


def test_a_verb_is_its_own_name() -> None:
    with restored(VERBS):
        made = add_verb("walk.taken", "Went for a walk", facts={"miles": int})
        assert (made, str(made), {"walk.taken": 1}[made]) == ("walk.taken", "walk.taken", 1)
        check_line(made, {"miles": 3})
        with pytest.raises(UnknownVerb, match=r"walk\.taken has no fact miles like str"):
            check_line(made, {"miles": "3"})


@pytest.mark.parametrize("name", ["walk", "Walk.taken", "walk.taken.home", "", "walk taken"])
def test_what_is_no_noun_and_past_is_no_verb(name: str) -> None:
    with pytest.raises(ValueError, match="is not like noun"):
        add_verb(name, "Went for a walk")


def test_nobody_writes_a_verb_as_a_string() -> None:
    """A misspelt constant fails when its module is imported; a misspelt string when somebody clicks."""
    assert [place for file in sorted(ROOT.rglob("*.py")) for place in strings_for_verbs(file)] == []


def strings_for_verbs(file: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in TAKE_VERBS]
    verbs = [verb for call in named for verb in call.args[TAKE_VERBS[call.func.id]] if isinstance(verb, ast.Constant)]
    return [f"{file.name}:{verb.lineno}" for verb in verbs if SHAPE.fullmatch(str(verb.value))]
