"""Writing what was decided for a page, in a few statements: places, moves, stages, holds and planned actions.

Whoever saw an old version of a place loses: then the whole page is rolled back and tried again. A move, its
history and everything that it plans are one transaction.
"""

from collections.abc import Sequence

from sqlalchemy import JSON, Integer, String, insert, update

from portal.core.database import db, insert_or_ignore, values_table
from portal.core.models import UTCDateTime
from portal.people.actions.segments import hold, release_hold
from portal.people.models import Member
from workflows.compiled import CompiledMap

from ..models import NurtureMove, Place, PlannedAction
from .changes import PlaceChange
from .page import MapPage

_PLACE = {
    "id": Integer(),
    "stage": String(),
    "entered_at": UTCDateTime(),
    "active_at": UTCDateTime(),
    "due_at": UTCDateTime(),
    "fired": JSON(),
    "seen": Integer(),
    "version": Integer(),
}
_STAGE = {"id": Integer(), "stage": String(), "since": UTCDateTime()}


class PlaceTaken(RuntimeError):
    """Somebody else moved one of these members meanwhile; the page is tried again."""


def write(page: MapPage) -> int:
    """Write all of it; how many moves. Raises PlaceTaken when somebody else was faster."""
    changed = [change for change in page.changes.values() if change.changed]
    if changed:
        _write_places(changed, page.compiled)
    if page.moves:
        db.session.execute(insert(NurtureMove), page.moves)
        if page.compiled.primary:
            _write_stages([change for change in changed if change.moved])
        _write_holds(changed, page.compiled)
    insert_or_ignore(PlannedAction, page.planned)
    return len(page.moves)


def _write_places(changed: Sequence[PlaceChange], compiled: CompiledMap) -> None:
    new = values_table("new", _PLACE, [_place_row(change, compiled) for change in changed]).c
    written = db.session.execute(
        update(Place)
        .where(Place.id == new.id, Place.version == new.seen)
        .values(
            stage=new.stage,
            entered_at=new.entered_at,
            active_at=new.active_at,
            due_at=new.due_at,
            fired=new.fired,
            version=new.version,
        )
        .returning(Place.id)
        .execution_options(synchronize_session=False)
    )
    if len(written.all()) != len(changed):
        raise PlaceTaken


def _place_row(change: PlaceChange, compiled: CompiledMap) -> dict[str, object]:
    placement = change.placement
    return {
        "id": change.place_id,
        "stage": placement.stage,
        "entered_at": placement.entered_at,
        "active_at": placement.active_at,
        "due_at": change.retry_at or compiled.next_due(placement),
        "fired": sorted(placement.fired),
        "seen": change.seen_version,
        "version": change.version,
    }


def _write_stages(moved: Sequence[PlaceChange]) -> None:
    rows = [
        {"id": change.member_id, "stage": change.placement.stage, "since": change.placement.entered_at}
        for change in moved
    ]
    new = values_table("new", _STAGE, rows).c
    db.session.execute(
        update(Member)
        .where(Member.id == new.id)
        .values(stage=new.stage, stage_since=new.since)
        .execution_options(synchronize_session="fetch")
    )


def _write_holds(changed: Sequence[PlaceChange], compiled: CompiledMap) -> None:
    """Nothing promotional reaches whoever is in care."""
    care, source = compiled.care_stages, f"nurture:{compiled.name}"
    for change in changed:
        is_in, was_in = change.placement.stage in care, change.first_stage in care
        if is_in and not was_in:
            hold(change.member_id, "promotion", source)
        elif was_in and not is_in:
            release_hold(change.member_id, "promotion", source)
