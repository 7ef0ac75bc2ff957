"""The actions that a map may ask for: each is registered by the feature that does it.

@map_action("survey", ActionShape(words=("survey",), sends=True), names={"survey": _surveys})
def ask_survey(planned: Planned, member: Member) -> Outcome: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.core.registry import Registry
from portal.people.models import Member
from workflows.catalogue import ActionShape, Names

from .outcomes import Describe, Outcome, add_outcomes
from .planned import Planned

CarryOut = Callable[[Planned, Member], Outcome]


@dataclass(frozen=True)
class MapAction:
    """How a map writes it, which names it may use (by the kind of word), and what does it."""

    shape: ActionShape
    names: Mapping[str, Callable[[], Names]]
    carry_out: CarryOut


MAP_ACTIONS: Registry[MapAction] = Registry("map_action")


def map_action(
    kind: str,
    shape: ActionShape,
    *,
    names: Mapping[str, Callable[[], Names]] | None = None,
    outcomes: Mapping[str, Describe] | None = None,
) -> Callable[[CarryOut], CarryOut]:
    """Register what does `kind`. It is called in the worker's transaction, and never twice for one planned action.

    `names` are asked when a map is checked; a word of another kind is free. `outcomes` tells its own codes in words.
    """

    def register(carry_out: CarryOut) -> CarryOut:
        if kind in MAP_ACTIONS:
            raise ValueError(f"the action {kind} is registered already")
        MAP_ACTIONS.add(kind, MapAction(shape, names or {}, carry_out))
        add_outcomes(outcomes or {})
        return carry_out

    return register
