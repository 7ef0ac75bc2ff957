"""Where a fault goes in the tree as it is now."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .fault import Fault
from .matching import filled, pattern_of

PRODUCT = ("portal", "workflows", "search_index", "migrations", "config.py")


class Lost(Exception):
    """The fault has no place any more, or more than one."""


@dataclass(frozen=True)
class Place:
    """A part of a file, and what it becomes."""

    path: Path
    start: int
    end: int
    text: str

    def changed(self, content: str) -> str:
        return f"{content[: self.start]}{self.text}{content[self.end :]}"

    def line(self, content: str) -> int:
        return content.count("\n", 0, self.start) + 1


def place_of(fault: Fault, root: Path) -> Place:
    """The one place of the fault. Raises Lost.

    First in its file and function; then in a function of that name anywhere, as files move; then anywhere in its
    file, as functions are renamed; then anywhere at all.
    """
    everything = sorted(_files(root, Path(fault.file).suffix))
    own = [path for path in everything if path.relative_to(root).match(fault.file)]
    for files, names in ((own, fault.names), (everything, fault.names), (own, ()), (everything, ())):
        places = list(_places(fault, files, names))
        if len(places) == 1:
            return places[0]
        if places:
            where = ", ".join(sorted({str(place.path.relative_to(root)) for place in places}))
            raise Lost(f"its code stands in {len(places)} places: {where}")
    raise Lost(f"nothing reads like “{fault.old}”")


def _places(fault: Fault, files: Iterable[Path], names: Sequence[str]) -> Iterator[Place]:
    """Every match of the first of the fault's swaps that matches at all."""
    contents = [(path, path.read_text(encoding="utf-8")) for path in files]
    for old, new in fault.swaps:
        pattern, some = pattern_of(old), False
        for path, content in contents:
            for begin, end in _scopes(path, content, names):
                for match in pattern.finditer(content, begin, end):
                    some = True
                    yield Place(path, match.start(), match.end(), filled(new, match))
        if some:
            return


def _scopes(path: Path, content: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From where to where each function, class or constant of these names reaches; without names the whole file."""
    if not names or path.suffix != ".py":
        yield 0, len(content)
        return
    if not any(name in content for name in names):
        return
    starts = _line_starts(content)
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.stmt) and _called(node) in names and node.end_lineno is not None:
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
            yield starts[first - 1], starts[node.end_lineno]


def _called(node: ast.stmt) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    target = (
        node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
    )
    return target.id if isinstance(target, ast.Name) else None


def _line_starts(content: str) -> list[int]:
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _files(root: Path, suffix: str) -> Iterator[Path]:
    for part in PRODUCT:
        paths = [root / part] if (root / part).is_file() else (root / part).rglob(f"*{suffix}")
        yield from (path for path in paths if path.suffix == suffix and "static" not in path.parts)
