"""Doing what maps plan: each planned action is done once by the feature that registered its kind.

Each is a row written with its move and settled here, with what came of it.
"""

from functools import partial

import structlog
from sqlalchemy import func, select

from portal.core.clock import now
from portal.core.database import db
from portal.kits.automation.map_actions import MAP_ACTIONS
from portal.kits.automation.outcomes import DONE, Outcome
from portal.kits.automation.planned import ContactLimits, Planned
from portal.ledger.queue import settle_each
from portal.people.models import Member
from workflows.compiled import CompiledMap
from workflows.durations import parse_rate

from ..maps.in_force import maps_in_force
from ..models import Place, PlannedAction
from .outcomes import FAILED, MERGED, MOVED_ON, TOO_OFTEN, stored

log = structlog.get_logger()
PAGE = 25
TASKS = frozenset({"task", "escalate"})


def act_on_due(page: int = PAGE) -> int:
    """Settle one page of due planned actions; how many. What went wrong with one stands on it, and stops no other."""
    due = select(PlannedAction).where(PlannedAction.settled_at.is_(None), PlannedAction.due_at <= now())
    return settle_each(due.order_by(PlannedAction.due_at, PlannedAction.id), page, _settle, _note_failure)


def _settle(action: PlannedAction) -> None:
    action.outcome, action.settled_at = stored(_carry_out(action)), now()


def _note_failure(action: PlannedAction, failure: Exception) -> None:
    log.error("nurture.action_failed", action=action.id, exc_info=failure)
    action.outcome, action.settled_at = stored(Outcome(FAILED, repr(failure))), now()


def _carry_out(action: PlannedAction) -> Outcome:
    member = db.session.get_one(Member, action.member_id)
    if member.merged_into_id is not None:
        return MERGED
    if _too_often(action):
        return Outcome(TOO_OFTEN, str(action.options["max"]))
    in_care = _in_care(action)
    if in_care and _moved_on(action):
        return MOVED_ON
    return MAP_ACTIONS[action.kind].carry_out(_planned(action, in_care=in_care), member)


def _in_care(action: PlannedAction) -> bool:
    """Whether it is a task that a case asks for; letters and questions wait for their own time."""
    compiled = _map(action.map_name)
    return action.kind in TASKS and compiled is not None and action.stage in compiled.care_stages


def _moved_on(action: PlannedAction) -> bool:
    """Whether the member stands in another stage by now: what was wanted there is settled."""
    place = select(Place.stage).where(Place.member_id == action.member_id, Place.map_name == action.map_name)
    return db.session.scalar(place) != action.stage


def _planned(action: PlannedAction, *, in_care: bool) -> Planned:
    return Planned(
        kind=action.kind,
        name=action.name,
        role=action.role,
        options=action.options,
        rule=action.rule,
        key=action.key,
        cause_key=f"nurture:{action.id}",
        effective_at=action.effective_at,
        limits=partial(_limits, action.map_name),
        in_care=in_care,
        about=(action.about_kind, action.about_id) if action.about_kind and action.about_id else None,
    )


def _too_often(action: PlannedAction) -> bool:
    if "max" not in action.options:
        return False
    rate = parse_rate(str(action.options["max"]))
    done = select(func.count()).where(
        PlannedAction.member_id == action.member_id,
        PlannedAction.kind == action.kind,
        PlannedAction.name == action.name,
        PlannedAction.outcome == DONE.code,
        PlannedAction.settled_at > now() - rate.per,
    )
    return (db.session.scalar(done) or 0) >= rate.times


def _limits(map_name: str) -> ContactLimits | None:
    """The limits of the map in force that has this name."""
    compiled = _map(map_name)
    if compiled is None or compiled.limits.messages is None:
        return None
    return ContactLimits(compiled.limits.messages, compiled.clock.quiet, compiled.clock.days)


def _map(name: str) -> CompiledMap | None:
    """The map in force that has this name."""
    return next((compiled for version, compiled in maps_in_force().items() if version.name == name), None)
