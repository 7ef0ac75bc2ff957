"""What members can do by themselves, so many times more: told on their home as the next step of a map."""

from collections.abc import Callable

Step = Callable[[int], str]
"""How many more are missing → "Tell us 2 more things that you notice"."""

OWN_STEPS: dict[str, Step] = {}


def own_step(verb: str, step: Step) -> None:
    """Say what a member does when `verb` is recorded. What we would have to ask them for has no step."""
    OWN_STEPS[verb] = step
