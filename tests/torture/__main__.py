"""`make torture`: prints what was done and what was counted; ends with 1 when a promise was broken.

`TORTURE=smoke make torture` does a little of everything, for CI.
"""

import os
import sys
from dataclasses import asdict
from typing import Any

from tests.torture.demo import parts_that_differ
from tests.torture.growth import shapes_that_grow_too_fast
from tests.torture.in_full import hostile_texts_that_run, pages_that_tell_too_much, transactions_that_give_way
from tests.torture.kills import kill_workers
from tests.torture.mails import mails_that_cost_too_much
from tests.torture.matrix import cells_that_answer_otherwise
from tests.torture.odd_values import odd_values_that_break
from tests.torture.pictures import pictures_that_take_too_much
from tests.torture.strangers import hold_connections
from tests.torture.uploads import upload_a_table
from tests.torture.year import readers_who_get_too_much

PROMISES = {
    "work of Markdown": "grows no faster than the text",
    "hostile mails": "cost 0.2 s of processor time and 200 MB each, at most",
    "largest pictures": "stay within their memory",
    "demo": "is the same story on both databases",
    "emails of a year": "are three a week for each member, and six a day for each colleague, at most",
    "hostile texts": "run nowhere",
    "every page": "tells nobody what is not for them",
    "matrix": "answers as its tables say, and tells nobody a secret",
    "odd values": "are answered, and leave nothing half-written",
    "transactions": "give way to nobody, so that no writer waits for another one's network",
}
CROWD = {"each": 200, "readers": 40, "flood": 2_500, "upload": 20 * 1024**2}
SMALL_CROWD = {"each": 30, "readers": 5, "flood": 100, "upload": 1024**2, "most": 15}
"""For CI, where a page beside them is only not to hang: ten times the promise."""


def main() -> int:
    smoke = os.environ.get("TORTURE") == "smoke"
    sizes = {"lines": 150, "kills": 2} if smoke else {"lines": 2_000, "kills": 20}
    table = {"megabytes": 3, "kills": 1} if smoke else {"megabytes": 60, "kills": 8}
    broken = 0
    for database in ("sqlite", "postgresql"):
        for workers in (2,) if smoke else (1, 2):
            outcome = kill_workers(database, workers=workers, **sizes)
            broken += not outcome.holds
            _tell(outcome.holds, asdict(outcome))
        crowd = SMALL_CROWD if smoke else CROWD
        outcome = hold_connections(database, **crowd)
        broken += not outcome.holds
        _tell(outcome.holds, asdict(outcome))
        outcome = upload_a_table(database, **table)
        broken += not outcome.holds
        _tell(outcome.holds, asdict(outcome))
    verdicts = {
        "work of Markdown": shapes_that_grow_too_fast(every=20 if smoke else 1),
        "hostile mails": _hostile_mails(),
        **({} if smoke else _at_full_size()),
    }
    for name, wrong in verdicts.items():
        print(f"{'BROKEN' if wrong else 'holds '} {name}  {wrong or PROMISES[name]}", flush=True)
    return 1 if broken or any(verdicts.values()) else 0


def _hostile_mails() -> list[str]:
    wrong, worst = mails_that_cost_too_much()
    counted = "  ".join(f"{name} {value}" for name, value in worst._asdict().items())
    print(f"       hostile mails  {counted}", flush=True)
    return wrong


def _tell(holds: bool, counted: dict[str, Any]) -> None:
    said = "  ".join(f"{name} {value}" for name, value in counted.items())
    print(f"{'holds ' if holds else 'BROKEN'} {said}", flush=True)


def _at_full_size() -> dict[str, list[str]]:
    return {
        "largest pictures": pictures_that_take_too_much(),
        "demo": parts_that_differ(),
        "emails of a year": readers_who_get_too_much(),
        "hostile texts": hostile_texts_that_run(),
        "every page": pages_that_tell_too_much(),
        "matrix": cells_that_answer_otherwise(),
        "odd values": odd_values_that_break(),
        "transactions": transactions_that_give_way(),
    }


if __name__ == "__main__":
    sys.exit(main())
