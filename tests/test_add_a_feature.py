"""docs/add-a-feature.md tells the truth: its table lists every place to plug in, and its feature works as it stands."""

import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

import portal
from portal.core.registry import Registry

ROOT = Path(portal.__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "add-a-feature.md").read_text()
ROW = re.compile(r"^\| `@?([a-z_]+)` \| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+) title=\"([^\"]+)\"\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LISTS = {"portal/features.py"}


class Place(NamedTuple):
    """A row of the table."""

    name: str
    what_for: str
    defined_in: str
    example: str


PLACES = [Place(*row) for row in ROW.findall(DOCUMENT)]


def registries() -> dict[str, str]:
    """Every registry of the portal: what adds to it, and the file where it is."""
    found: dict[str, str] = {}
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        source = Path(*module.name.split("."))
        file = ROOT / (source / "__init__.py" if module.ispkg else source.with_suffix(".py"))
        if "Registry(" in file.read_text():
            named = vars(import_module(module.name)).items()
            made = [thing for name, thing in named if isinstance(thing, Registry) and f"\n{name}: " in file.read_text()]
            found |= {registry.added_by: str(file.relative_to(ROOT)) for registry in made}
    return found


def test_the_table_lists_every_place_to_plug_in_and_nothing_else() -> None:
    assert {place.name: place.defined_in for place in PLACES} == registries()


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_each_place_is_a_function_with_an_example(place: Place) -> None:
    module = import_module(place.defined_in.removesuffix(".py").replace("/", "."))
    assert callable(getattr(module, place.name))
    text = (ROOT / place.example).read_text()
    assert f"@{place.name}\n" in text or f"{place.name}(" in text


def test_decorators_and_adders_go_by_one_scheme() -> None:
    assert all(place.name.startswith("add_") == (f"`@{place.name}`" not in DOCUMENT) for place in PLACES)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the whole tree in which somebody has followed the document."""
    tree = tmp_path_factory.mktemp("copy") / "tree"
    _copy(tree)
    for language, title, text in BLOCK.findall(DOCUMENT):
        path = tree / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_edited(path.read_text(), text) if language == "diff" else text)
    for command in COMMANDS.findall(DOCUMENT)[0].splitlines():
        _run(tree, "-m", *shlex.split(command))
    return tree


def _copy(tree: Path) -> None:
    """What git keeps, what the front end was built to, and what mypy knows already."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    for built in ("portal/static/build", ".mypy_cache"):
        if (ROOT / built).is_dir():
            shutil.copytree(ROOT / built, tree / built, dirs_exist_ok=True)


def _edited(text: str, change: str) -> str:
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, before
    return text.replace(before, after)


def _run(tree: Path, *arguments: str) -> str:
    """Run Python there, by itself: what it says, if all went well."""
    unset = {"PYTHONPATH", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "FLASK_APP"}
    database = f"sqlite:///{tree.parent}/followed.db"
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"DATABASE_URL": database, "INSTANCE_PATH": str(tree.parent / "instance")}
    run = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
    return run.stdout


@pytest.mark.slow
def test_only_one_file_outside_the_folder_is_edited(tree: Path) -> None:
    edited = {title for _language, title, _text in BLOCK.findall(DOCUMENT) if (ROOT / title).exists()}
    assert edited == LISTS
    added = {title for _language, title, _text in BLOCK.findall(DOCUMENT)} - LISTS
    assert {path.rpartition("kudos/")[0] for path in added if "templates" not in path} == {
        "portal/rooms/",
        "tests/rooms/",
    }
    assert [path.name for path in (tree / "migrations" / "versions").glob("*kudos.py")] == ["0100_make_kudos.py"]


@pytest.mark.slow
def test_style_types_and_import_direction_hold(tree: Path) -> None:
    _run(tree, "-m", "ruff", "check", ".")
    _run(tree, "-m", "ruff", "format", "--check", ".")
    _run(tree, "-m", "mypy", "portal/rooms/kudos")
    _run(tree, "-m", "djlint", "--quiet", "--lint", "portal/rooms/kudos")
    _run(tree, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))")


@pytest.mark.slow
def test_its_own_tests_pass_and_its_pages_stand_in_the_table_of_pages(tree: Path) -> None:
    chosen = "sqlite and (kudos or stands_in_the_table)"
    files = ("tests/rooms/kudos", "tests/test_pages.py", "tests/test_limits.py")
    assert "8 passed" in _run(tree, "-m", "pytest", *files, "-k", chosen, "-v")
