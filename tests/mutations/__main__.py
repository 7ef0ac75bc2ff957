"""`python -m tests.mutations`: see the package."""

import argparse
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .copies import copy_tree, put_in
from .fault import Fault
from .faults import FAULTS
from .places import Lost, place_of
from .results import Result, read_results, worse, write_results
from .running import Answer, ask
from .selection import narrow, wide

ROOT = Path(__file__).resolve().parents[2]
BEFORE = ROOT / "tests/mutations/results_before.json"
LIMIT = 600.0
"""Seconds for the few tests; those of a whole feature have three times as long."""


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    faults = [fault for fault in FAULTS if not options.only or fault.name.startswith(tuple(options.only))]
    if options.list:
        print("\n".join(f"{fault.name:<44} {fault.effect}" for fault in faults))
        return 0
    if options.where:
        return _print_places(faults)
    if options.rest and options.results is not None:
        done = read_results(options.results)
        faults = [fault for fault in faults if fault.name not in done]
    return _run_all(faults, options.results, options.limit)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutations", description="Put small faults in, see who notices."
    )
    parser.add_argument("--only", action="append", help="this fault, or all whose names begin so")
    parser.add_argument("--results", type=Path, help="the file for the results; what stands there of others stays")
    parser.add_argument("--rest", action="store_true", help="only those that do not stand in the results yet")
    parser.add_argument(
        "--limit", type=float, default=LIMIT, help="seconds for the few tests of a fault; thrice for all"
    )
    parser.add_argument("--list", action="store_true", help="say what each of them breaks")
    parser.add_argument("--where", action="store_true", help="say where each of them goes")
    return parser.parse_args()


def _print_places(faults: Sequence[Fault]) -> int:
    lost = 0
    for fault in faults:
        try:
            place = place_of(fault, ROOT)
            where = f"{place.path.relative_to(ROOT)}:{place.line(place.path.read_text(encoding='utf-8'))}"
        except Lost as reason:
            lost += 1
            where = f"LOST: {reason}"
        print(f"{fault.name:<44} {where}")
    return 1 if lost else 0


def _run_all(faults: Sequence[Fault], results: Path | None, limit: float) -> int:
    now: dict[str, Result] = {}
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        copy_tree(ROOT, folder / "tree")
        for fault in faults:
            now[fault.name] = result = _try(fault, folder, limit)
            print(f"{result.outcome:<7} {fault.name:<44} {result.seconds:6.1f}s  {result.test}", flush=True)
            if results is not None:
                write_results(results, {**read_results(results), fault.name: result})
    return _conclude(now, {} if results is not None and results.resolve() == BEFORE else read_results(BEFORE))


def _try(fault: Fault, folder: Path, limit: float) -> Result:
    tree = folder / "tree"
    try:
        with put_in(place_of(fault, tree)):
            answer = _asked(fault, tree, folder / "scratch", limit)
    except Lost as reason:
        answer = Answer("lost", str(reason), 0)
    except SyntaxError as error:
        answer = Answer("broken", str(error), 0)
    return Result(fault.name, fault.effect, answer.outcome, answer.test, answer.seconds)


def _asked(fault: Fault, tree: Path, scratch: Path, limit: float) -> Answer:
    """The few tests first; where they miss it, all of the feature."""
    few, folder = narrow(fault, tree), wide(fault, tree)
    answer = ask(few, tree, scratch, limit) if few else Answer("missed", "", 0)
    if answer.outcome != "missed" or not set(folder) - set(few):
        return answer
    second = ask(folder, tree, scratch, 3 * limit)
    return Answer(second.outcome, second.test, round(answer.seconds + second.seconds, 1))


def _conclude(now: dict[str, Result], before: dict[str, Result]) -> int:
    counts = Counter(result.outcome for result in now.values())
    print(", ".join(f"{number} {outcome}" for outcome, number in counts.most_common()))
    fallen = list(worse(now, before))
    for name in fallen:
        print(f"WORSE: {name} was caught before. {now[name].effect}")
    return 1 if fallen or counts["lost"] or counts["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
