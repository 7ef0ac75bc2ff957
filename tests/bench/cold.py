"""`flask --help` in a fresh process against one that only imports the Flask extensions."""

import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence

from tests.bench.table import Row, milliseconds

EXTENSIONS = (
    "flask",
    "flask_babel",
    "flask_bootstrap",
    "flask_limiter",
    "flask_login",
    "flask_migrate",
    "flask_sqlalchemy",
    "flask_wtf",
)
GOAL = 1.2


def rows(times: int) -> Iterator[Row]:
    """Processor time of each, in turns."""
    ours, theirs = ["-m", "flask", "--help"], ["-c", f"import {', '.join(EXTENSIONS)}"]
    took = [(_seconds(ours), _seconds(theirs)) for _ in range(times)]
    shown, imported = (statistics.median(each) for each in zip(*took, strict=True))
    yield Row(
        "flask --help, cold",
        milliseconds(shown),
        f"importing {milliseconds(imported)}",
        shown / imported,
        GOAL,
        at_most=True,
    )


def _seconds(arguments: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-W", "ignore", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
