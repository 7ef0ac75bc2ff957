"""Questions about maps, moves and tasks."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.people.models import Member
from workflows.compiled import CompiledMap
from workflows.decisions import WhyNot

from .engine.facts import PageFacts
from .engine.moving import FOREVER
from .lifecycle import TASK
from .models import NurtureMove, Place, Task


def stage_counts(map_name: str) -> dict[str, int]:
    """How many people stand at each stage."""
    counts = select(Place.stage, func.count()).where(Place.map_name == map_name).group_by(Place.stage)
    return dict(db.session.execute(counts).all())


def map_status(compiled: CompiledMap) -> dict[str, int]:
    """Every stage with its people, and `none` for those who have no place: each member once."""
    members = db.session.scalar(select(func.count()).where(Member.merged_into_id.is_(None))) or 0
    counts = stage_counts(compiled.name)
    placed = sum(counts.values())
    return {**{stage: counts.get(stage, 0) for stage in compiled.stages}, "none": members - placed}


def member_moves(member_id: int, limit: int = 10) -> list[NurtureMove]:
    """A member's last moves, newest first."""
    moves = select(NurtureMove).where(NurtureMove.member_id == member_id)
    return list(db.session.scalars(moves.order_by(NurtureMove.effective_at.desc(), NurtureMove.id.desc()).limit(limit)))


def place_of(member_id: int, map_name: str) -> Place | None:
    """Where the member stands on a map."""
    return db.session.scalar(_PLACE, {"whose": member_id, "map": map_name})


_PLACE = select(Place).where(Place.member_id == bindparam("whose"), Place.map_name == bindparam("map"))


def nearest_way_on(place: Place, compiled: CompiledMap) -> WhyNot | None:
    """What is missing for the next stage."""
    names = compiled.needs_for_why(place.stage)
    facts = PageFacts(compiled.name, [place.member_id], names, now())
    halves = {name: score.half_life for name, score in compiled.map.scores.items()}
    told = facts.of(names, place.member_id, (now(), FOREVER), place.entered_at, halves)
    return compiled.why_not(place.stage, told)


def open_tasks(user_id: int, roles: Collection[str], *, mine: bool = False) -> Select[Any]:
    """Open tasks of this user, and (unless mine) those of their roles that nobody has taken."""
    theirs = Task.owner_user_id == user_id
    free = and_(Task.role.in_(roles), Task.owner_user_id.is_(None))
    return _tasks().where(Task.status == TASK.initial, theirs if mine else or_(theirs, free))


def all_open_tasks() -> Select[Any]:
    """Everybody's open tasks."""
    return _tasks().where(Task.status == TASK.initial)


def settled_tasks() -> Select[Any]:
    """What was done or dropped."""
    return _tasks().where(Task.status != TASK.initial)


def member_tasks(member_id: int) -> list[Task]:
    """A member's open tasks."""
    tasks = _tasks().where(Task.member_id == member_id, Task.status == TASK.initial)
    return list(db.session.scalars(tasks.order_by(Task.due_on, Task.id).limit(20)))


def _tasks() -> Select[Any]:
    return select(Task).options(joinedload(Task.member).joinedload(Member.company), joinedload(Task.owner))
