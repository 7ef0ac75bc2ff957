"""The engine knows no feature: it could run the lifecycles and maps of another product."""

import re
from pathlib import Path

import pytest

import workflows
from portal.features import FEATURES

NAMES = {feature.rpartition(".")[2] for feature in FEATURES}
NOUNS = NAMES | {name.removesuffix("s") for name in NAMES}
OF_MAPS = {
    "leaving": "leaving a stage",
    "care": "a stage may be one of care",
    "survey": "what a map may do is ask a survey",
    "surveys": "what a map may do is ask a survey",
    "people": "whom maps move",
    "task": "what a map may do is give a task",
    "tasks": "what a map may do is give a task",
    "search": "looking for a way through a map",
    "nurture": "the maps' own name",
}
"""Words of the nurture language itself, which happen to be names of features, too."""


@pytest.mark.parametrize("file", sorted(Path(workflows.__file__).parent.rglob("*.py")), ids=lambda file: file.stem)
def test_the_engine_names_no_feature(file: Path) -> None:
    words = set(re.findall(r"[a-z]+", file.read_text().lower()))
    assert (words & NOUNS) - set(OF_MAPS) == set()
