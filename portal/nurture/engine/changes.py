"""A place as it changes within one page, and what a change answers to."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from portal.ledger.models import Activity
from workflows.compiled import Placement
from workflows.decisions import Decision

from ..models import Place

FRESH = timedelta(days=60)
"""What happened longer ago than this and is only brought in now asks nothing of anybody."""


@dataclass
class PlaceChange:
    """What becomes of one place: `seen_version` is what was read, `version` what is written."""

    place_id: int
    member_id: int
    placement: Placement
    seen_version: int
    version: int
    changed: bool = False
    retry_at: datetime | None = None
    first_stage: str = field(init=False)

    def __post_init__(self) -> None:
        self.first_stage = self.placement.stage

    @classmethod
    def of(cls, place: Place) -> Self:
        """The place as it was read."""
        placement = Placement(place.stage, place.entered_at, place.active_at, frozenset(place.fired))
        return cls(place.id, place.member_id, placement, place.version, place.version)

    @property
    def moved(self) -> bool:
        """Whether they stand somewhere else now, or entered their stage anew."""
        return self.version != self.seen_version

    def act(self, at: datetime) -> None:
        """The member did something themselves: silence is counted from here."""
        if self.placement.active_at is None or at > self.placement.active_at:
            self.placement, self.changed = replace(self.placement, active_at=at), True

    def fire(self, rule: str) -> None:
        """A timer has had its say for as long as they stand here."""
        self.placement = replace(self.placement, fired=self.placement.fired | {rule})

    def enter(self, stage: str, at: datetime) -> None:
        """They move."""
        self.version += 1
        self.placement = replace(self.placement, stage=stage, entered_at=at, fired=frozenset())
        self.changed = True


@dataclass(frozen=True)
class Trigger:
    """What a decision answers to: an activity, or a timer.

    `about`: what the activity was about. `own_doing`: people did it themselves. `historic`: it was only brought in now;
    `stale`: and is long ago.
    """

    event: str
    at: datetime
    key: str
    activity_id: int | None = None
    about: tuple[str, int] | None = None
    own_doing: bool = True
    historic: bool = False
    stale: bool = False

    @classmethod
    def of_activity(cls, line: Activity, entered_at: datetime) -> Self:
        """It takes effect when it happened, and never before they came to where they stand."""
        return cls(
            line.verb,
            max(line.occurred_at, entered_at),
            str(line.id),
            line.id,
            (line.about_kind, line.about_id) if line.about_kind and line.about_id else None,
            own_doing=line.depth == 0,
            historic=line.historic,
            stale=line.historic and line.recorded_at - line.occurred_at > FRESH,
        )

    @classmethod
    def of_timer(cls, decision: Decision, entered_at: datetime, moment: datetime) -> Self:
        """A timer is known by what it waits for and by the placement in which it ran out."""
        event = decision.rule.partition("/")[2]
        key = f"{event}@{entered_at:%Y%m%d%H%M%S}".replace(" ", "")
        return cls(event, moment, key, own_doing=False)
