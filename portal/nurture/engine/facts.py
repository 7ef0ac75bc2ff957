"""What a map may look at, gathered for a page of members in a fixed number of queries.

Everything is told as it was at the moment in question, so that the size of a page changes nothing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.core.database import db
from portal.ledger.models import Activity
from portal.people.actions.segments import segment_of
from portal.people.models import Company, Member, SegmentChange
from portal.rooms.care.models import Case
from workflows.durations import parse_duration
from workflows.facts import Facts, Value
from workflows.guards.known import counted
from workflows.scores import decay

from ..models import NurtureScore

MOMENT = tuple[datetime, int]
ANSWERS = frozenset({"nps", "segment", "member.days_since_answer"})


class PageFacts:
    """Facts about `members`, as far as `names` asks. `earliest` is the oldest moment that will be asked about."""

    def __init__(self, map_name: str, members: Collection[int], names: Iterable[str], earliest: datetime) -> None:
        self._members = members
        wanted = frozenset(names)
        self._rows: dict[int, Any] = self._read_rows() if _asks_rows(wanted) else {}
        self._answers = self._read_answers()
        self._open = self._read_open_cases() if "open(case)" in wanted else frozenset()
        self._counts = self._read_counts(wanted, earliest)
        self._scores = self._read_scores(map_name) if any(name.startswith("score.") for name in wanted) else {}

    def of(
        self, names: Iterable[str], member_id: int, at: MOMENT, entered_at: datetime, half_lives: dict[str, timedelta]
    ) -> Facts:
        """The named facts about one member at a moment (and up to an activity's id)."""
        return {name: self._value(name, member_id, at, entered_at, half_lives) for name in names}

    def newest_answer(self, member_id: int) -> datetime | None:
        """When the member gave the newest real answer that we know of."""
        answers = self._answers.get(member_id)
        return answers[-1][0] if answers else None

    def _value(
        self, name: str, member_id: int, at: MOMENT, entered_at: datetime, half_lives: dict[str, timedelta]
    ) -> Value | None:
        moment = at[0]
        if name in ANSWERS:
            return self._answer(name, member_id, moment)
        if name == "days_in_stage":
            return max((moment - entered_at).days, 0)
        if name == "open(case)":
            return member_id in self._open
        if name.startswith("score."):
            value, as_of = self._scores.get((member_id, name.removeprefix("score.")), (0.0, moment))
            return decay(value, as_of, moment, half_lives[name.removeprefix("score.")])
        count = counted(name)
        if count:
            return self._count(*count, member_id, at)
        return self._column(name, member_id, moment)

    def _answer(self, name: str, member_id: int, moment: datetime) -> Value | None:
        known = self._answers.get(member_id, [])
        position = bisect_right(known, moment, key=lambda answer: answer[0])
        newest = known[position - 1] if position else None
        if name == "segment":
            return segment_of(newest[1]) if newest else "unknown"
        if newest is None:
            return None
        return newest[1] if name == "nps" else max((moment - newest[0]).days, 0)

    def _count(self, verb: str, span: str, member_id: int, at: MOMENT) -> int:
        done = self._counts.get((member_id, verb), [])
        since = at[0] - parse_duration(span)
        return bisect_right(done, at) - bisect_right(done, since, key=lambda each: each[0])

    def _column(self, name: str, member_id: int, moment: datetime) -> Value | None:
        row = self._rows.get(member_id)
        if row is None:
            return False if name in {"member.joined", "member.takes_gifts"} else None
        if name == "member.joined":
            return row.joined_at is not None and row.joined_at <= moment
        if name == "company.days_to_renewal":
            return (row.renews_on - moment.date()).days if row.renews_on else None
        found: Value | None = getattr(row, _COLUMNS[name])
        return found

    def _read_rows(self) -> dict[int, Any]:
        rows = db.session.execute(
            select(
                Member.id,
                Member.incentive,
                Member.joined_at,
                Member.takes_gifts,
                Member.country,
                Company.kind,
                Company.plan,
                Company.revenue,
                Company.renews_on,
            )
            .outerjoin(Company, Company.id == Member.company_id)
            .where(Member.id.in_(self._members))
        )
        return {row.id: row for row in rows}

    def _read_answers(self) -> dict[int, list[tuple[datetime, int]]]:
        answers: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        rows = db.session.execute(
            select(SegmentChange.member_id, SegmentChange.answered_at, SegmentChange.score)
            .where(SegmentChange.member_id.in_(self._members))
            .order_by(SegmentChange.answered_at, SegmentChange.id)
        )
        for member_id, answered_at, score in rows:
            answers[member_id].append((answered_at, score))
        return answers

    def _read_open_cases(self) -> frozenset[int]:
        cases = select(Case.member_id).where(Case.member_id.in_(self._members), Case.status == "open")
        return frozenset(db.session.scalars(cases))

    def _read_counts(self, names: frozenset[str], earliest: datetime) -> dict[tuple[int, str], list[MOMENT]]:
        wanted = [found for name in names if (found := counted(name))]
        counts: dict[tuple[int, str], list[MOMENT]] = defaultdict(list)
        if not wanted:
            return counts
        since = earliest - max(parse_duration(span) for _verb, span in wanted)
        rows = db.session.execute(
            select(Activity.member_id, Activity.verb, Activity.occurred_at, Activity.id)
            .where(
                Activity.member_id.in_(self._members),
                Activity.verb.in_({verb for verb, _span in wanted}),
                Activity.occurred_at > since,
            )
            .order_by(Activity.occurred_at, Activity.id)
        )
        for member_id, verb, occurred_at, activity_id in rows:
            counts[member_id or 0, verb].append((occurred_at, activity_id))
        return counts

    def _read_scores(self, map_name: str) -> dict[tuple[int, str], tuple[float, datetime]]:
        rows = db.session.execute(
            select(NurtureScore.member_id, NurtureScore.name, NurtureScore.value, NurtureScore.as_of).where(
                NurtureScore.member_id.in_(self._members), NurtureScore.map_name == map_name
            )
        )
        return {(member_id, name): (value, as_of) for member_id, name, value, as_of in rows}


_COLUMNS = {
    "incentive": "incentive",
    "member.takes_gifts": "takes_gifts",
    "member.country": "country",
    "company.kind": "kind",
    "company.plan": "plan",
    "company.revenue": "revenue",
}


def _asks_rows(names: frozenset[str]) -> bool:
    return any(name.startswith(("member.", "company.")) or name == "incentive" for name in names)
