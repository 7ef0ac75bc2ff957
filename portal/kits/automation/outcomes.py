"""What came of a planned action: a code that is stored, `held:budget`, and the words in which it is told."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from portal.core.registry import Registry

Describe = Callable[[str], str]
"""Tells what an outcome means in the reader's language; it is handed the detail."""

_described: Registry[Describe] = Registry("add_outcomes")


class Outcome(NamedTuple):
    """`code` is one of those described; `detail` completes it: a reason, a rate, an error."""

    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}:{self.detail}" if self.detail else self.code


DONE = Outcome("done")


def add_outcomes(descriptions: Mapping[str, Describe]) -> None:
    """Say what these codes mean. A code means one thing."""
    for code, describe in descriptions.items():
        if code in _described:
            raise ValueError(f"the outcome {code} is described already")
        _described.add(code, describe)


def outcome_label(stored: str) -> str:
    """A stored outcome in words; one that nobody describes is shown as it was stored."""
    code, _colon, detail = stored.partition(":")
    describe = _described.get(code)
    return describe(detail) if describe else stored
