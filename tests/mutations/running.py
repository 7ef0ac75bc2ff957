"""Running tests on the copy, within a time limit, so that no process is left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

PATIENCE = 20
"""Seconds that pytest has to stop its own servers when it is asked to end."""
OPTIONS = ("-x", "-q", "-p", "no:randomly", "--tb=no", "-rfE")
_FIRST = re.compile(r"^(FAILED|ERROR) (tests/\S.*?)(?: - .*)?$", re.MULTILINE)
_OUTCOMES = {0: "missed", 1: "caught"}


@dataclass(frozen=True)
class Answer:
    """What came of the tests: caught, missed, broken or late; `test` is the one that failed."""

    outcome: str
    test: str
    seconds: float


def ask(tests: Sequence[Path], tree: Path, scratch: Path, limit: float) -> Answer:
    """Run these tests in `tree` up to the first that fails. What they leave in `scratch` is cleared away."""
    scratch.mkdir()
    scratch.chmod(0o755)  # PostgreSQL runs as somebody else, and has its socket in here
    began = monotonic()
    try:
        code, output = _run(tests, tree, scratch, limit)
    finally:
        _stop_servers(scratch)
        shutil.rmtree(scratch, ignore_errors=True)
    seconds = round(monotonic() - began, 1)
    if code is None:
        return Answer("late", "", seconds)
    first = _FIRST.search(output)
    where = f"{first[2]}{' (while it was set up)' if first[1] == 'ERROR' else ''}" if first else output.strip()[-200:]
    return Answer(_OUTCOMES.get(code, "broken"), where if code else "", seconds)


def _run(tests: Sequence[Path], tree: Path, scratch: Path, limit: float) -> tuple[int | None, str]:
    """The exit code and what was printed; no code when the time was over."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *(str(path.relative_to(tree)) for path in tests)]
    with (scratch / "output").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=tree,
            env=_environment(scratch),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        output.seek(0)
        return code, output.read()


def _environment(scratch: Path) -> dict[str, str]:
    """Ours, with what is compiled kept: each run would compile all of the code again."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "TMPDIR": str(scratch)}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, then end it with all that it started."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _stop_servers(scratch: Path) -> None:
    """PostgreSQL servers whose folder is in here: they outlive a pytest that was ended by force."""
    for noted in scratch.glob("*/data/postmaster.pid"):
        with suppress(OSError, ValueError, IndexError):
            os.kill(int(noted.read_text().splitlines()[0]), signal.SIGQUIT)
            sleep(1)
