"""What nurture adds to other pages: why somebody stands where they stand, and what there is to do."""

from flask import render_template
from flask_login import current_user
from sqlalchemy import select

from portal.core.database import db
from portal.core.sentences import translate
from portal.core.slots import panel
from portal.kits.tasks.panels import to_do_for
from portal.people.history import Before, Event, history_source
from portal.people.models import Member
from portal.people.stages import Stage, stage_list

from .engine.reasons import reason
from .labels import own_step, stage_title
from .maps.in_force import primary_map
from .models import NurtureMove
from .queries import member_moves, nearest_way_on, place_of


@stage_list
def stages() -> list[Stage]:
    """The stages of the primary map, in its order."""
    compiled = primary_map()
    return [
        Stage(key, stage_title(key, compiled.map), stage.public_name, _tone(stage.care, stage.goal, stage.final))
        for key, stage in compiled.map.stages.items()
    ]


def _tone(care: bool, goal: bool, final: bool) -> str:
    return "warn" if care else "good" if goal else "neutral" if final else "brand"


@panel("member", order=10)
def why(member: Member) -> str | None:
    """Where they stand, why they moved, and what is missing for the next stage."""
    if not current_user.may("nurture.read"):
        return None
    compiled = primary_map()
    place = place_of(member.id, compiled.name)
    if place is None:
        return None
    moves, nearest = member_moves(member.id, 5), nearest_way_on(place, compiled)
    card = render_template(
        "nurture/_why.html",
        place=place,
        stage=stage_title(place.stage, compiled.map),
        care=place.stage in compiled.care_stages,
        moves=[(move, stage_title(move.to_stage, compiled.map), reason(move, compiled)) for move in moves],
        next=translate(nearest.text) if nearest else None,
    )
    return card + to_do_for(member)


@panel("member_home", order=80)
def way_on(member: Member) -> str | None:
    """For the member, in plain words: where they are. Care stages show nothing."""
    compiled = primary_map()
    place = place_of(member.id, compiled.name)
    now_at = compiled.public_name(place.stage) if place else None
    return render_template("nurture/_way_on.html", now_at=now_at) if now_at else None


@panel("member_ask", order=50)
def next_step(member: Member) -> str | None:
    """What they could do next to come further, where that is theirs to take. Care stages show nothing."""
    compiled = primary_map()
    place = place_of(member.id, compiled.name)
    if place is None or not compiled.public_name(place.stage):
        return None
    nearest = nearest_way_on(place, compiled)
    to = compiled.public_name(nearest.to) if nearest else None
    step = own_step(nearest, to) if nearest and to else None
    return render_template("nurture/_next_step.html", step=step) if step else None


@history_source("nurture")
def moves(member_id: int, before: Before | None, limit: int) -> list[Event]:
    """Moves are history by themselves."""
    compiled = primary_map()
    theirs = select(NurtureMove).where(NurtureMove.member_id == member_id)
    if before is not None:
        theirs = theirs.where(before.older(NurtureMove.effective_at, NurtureMove.id))
    newest = theirs.order_by(NurtureMove.effective_at.desc(), NurtureMove.id.desc()).limit(limit)
    return [
        Event(
            at=move.effective_at,
            id=move.id,
            icon="route",
            title=f"{stage_title(move.from_stage, compiled.map)} → {stage_title(move.to_stage, compiled.map)}",
            detail=reason(move, compiled),
            tone="brand",
        )
        for move in db.session.scalars(newest)
    ]
