"""`python -m tests.unchanged.databases BEFORE`: prove that databases of the older code go on working."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from tests.databases import PostgreSQL, postgresql_server

from .growing import Growth
from .proving import on
from .stores import fresh

HERE = Path(__file__).resolve().parents[3]
DEMO_PEOPLE, DEMO_POSTS = 120, 79
TALK = (
    "forum_topics",
    "forum_posts",
    "forum_post_versions",
    "forum_reactions",
    "forum_poll_options",
    "forum_poll_votes",
)
ONCE = frozenset({"map_versions", "agreements", "agreement_versions"})


def main() -> int:
    arguments = _arguments()
    sizes = {"demo": None, "large": _growth(arguments.people, arguments.posts)}
    faults = []
    with tempfile.TemporaryDirectory(prefix="databases-") as folder:
        for engine in arguments.on:
            for size in arguments.only:
                print(f"{size} on {engine}", flush=True)
                with _server(engine) as server:
                    place = Path(folder) / engine / size
                    proof = on(place, fresh(place, "now", server), arguments.older, HERE)
                    proof.growth = sizes[size]
                    faults += proof.run()
    print(f"{len(faults)} faults." if faults else "Everything goes on working.")
    return int(bool(faults))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.unchanged.databases", description=__doc__)
    parser.add_argument("older", type=Path, help="a checkout of the code before")
    parser.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=("sqlite", "postgresql"))
    parser.add_argument("--only", nargs="+", choices=("demo", "large"), default=("demo", "large"))
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--posts", type=int, default=50_000)
    return parser.parse_args()


def _growth(people: int, posts: int) -> Growth:
    talk = ceil(posts / DEMO_POSTS)
    return Growth(ceil(people / DEMO_PEOPLE), dict.fromkeys(TALK, talk), ONCE)


@contextmanager
def _server(engine: str) -> Iterator[PostgreSQL | None]:
    if engine == "sqlite":
        yield None
        return
    with postgresql_server() as server:
        yield server


if __name__ == "__main__":
    sys.exit(main())
