"""Results as a file, one line for each fault, and what has become worse since another file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from .faults import FAULTS


@dataclass(frozen=True)
class Result:
    """`outcome` is caught, missed, lost, broken or late; `test` is the first that failed, or why it is lost."""

    name: str
    effect: str
    outcome: str
    test: str
    seconds: float


Results = Mapping[str, Result]


def read_results(path: Path) -> dict[str, Result]:
    """By name; nothing where there is no such file."""
    if not path.is_file():
        return {}
    return {row["name"]: Result(**row) for row in json.loads(path.read_text(encoding="utf-8"))}


def write_results(path: Path, results: Results) -> None:
    """In the order of the faults."""
    rows = [results[fault.name] for fault in FAULTS if fault.name in results]
    lines = ",\n".join(json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def worse(now: Results, before: Results) -> Iterable[str]:
    """The faults that were caught before and are not now."""
    return [name for name, result in now.items() if result.outcome != "caught" and _was_caught(before.get(name))]


def _was_caught(result: Result | None) -> bool:
    return result is not None and result.outcome == "caught"
