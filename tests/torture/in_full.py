"""Tests of which `make test` runs a part, in full: hostile texts, and readers of every page."""

import os
import subprocess
import sys

from tests.web_server.greenlets import failures_in_greenlets

WRITING = ["tests/access", "tests/people", "tests/rooms/forum/writing", "tests/rooms/ideas", "tests/rooms/betas"]
EVERY_CHANNEL = [f"tests/rooms/{room}/test_every_channel.py" for room in ("betas", "ideas")]


def hostile_texts_that_run() -> list[str]:
    """What the tests say of five times as many texts, where they fail."""
    return _said_of(["tests/browser/test_hostile_everywhere.py"], HOSTILE_TEXTS="330")


def pages_that_tell_too_much() -> list[str]:
    """What they say when every page is opened by everybody whom it must not tell anything."""
    return _said_of(EVERY_CHANNEL, READERS="all")


def transactions_that_give_way() -> list[str]:
    """What they say when they run in greenlets, where nobody may give way inside a transaction on SQLite."""
    return failures_in_greenlets(*WRITING)


def _said_of(tests: list[str], **larger: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *tests], env=os.environ | larger, capture_output=True, text=True, check=False
    )
    return [] if run.returncode == 0 else run.stdout.splitlines()[-20:]
