"""Tests on SQLite in a process that gevent has patched, in which to give way inside a transaction is an error."""

import subprocess
import sys

PYTEST = [sys.executable, "-m", "gevent.monkey", "--module", "pytest", "-p", "tests.web_server.no_yield"]


def failures_in_greenlets(*tests: str) -> list[str]:
    """What fails of them there, in its last lines."""
    command = [*PYTEST, "-k", "not postgresql", *tests]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else (run.stdout + run.stderr).splitlines()[-60:]
