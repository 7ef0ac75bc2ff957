"""A planned action as the feature that does it reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from workflows.durations import Rate
from workflows.quiet_hours import QuietHours


class ContactLimits(NamedTuple):
    """How often and when a map lets its members be written to."""

    messages: Rate
    quiet: QuietHours
    days: frozenset[int]


@dataclass(frozen=True)
class Planned:
    """Something that a map wants done for a member: `message welcome max=1/365d`.

    `key` and `cause_key` name it for ever, so that doing it again does nothing again. `rule` says why it is wanted,
    and `effective_at` since when. `limits` are asked only by what reaches the member; None where the map has none.
    """

    kind: str
    name: str
    role: str
    options: Mapping[str, Any]
    rule: str
    key: str
    cause_key: str
    effective_at: datetime
    limits: Callable[[], ContactLimits | None]
    in_care: bool = False
    """Whether it was planned in a stage in which somebody is unhappy: what a case asks for."""
    about: tuple[str, int] | None = None
    """What that was about from which it follows; none where time did it."""
