"""What members can do by themselves, so many times more: told on their home as the next step of a map."""

from collections.abc import Callable

from portal.core.registry import Registry
from portal.ledger.verbs import Verb

Step = Callable[[int], str]
"""How many more are missing → "Tell us 2 more things that you notice"."""

OWN_STEPS: Registry[Step] = Registry("own_step")


def own_step(verb: Verb) -> Callable[[Step], Step]:
    """Register how it is said what a member does when `verb` is recorded. What we would have to ask for has no step."""

    def register(step: Step) -> Step:
        return OWN_STEPS.add(verb, step)

    return register
