"""Which tests are asked: files and folders by the names of features, wherever they stand below tests/."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from .fault import Fault

ALSO_CALLED = {"activity": ("ledger",), "members": ("people", "access")}
"""Folders of tests that have another name as soon as their feature has."""
FOLDER_OF = {
    "config": "core/test_config.py",
    "ledger": "activity",
    "migrations": "test_migrations.py",
    "writing": "forum",
}
"""Where the tests of a feature stand that is called otherwise."""
APART = {"bench", "torture", "mutations", "browser"}


def narrow(fault: Fault, root: Path) -> list[Path]:
    """The few that should notice it."""
    return list(dict.fromkeys(path for wanted in fault.tests for path in _found(wanted, root / "tests")))


def wide(fault: Fault, root: Path) -> list[Path]:
    """All tests of its feature."""
    return list(_found(FOLDER_OF.get(fault.feature, fault.feature), root / "tests"))


def _found(wanted: str, tests: Path) -> Iterator[Path]:
    """A file of that path, else one of that name in the same feature, else the folder of the feature."""
    first, _slash, rest = wanted.partition("/")
    folders = list(_folders(first, tests))
    if wanted.endswith(".py") and not rest:
        yield from tests.rglob(wanted)
    elif not rest:
        yield from folders
    else:
        exact = [folder / rest for folder in folders if (folder / rest).exists()]
        moved = [path for folder in folders for path in folder.rglob(Path(rest).name)]
        yield from exact or moved or folders


def _folders(name: str, tests: Path) -> Iterator[Path]:
    for called in (name, *ALSO_CALLED.get(name, ())):
        yield from _outermost(path for path in tests.rglob(called) if path.is_dir() and not APART & set(path.parts))


def _outermost(paths: Iterable[Path]) -> list[Path]:
    found = sorted(paths)
    return [path for path in found if not any(other in path.parents for other in found)]
