"""Imports point one way: the layers stand in pyproject.toml, and this run holds them."""

import subprocess
import sys

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_point_one_way() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_heavy_libraries_load_when_they_are_used() -> None:
    """Starting the command line must not pay for the index, the drawings or the browser's libraries."""
    heavy = ("whoosh", "pygraphviz", "PIL", "redis", "aiosmtpd")
    probe = f"import sys, wsgi; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout.strip().splitlines()[-1] == "[]"
