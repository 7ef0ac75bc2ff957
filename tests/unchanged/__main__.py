"""`python -m tests.unchanged`: take down what everybody reads, and lay two of these side by side."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

MOMENT = datetime(2026, 3, 11, 12, tzinfo=UTC)


def main() -> int:
    arguments = _parser().parse_args()
    return int(arguments.does(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.unchanged", description=__doc__)
    commands = parser.add_subparsers(required=True)
    takes = commands.add_parser("capture", help="read the demo as each of its people")
    takes.add_argument("out", type=Path)
    takes.add_argument("--at", type=datetime.fromisoformat, default=MOMENT, help="the moment of it all, with its zone")
    takes.add_argument("--like", type=Path, help="a capture of before: open its addresses first")
    takes.add_argument("--only", nargs="*", default=(), help='addresses of people, "nobody" for a visitor')
    takes.set_defaults(does=_capture)
    compares = commands.add_parser("compare", help="say what differs between two captures")
    compares.add_argument("before", type=Path)
    compares.add_argument("after", type=Path)
    compares.add_argument("--expected", type=Path, help="which differences are meant, and why")
    compares.add_argument("--most", type=int, default=40, help="how many kinds of differences are shown")
    compares.set_defaults(does=_compare)
    return parser


def _capture(arguments: argparse.Namespace) -> int:
    from .capturing import capture
    from .keeping import keep, kept

    captured = capture(arguments.at, kept(arguments.like) if arguments.like else None, arguments.only)
    keep(captured, arguments.out)
    pages = [page for read in captured["people"].values() for page in read]
    print(f"{len(captured['people'])} people, {len(pages)} pages, {len(captured['mails'])} mails: {arguments.out}")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from .comparing import differences
    from .expected import expectations
    from .keeping import kept
    from .telling import tell

    found = differences(kept(arguments.before), kept(arguments.after))
    return tell(found, expectations(arguments.expected), arguments.most)


if __name__ == "__main__":
    sys.exit(main())
