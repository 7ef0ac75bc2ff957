"""`make torture`: prints what was done and what was counted; ends with 1 when a promise was broken.

`TORTURE=smoke make torture` does a little of everything, for CI.
"""

import os
import sys
from dataclasses import asdict

from tests.torture.growth import shapes_that_grow_too_fast
from tests.torture.kills import kill_workers


def main() -> int:
    smoke = os.environ.get("TORTURE") == "smoke"
    sizes = {"lines": 150, "kills": 2} if smoke else {"lines": 2_000, "kills": 20}
    broken = 0
    for database in ("sqlite", "postgresql"):
        for workers in (2,) if smoke else (1, 2):
            outcome = kill_workers(database, workers=workers, **sizes)
            broken += not outcome.holds
            counted = "  ".join(f"{name} {value}" for name, value in asdict(outcome).items())
            print(f"{'holds ' if outcome.holds else 'BROKEN'} {counted}", flush=True)
    too_fast = shapes_that_grow_too_fast(every=20 if smoke else 1)
    print(
        f"{'BROKEN' if too_fast else 'holds '} work of Markdown  {too_fast or 'grows no faster than the text'}",
        flush=True,
    )
    return 1 if broken or too_fast else 0


if __name__ == "__main__":
    sys.exit(main())
