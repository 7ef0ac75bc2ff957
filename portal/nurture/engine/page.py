"""A page of places on one map: what is decided for them is gathered in memory before any of it is written."""

from collections.abc import Sequence
from typing import Any

from workflows.compiled import CompiledMap
from workflows.decisions import Decision
from workflows.nurture_map import Action

from ..models import MapVersion, Place
from .changes import PlaceChange, Trigger
from .facts import FOREVER, PageFacts
from .past import PastMoves
from .rows import move_row, planned_row


class MapPage:
    """The places, their changes, and the rows of moves and planned actions that come of them."""

    def __init__(self, version: MapVersion, compiled: CompiledMap, places: Sequence[Place]) -> None:
        self.version, self.compiled = version, compiled
        self.changes = {place.member_id: PlaceChange.of(place) for place in places}
        self.moves: list[dict[str, Any]] = []
        self.planned: list[dict[str, Any]] = []
        self._past = PastMoves([place.id for place in places])

    def may_move(self, change: PlaceChange, trigger: Trigger) -> bool:
        """Whether the map's limit on moves leaves room for one more."""
        return self._past.allow(change.place_id, trigger, self.compiled.limits.moves)

    def carry_out(self, change: PlaceChange, decision: Decision, trigger: Trigger, facts: PageFacts) -> None:
        """Move them where the decision says so and the limit allows it, and plan what is to be done."""
        if decision.to is not None and not self.may_move(change, trigger):
            return
        actions = [("do", action) for action in decision.actions]
        if decision.to is not None:
            actions += [("enter", action) for action in self._entering(change, decision, trigger, facts)]
            self._move(change, decision, trigger)
        for number, (source, action) in enumerate(actions):
            if not trigger.stale and not (trigger.historic and action.shape.sends):
                position = f"{source}{number}"
                self.planned.append(
                    planned_row(self.compiled, change, trigger, action, rule=decision.rule, position=position)
                )

    def _entering(self, change: PlaceChange, decision: Decision, trigger: Trigger, facts: PageFacts) -> list[Action]:
        """What entering the stage does; who was here a short while ago is sent nothing again."""
        stage = decision.to or ""
        before = self._past.entered(change.place_id, stage)
        names = self.compiled.needs_on_entering(stage)
        known = facts.of(names, change.member_id, (trigger.at, FOREVER), trigger.at)
        actions = self.compiled.entry_actions(stage, known, first_time=not before, quietly=decision.quietly)
        again = self.compiled.limits.reentry
        soon = again is not None and any(at > trigger.at - again for at in before)
        return [action for action in actions if not (soon and action.shape.sends)]

    def _move(self, change: PlaceChange, decision: Decision, trigger: Trigger) -> None:
        stage = decision.to or change.placement.stage
        self.moves.append(move_row(self.compiled, self.version.version, change, decision, trigger))
        self._past.add(change.place_id, stage, trigger.at)
        change.enter(stage, trigger.at)
