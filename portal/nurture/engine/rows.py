"""What a decision writes: the row of a move, and the rows of what is planned with it."""

from datetime import timedelta
from typing import Any
from zlib import crc32

from portal.core.clock import now
from workflows.compiled import CompiledMap
from workflows.decisions import Decision
from workflows.nurture_map import Action

from .changes import PlaceChange, Trigger

MAX_RULE_CHARS = MAX_KEY_CHARS = 120


def move_row(
    compiled: CompiledMap, map_version: int, change: PlaceChange, decision: Decision, trigger: Trigger
) -> dict[str, Any]:
    """The move, while `change` still stands where it leads from."""
    return {
        "place_id": change.place_id,
        "member_id": change.member_id,
        "map_name": compiled.name,
        "map_version": map_version,
        "sequence": change.version + 1,
        "from_stage": change.placement.stage,
        "to_stage": decision.to,
        "rule": decision.rule[:MAX_RULE_CHARS],
        "event": trigger.event,
        "activity_id": trigger.activity_id,
        "seen": dict(decision.seen),
        "quietly": decision.quietly,
        "effective_at": trigger.at,
        "moved_at": now(),
    }


def planned_row(
    compiled: CompiledMap, change: PlaceChange, trigger: Trigger, action: Action, *, rule: str, position: str
) -> dict[str, Any]:
    """One planned action. `position` tells those of one decision apart."""
    effective_at = max(trigger.at, now()) if trigger.historic else trigger.at
    about_kind, about_id = trigger.about or (None, None)
    key = f"{compiled.name}:{change.place_id}:{change.version}:{trigger.key}:{position}"
    return {
        "key": key[:MAX_KEY_CHARS],
        "member_id": change.member_id,
        "map_name": compiled.name,
        "stage": change.placement.stage,
        "rule": rule[:MAX_RULE_CHARS],
        "kind": action.kind,
        "name": action.name,
        "role": action.role,
        "options": dict(action.options),
        "effective_at": effective_at,
        "about_kind": about_kind,
        "about_id": about_id,
        "due_at": effective_at + (action.wait or timedelta()) + _drip(compiled, change, action),
        "created_at": now(),
    }


def _drip(compiled: CompiledMap, change: PlaceChange, action: Action) -> timedelta:
    """What reaches members is spread over the map's span, by place, so that not all of it goes out at once."""
    if not action.shape.sends:
        return timedelta()
    return compiled.clock.spread * (crc32(str(change.place_id).encode()) % 1000) / 1000
