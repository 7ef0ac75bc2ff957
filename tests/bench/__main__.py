"""`make bench`: speed as ratios, everything in one run. `BENCH=smoke make bench` does a little of each, for CI."""

import os
import time

from tests.bench import imports, pages, search
from tests.bench.table import HEAD


def main() -> None:
    smoke = os.environ.get("BENCH") == "smoke"
    print(HEAD)
    for row in pages.rows(few=100 if smoke else 1_000, many=500 if smoke else 100_000, requests=10 if smoke else 200):
        print(row, flush=True)
    for row in imports.rows(1_000 if smoke else 20_000):
        print(row, flush=True)
    for found in search.rows(500 if smoke else 10_000, search.Stopwatch(time.perf_counter)):
        print(f"search: {found}", flush=True)


if __name__ == "__main__":
    main()
