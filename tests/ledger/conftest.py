from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest

from portal.ledger import ledger
from portal.ledger.models import Activity
from portal.people.verbs import MEMBER_JOINED, MEMBER_PAUSED
from tests.registries import restored


class Heard(NamedTuple):
    id: int
    member_id: int | None


class Listener:
    """A subscriber that remembers what it heard and can be told to choke on a member."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.pages: list[int] = []
        self.chokes_on: set[int] = set()

    def __call__(self, activities: Sequence[Activity]) -> None:
        if any(activity.member_id in self.chokes_on for activity in activities):
            raise ValueError("this one is poison")
        self.pages.append(len(activities))
        self.heard += [Heard(activity.id, activity.member_id) for activity in activities]


@pytest.fixture
def only_listener() -> Iterator[Listener]:
    """The one subscriber of this test: it hears joins and break-taking."""
    listener = Listener()
    with restored(ledger._subscribers, empty=True):
        ledger.subscriber("listener", MEMBER_JOINED, MEMBER_PAUSED)(listener)
        yield listener
