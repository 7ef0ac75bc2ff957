"""One nurture sweep in which every member is due and moves: place, move, stage and what is wanted done are written."""

import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import func, insert, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.nurture.models import MapVersion, NurtureMove, NurtureScore, Place, PlannedAction
from portal.nurture.reactions import sweep
from portal.people.models import Member, SegmentChange
from tests.bench.site import site
from tests.bench.table import Row

GOAL = 20.0
PAGE = 5_000
MAP = """\
map: measured
version: 1
primary: true
owners: [success]
scores: {warmth: {feedback.given: 3, half_life: 60d}}
start: waiting
stages:
  waiting:
    after: [{in: 1d, to: thanked}]
  thanked:
    enter:
      - "if segment == promoter and score.warmth >= 2 and count(feedback.given, 365d) >= 1: task success thank due=5d"
    after: [{in: 365d, to: waiting}]
"""


def rows(members: int) -> Iterator[Row]:
    """Microseconds a member when all are due, and when none is."""
    with site() as app, app.app_context():
        _make(members)
        begun = time.process_time()
        moved = _sweep_all()
        each = (time.process_time() - begun) / members * 1e6
        assert moved == members == _count(NurtureMove) == _count(PlannedAction)
        yield Row(
            f"nurture sweep, {members:,} members, all due", f"{each:.1f} µs a member", "", each, GOAL, at_most=True
        )
        begun = time.process_time()
        assert _sweep_all() == 0
        idle = (time.process_time() - begun) / members * 1e6
        yield Row("nurture sweep, the same, none due", f"{idle:.3f} µs a member", "", idle, 2.0, at_most=True)


def _sweep_all() -> int:
    total = 0
    while moved := sweep()[1]:
        total += moved
    return total


def _count(model: type[NurtureMove] | type[PlannedAction]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _make(members: int) -> None:
    moment = now()
    before, entered = moment - timedelta(days=1), moment - timedelta(days=2)
    with transaction() as session:
        version = MapVersion(
            name="measured",
            version=1,
            text=MAP,
            sha256=sha256(MAP.encode()).hexdigest(),
            primary=True,
            activated_at=entered,
        )
        session.add(version)
        session.flush()
        for start in range(1, members + 1, PAGE):
            ids = range(start, min(start + PAGE, members + 1))
            session.execute(insert(Member), [_member(id) for id in ids])
            session.execute(
                insert(SegmentChange),
                [
                    {"member_id": id, "score": 9, "segment": "promoter", "answered_at": entered, "source": f"made:{id}"}
                    for id in ids
                ],
            )
            session.execute(
                insert(NurtureScore),
                [
                    {"member_id": id, "map_name": "measured", "name": "warmth", "value": 3.0, "as_of": entered}
                    for id in ids
                ],
            )
            session.execute(insert(Activity), [_line(id) for id in ids])
            session.execute(
                insert(Place),
                [
                    {
                        "member_id": id,
                        "map_name": "measured",
                        "map_version_id": version.id,
                        "stage": "waiting",
                        "entered_at": entered,
                        "due_at": before,
                        "fired": [],
                        "version": 0,
                    }
                    for id in ids
                ],
            )


def _member(id: int) -> dict[str, object]:
    return {
        "id": id,
        "given_name": "Mei",
        "family_name": f"Tanaka {id}",
        "folded": f"tanaka {id} mei",
        "email": f"member{id}@example.org",
        "source": "import",
        "wants": "", "worries": "", "uses_us_for": "", "how_we_help": "",
        "takes_gifts": True,
        "segment": "promoter",
        "created_at": now(),
    }  # fmt: skip


def _line(member_id: int) -> dict[str, object]:
    moment = now() - timedelta(days=3)
    return {
        "verb": "feedback.given",
        "member_id": member_id,
        "facts": {},
        "occurred_at": moment,
        "recorded_at": moment,
        "historic": False,
        "depth": 0,
    }
