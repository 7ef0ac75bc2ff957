"""Hostile texts in every place, three times as many as the tests have."""

import os
import subprocess
import sys

TESTS = "tests/browser/test_hostile_everywhere.py"
TEXTS = 330


def pages_that_run_them() -> list[str]:
    """What the tests say of this many texts, where they fail."""
    environment = os.environ | {"HOSTILE_TEXTS": str(TEXTS)}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", TESTS], env=environment, capture_output=True, text=True, check=False
    )
    return [] if run.returncode == 0 else run.stdout.splitlines()[-20:]
