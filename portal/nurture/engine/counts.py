"""How often something happened within a span of time: `count(feedback.given, 365d)`."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import select

from portal.core.database import db
from portal.ledger.models import Activity
from workflows.durations import parse_duration
from workflows.guards.known import counted

Moment = tuple[datetime, int]


class Counts:
    """The lines of the ledger that `names` counts, for a page of members, read in one query or none."""

    def __init__(self, members: Collection[int], names: Collection[str], earliest: datetime) -> None:
        self._done: dict[tuple[int, str], list[Moment]] = defaultdict(list)
        counts = [count for name in names if (count := counted(name))]
        if counts:
            longest = max(parse_duration(span) for _verb, span in counts)
            self._read(members, {verb for verb, _span in counts}, earliest - longest)

    def reader(self, verb: str, span: str) -> Callable[[int, Moment, datetime], int]:
        """The function that counts `verb` within `span` before a moment, up to an activity's id."""
        done, within = self._done, parse_duration(span)

        def count(member_id: int, at: Moment, _entered_at: datetime) -> int:
            moments = done.get((member_id, verb), [])
            before = bisect_right(moments, at[0] - within, key=lambda each: each[0])
            return bisect_right(moments, at) - before

        return count

    def _read(self, members: Collection[int], verbs: set[str], since: datetime) -> None:
        rows = db.session.execute(
            select(Activity.member_id, Activity.verb, Activity.occurred_at, Activity.id)
            .where(Activity.member_id.in_(members), Activity.verb.in_(verbs), Activity.occurred_at > since)
            .order_by(Activity.occurred_at, Activity.id)
        )
        for member_id, verb, occurred_at, activity_id in rows:
            self._done[member_id or 0, verb].append((occurred_at, activity_id))
