"""A status as data: the states it may have, and the triggers that lead from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from transitions import Machine

from workflows.marking import say


class MoveNotAllowed(Exception):
    """The record is not in a state from which this can be done."""

    def __init__(self, lifecycle: str, state: str, trigger: str, label: str) -> None:
        self.lifecycle, self.state, self.trigger, self.label = lifecycle, state, trigger, label
        values = {"what": lifecycle, "status": label.lower(), "act": trigger.replace("_", " ")}
        super().__init__(
            say(
                "This %(what)s is %(status)s, so “%(act)s” isn't possible any more. Reload the page to see what is.",
                **values,
            )
        )


@dataclass(frozen=True)
class Move:
    trigger: str
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Lifecycle:
    """Every state has a label; `also_starts` are states in which a record may be made besides `initial`."""

    name: str
    initial: str
    moves: tuple[Move, ...]
    labels: Mapping[str, str] = field(hash=False)
    also_starts: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @property
    def starts(self) -> tuple[str, ...]:
        return (self.initial, *self.also_starts)

    @property
    def ends(self) -> tuple[str, ...]:
        """The states that nothing leads out of."""
        return tuple(state for state in self.states if not self.triggers(state))

    def after(self, state: str, trigger: str) -> str:
        """The state that `trigger` leads to; raises MoveNotAllowed where it leads nowhere."""
        target = self._table.get((state, trigger))
        if target is None:
            raise MoveNotAllowed(self.name, state, trigger, self.labels.get(state, state))
        return target

    def allows(self, state: str, trigger: str) -> bool:
        return (state, trigger) in self._table

    def triggers(self, state: str) -> tuple[str, ...]:
        """What can be done in `state`, in the order in which the moves are written."""
        return tuple(trigger for source, trigger in self._table if source == state)

    def machine(self) -> Machine:
        """The same data as a machine: the oracle that `after` is tested against."""
        machine = Machine(
            model=None,
            states=list(self.states),
            initial=None,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        for move in self.moves:
            machine.add_transition(move.trigger, list(move.sources), move.target)
        return machine

    @cached_property
    def _table(self) -> dict[tuple[str, str], str]:
        return {(source, move.trigger): move.target for move in self.moves for source in move.sources}
