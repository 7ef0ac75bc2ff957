"""Nurture listens to the ledger, and looks when an hour has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.verbs import VERBS
from portal.ledger.worker import worker_step
from portal.people.models import Member
from portal.people.verbs import MEMBER_CREATED
from workflows.compiled import CompiledMap, Placement

from .engine.acting import act_on_due
from .engine.events import answer_to_events
from .engine.page import MapPage
from .engine.timers import answer_to_time
from .engine.writing import PlaceTaken, write
from .maps.in_force import maps_in_force
from .models import MapVersion, Place

log = structlog.get_logger()
PAGE = 2_000
DEAF_TO = ("company.", "import.", "invitation.sent", "permission.", "role.", "user.")
HEARD = tuple(verb for verb in VERBS.values() if not verb.startswith(DEAF_TO))


@subscriber("nurture", *HEARD)
def hear(lines: Sequence[Activity]) -> None:
    """Give newcomers their place on the primary map, then let everybody answer to what they did."""
    newcomers = [line for line in lines if line.verb == MEMBER_CREATED and line.member_id is not None]
    in_order = sorted(
        (line for line in lines if line.member_id is not None), key=lambda line: (line.occurred_at, line.id)
    )
    for version, compiled in maps_in_force().items():
        if compiled.primary:
            _place(version, compiled, newcomers)
        relevant = [line for line in in_order if line.verb in compiled.verbs or _is_act(line)]
        if relevant:
            page = MapPage(version, compiled, _places_of(version, relevant))
            answer_to_events(page, relevant)
            write(page)


def _is_act(line: Activity) -> bool:
    return VERBS[line.verb].act


def _place(version: MapVersion, compiled: CompiledMap, lines: Sequence[Activity]) -> None:
    """Everybody stands at the start from the day they are known. Twice changes nothing."""
    rows: list[dict[str, Any]] = [
        {
            "member_id": line.member_id,
            "map_name": version.name,
            "map_version_id": version.id,
            "stage": compiled.start,
            "entered_at": line.occurred_at,
            "due_at": compiled.next_due(Placement(compiled.start, line.occurred_at)),
            "fired": [],
            "version": 0,
        }
        for line in lines
    ]
    insert_or_ignore(Place, rows)
    for line in lines:
        member = db.session.get(Member, line.member_id)
        if member is not None and member.stage is None and member.merged_into_id is None:
            member.stage, member.stage_since = compiled.start, line.occurred_at


def _places_of(version: MapVersion, lines: Sequence[Activity]) -> Sequence[Place]:
    members = {line.member_id for line in lines}
    places = select(Place).where(Place.map_name == version.name, Place.member_id.in_(members))
    return db.session.scalars(places.with_for_update(of=Place)).all()


@worker_step("nurture.timers")
def look_at_due() -> int:
    """One page of members whose silence or time has run out; how many were looked at."""
    return sweep()[0]


@worker_step("nurture.actions")
def act() -> int:
    """One page of what maps want done."""
    return act_on_due()


def sweep(page: int = PAGE) -> tuple[int, int]:
    """Look at one page of due places: how many were due, how many moved."""
    moment = now()
    due = select(Place.id).where(Place.due_at <= moment)
    if db.session.scalar(due.limit(1)) is None:
        db.session.rollback()
        return 0, 0
    looked = moved = 0
    try:
        with transaction():
            for version, compiled in maps_in_force().items():
                places = _due_places(version, moment, page)
                if places:
                    moved += _look(MapPage(version, compiled, places), moment)
                    looked += len(places)
    except PlaceTaken:
        log.info("nurture.page_taken")
    return looked, moved


def _due_places(version: MapVersion, moment: datetime, limit: int) -> Sequence[Place]:
    due = select(Place).where(Place.map_name == version.name, Place.due_at <= moment)
    page = due.order_by(Place.due_at, Place.id).limit(limit).with_for_update(skip_locked=True, of=Place)
    return db.session.scalars(page).all()


def _look(page: MapPage, moment: datetime) -> int:
    answer_to_time(page, moment)
    return write(page)
