"""`make bench`: speed as ratios, everything in one run. `make bench BENCH=smoke` does a little of each, for CI."""

import gc
import os
import time

from tests.bench import cold, forum, ideas, imports, pages, search, server, sweep
from tests.bench.table import HEAD


def main() -> None:
    smoke = os.environ.get("BENCH") == "smoke"
    begun = time.monotonic()
    print(HEAD)
    for table in (
        pages.rows(few=200 if smoke else 1_000, many=1_000 if smoke else 100_000, requests=25 if smoke else 200),
        forum.rows(
            few=200 if smoke else 1_000,
            many=1_000 if smoke else 100_000,
            requests=25 if smoke else 200,
            read=200 if smoke else 5_000,
        ),
        ideas.rows(few=500 if smoke else 1_000, many=1_000 if smoke else 100_000, requests=10 if smoke else 200),
        imports.rows(1_000 if smoke else 20_000),
        sweep.rows(2_000 if smoke else 100_000),
        server.rows(2 if smoke else 25),
        cold.rows(3 if smoke else 7),
        search.rows(500 if smoke else 10_000, search.Stopwatch(time.process_time)),
    ):
        _forget_the_last()
        for row in table:
            print(row, flush=True)
    print(f"took {time.monotonic() - begun:,.0f} s")


def _forget_the_last() -> None:
    """What one table leaves in memory must not cost the next one's collections, whichever side they fall on."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
