"""What came of a planned action: a code that is stored, `held:budget`, and the words in which it is told."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Describe = Callable[[str], str]
"""Tells what an outcome means in the reader's language; it is handed the detail."""

_described: dict[str, Describe] = {}


class Outcome(NamedTuple):
    """`code` is one of those described; `detail` completes it: a reason, a rate, an error."""

    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}:{self.detail}" if self.detail else self.code


DONE = Outcome("done")


def describe_outcomes(descriptions: Mapping[str, Describe]) -> None:
    """Say what these codes mean. A code means one thing."""
    for code, describe in descriptions.items():
        if code in _described:
            raise ValueError(f"the outcome {code} is described already")
        _described[code] = describe


def outcome_label(stored: str) -> str:
    """A stored outcome in words; one that nobody describes is shown as it was stored."""
    code, _colon, detail = stored.partition(":")
    describe = _described.get(code)
    return describe(detail) if describe else stored
