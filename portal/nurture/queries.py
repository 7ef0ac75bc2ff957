"""Questions about maps and moves."""

from sqlalchemy import bindparam, func, select

from portal.core.clock import now
from portal.core.database import db
from portal.people.models import Member
from workflows.compiled import CompiledMap
from workflows.decisions import WhyNot

from .engine.facts import FOREVER, PageFacts
from .models import NurtureMove, Place


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
    names, moment = compiled.needs_for_why(place.stage), now()
    facts = PageFacts(compiled, [place.member_id], names, moment)
    return compiled.why_not(place.stage, facts.of(names, place.member_id, (moment, FOREVER), place.entered_at))
