"""A copy of the tree in which faults are put and taken out again."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import time

from .places import Place

BUILT = Path("portal/static/build")
"""The front end: not in the repository, and no page is drawn without it."""


def copy_tree(root: Path, target: Path) -> None:
    """Everything that the repository knows as it stands on the disk, with the front end as it was built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)
    if (root / BUILT).is_dir():
        shutil.copytree(root / BUILT, target / BUILT)
    if (root / "node_modules").exists():
        (target / "node_modules").unlink(missing_ok=True)
        (target / "node_modules").symlink_to((root / "node_modules").resolve())


@contextmanager
def put_in(place: Place) -> Iterator[None]:
    """The file with the fault in it, until the end of the block."""
    whole = place.path.read_text(encoding="utf-8")
    changed = place.changed(whole)
    if place.path.suffix == ".py":
        compile(changed, str(place.path), "exec")
    try:
        _write(place.path, changed)
        yield
    finally:
        _write(place.path, whole)


_moments = count(int(time()))


def _write(path: Path, content: str) -> None:
    """Each time with a later date: Python knows by date and size alone whether what it has compiled is stale."""
    path.write_text(content, encoding="utf-8")
    moment = next(_moments)
    os.utime(path, (moment, moment))
