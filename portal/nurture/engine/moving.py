"""Moving a page of members over one map: decided in memory, written in a few statements.

Whoever saw an old version of a place loses: then the whole page is rolled back and tried again. A move, its
history and everything that it wants done are one transaction.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import JSON, Integer, String, insert, select, update

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, rows_of
from portal.core.models import UTCDateTime
from portal.ledger.models import Activity
from portal.ledger.verbs import ACTS
from portal.people.actions.segments import hold, release_hold
from portal.people.models import Member
from portal.rooms.surveys.verbs import SURVEY_ANSWERED
from workflows.compiled import CompiledMap, Stay
from workflows.decisions import Decision
from workflows.nurture_map import Action

from ..models import MapVersion, NurtureAction, NurtureMove, Place
from .facts import PageFacts

FRESH = timedelta(days=60)
"""What happened longer ago than this and is only brought in now asks nothing of anybody."""
FOREVER = 2**62


class PlaceTaken(RuntimeError):
    """Somebody else moved one of these members meanwhile; the page is tried again."""


@dataclass
class Standing:
    """A place as it changes within one page."""

    place_id: int
    member_id: int
    stage: str
    entered_at: datetime
    active_at: datetime | None
    fired: frozenset[str]
    seen_version: int
    version: int
    changed: bool = False
    retry_at: datetime | None = None
    first_stage: str = field(init=False)

    def __post_init__(self) -> None:
        self.first_stage = self.stage

    @property
    def stay(self) -> Stay:
        return Stay(self.stage, self.entered_at, self.active_at, self.fired)


@dataclass(frozen=True)
class _Trigger:
    """What a decision answers to."""

    event: str
    at: datetime
    key: str
    activity_id: int | None = None
    own_doing: bool = True
    historic: bool = False
    stale: bool = False


class Mover:
    """What happens to a page of places on one map."""

    def __init__(self, version: MapVersion, compiled: CompiledMap, places: Sequence[Place]) -> None:
        self.version, self.compiled = version, compiled
        self.standings = {place.member_id: _standing(place) for place in places}
        self.moves: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self._halves = {name: score.half_life for name, score in compiled.map.scores.items()}
        self._past = _past_moves([place.id for place in places])

    def hear(self, activities: Sequence[Activity]) -> None:
        """Let each member answer to their activities, which come in the order in which they happened."""
        heard = [line for line in activities if line.member_id in self.standings]
        facts = self._facts(heard)
        for line in heard:
            self._hear(self.standings[line.member_id or 0], line, facts)

    def look(self, moment: datetime) -> None:
        """Let silence and time have their say for everybody whose hour has come."""
        names = frozenset[str]().union(*(self.compiled.needs_when_due(each.stage) for each in self.standings.values()))
        facts = PageFacts(self.compiled.name, self.standings.keys(), names, moment)
        for standing in self.standings.values():
            standing.changed = True
            self._look(standing, moment, facts)

    def write(self) -> int:
        """Write all of it; how many moves. Raises PlaceTaken when somebody else was faster."""
        changed = [standing for standing in self.standings.values() if standing.changed]
        if changed:
            self._write_places(changed)
        if self.moves:
            db.session.execute(insert(NurtureMove), self.moves)
            if self.compiled.primary:
                self._write_stages([standing for standing in changed if standing.version != standing.seen_version])
            self._write_holds(changed)
        insert_or_ignore(NurtureAction, self.actions)
        return len(self.moves)

    def _facts(self, lines: Sequence[Activity]) -> PageFacts:
        names = frozenset[str]().union(
            *(self.compiled.needs(stage, line.verb) for line in lines for stage in self.compiled.stages)
        )
        earliest = min((line.occurred_at for line in lines), default=now())
        return PageFacts(self.compiled.name, self.standings.keys(), names, earliest)

    def _hear(self, standing: Standing, line: Activity, facts: PageFacts) -> None:
        if line.verb in ACTS and (standing.active_at is None or line.occurred_at > standing.active_at):
            standing.active_at, standing.changed = line.occurred_at, True
        if line.verb == SURVEY_ANSWERED and self._is_old_news(line, facts):
            return
        # Facts are told as of the moment we learned of it; it takes effect when it happened.
        known_at = (line.recorded_at, line.id) if line.historic else (line.occurred_at, line.id)
        names = self.compiled.needs(standing.stage, line.verb)
        told = facts.of(names, standing.member_id, known_at, standing.entered_at, self._halves)
        decision = self.compiled.on(standing.stage, line.verb, told)
        if decision is None:
            return
        trigger = _Trigger(
            line.verb,
            max(line.occurred_at, standing.entered_at),
            str(line.id),
            line.id,
            own_doing=line.depth == 0,
            historic=line.historic,
            stale=line.historic and line.recorded_at - line.occurred_at > FRESH,
        )
        self._carry_out(standing, decision, trigger, facts)

    def _is_old_news(self, line: Activity, facts: PageFacts) -> bool:
        newest = facts.newest_answer(line.member_id or 0)
        return newest is not None and newest > line.occurred_at

    def _look(self, standing: Standing, moment: datetime, facts: PageFacts) -> None:
        while True:
            names = self.compiled.needs_when_due(standing.stage)
            told = facts.of(names, standing.member_id, (moment, FOREVER), standing.entered_at, self._halves)
            decision = self.compiled.when_due(standing.stay, moment, told)
            if decision is None:
                return
            key = f"{decision.rule.partition('/')[2]}@{standing.entered_at:%Y%m%d%H%M%S}"
            trigger = _Trigger(decision.rule.partition("/")[2], moment, key.replace(" ", ""), own_doing=False)
            if decision.to is not None and not self._may_move(standing, trigger):
                standing.retry_at = moment + timedelta(days=1)
                return
            standing.fired |= {decision.rule}
            self._carry_out(standing, decision, trigger, facts)
            if decision.to is not None:
                return

    def _carry_out(self, standing: Standing, decision: Decision, trigger: _Trigger, facts: PageFacts) -> None:
        if decision.to is not None and not self._may_move(standing, trigger):
            return
        actions = [("do", action) for action in decision.actions]
        if decision.to is not None:
            actions += [("enter", action) for action in self._entering(standing, decision, trigger, facts)]
            self._move(standing, decision, trigger)
        for position, (source, action) in enumerate(actions):
            if not trigger.stale and not (trigger.historic and action.shape.sends):
                self._want(standing, decision, trigger, action, f"{source}{position}")

    def _may_move(self, standing: Standing, trigger: _Trigger) -> bool:
        """What people do themselves always counts; reactions and timers are bounded, so that no loop runs away."""
        rate = self.compiled.limits.moves
        if trigger.own_doing or rate is None:
            return True
        recent = [at for _to, at in self._past[standing.place_id] if at > trigger.at - rate.per]
        return len(recent) < rate.times

    def _entering(self, standing: Standing, decision: Decision, trigger: _Trigger, facts: PageFacts) -> list[Action]:
        stage = decision.to or ""
        before = [at for to, at in self._past[standing.place_id] if to == stage]
        names = self.compiled.needs_on_entering(stage)
        told = facts.of(names, standing.member_id, (trigger.at, FOREVER), trigger.at, self._halves)
        actions = self.compiled.entry_actions(stage, told, first_time=not before, quietly=decision.quietly)
        again = self.compiled.limits.reentry
        soon = again is not None and any(at > trigger.at - again for at in before)
        return [action for action in actions if not (soon and action.shape.sends)]

    def _move(self, standing: Standing, decision: Decision, trigger: _Trigger) -> None:
        standing.version += 1
        self.moves.append(
            {
                "place_id": standing.place_id,
                "member_id": standing.member_id,
                "map_name": self.compiled.name,
                "map_version": self.version.version,
                "sequence": standing.version,
                "from_stage": standing.stage,
                "to_stage": decision.to,
                "rule": decision.rule[:120],
                "event": trigger.event,
                "activity_id": trigger.activity_id,
                "seen": dict(decision.seen),
                "quietly": decision.quietly,
                "effective_at": trigger.at,
                "moved_at": now(),
            }
        )
        self._past[standing.place_id].append((decision.to or "", trigger.at))
        standing.stage, standing.entered_at = decision.to or standing.stage, trigger.at
        standing.fired, standing.changed = frozenset(), True

    def _want(self, standing: Standing, decision: Decision, trigger: _Trigger, action: Action, position: str) -> None:
        spread = self.compiled.clock.spread
        drip = spread * (crc32(str(standing.place_id).encode()) % 1000) / 1000 if action.shape.sends else timedelta()
        because_at = max(trigger.at, now()) if trigger.historic else trigger.at
        self.actions.append(
            {
                "key": f"{self.compiled.name}:{standing.place_id}:{standing.version}:{trigger.key}:{position}"[:120],
                "member_id": standing.member_id,
                "map_name": self.compiled.name,
                "stage": standing.stage,
                "rule": decision.rule[:120],
                "kind": action.kind,
                "name": action.name,
                "role": action.role,
                "options": dict(action.options),
                "because_at": because_at,
                "due_at": because_at + (action.wait or timedelta()) + drip,
                "created_at": now(),
            }
        )

    def _write_places(self, changed: Sequence[Standing]) -> None:
        columns = {
            "id": Integer(),
            "stage": String(),
            "entered_at": UTCDateTime(),
            "active_at": UTCDateTime(),
            "due_at": UTCDateTime(),
            "fired": JSON(),
            "seen": Integer(),
            "version": Integer(),
        }
        rows = [
            {
                "id": each.place_id,
                "stage": each.stage,
                "entered_at": each.entered_at,
                "active_at": each.active_at,
                "due_at": each.retry_at or self.compiled.next_due(each.stay),
                "fired": sorted(each.fired),
                "seen": each.seen_version,
                "version": each.version,
            }
            for each in changed
        ]
        new = rows_of("new", columns, rows).c
        won = db.session.execute(
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
        if len(won.all()) != len(changed):
            raise PlaceTaken

    def _write_stages(self, moved: Sequence[Standing]) -> None:
        columns = {"id": Integer(), "stage": String(), "since": UTCDateTime()}
        rows = [{"id": each.member_id, "stage": each.stage, "since": each.entered_at} for each in moved]
        new = rows_of("new", columns, rows).c
        db.session.execute(
            update(Member)
            .where(Member.id == new.id)
            .values(stage=new.stage, stage_since=new.since)
            .execution_options(synchronize_session="fetch")
        )

    def _write_holds(self, changed: Sequence[Standing]) -> None:
        care, source = self.compiled.care_stages, f"nurture:{self.compiled.name}"
        for each in changed:
            if each.stage in care and each.first_stage not in care:
                hold(each.member_id, "promotion", source)
            elif each.stage not in care and each.first_stage in care:
                release_hold(each.member_id, "promotion", source)


def _standing(place: Place) -> Standing:
    return Standing(
        place.id,
        place.member_id,
        place.stage,
        place.entered_at,
        place.active_at,
        frozenset(place.fired),
        place.version,
        place.version,
    )


def _past_moves(place_ids: Sequence[int]) -> defaultdict[int, list[tuple[str, datetime]]]:
    past: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
    moves = select(NurtureMove.place_id, NurtureMove.to_stage, NurtureMove.effective_at)
    for place_id, to_stage, at in db.session.execute(moves.where(NurtureMove.place_id.in_(place_ids))):
        past[place_id].append((to_stage, at))
    return past
