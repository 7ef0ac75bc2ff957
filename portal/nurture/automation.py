"""What maps may know of members and companies themselves: `people` stands below the registry and cannot register it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.core.database import db
from portal.kits.automation.map_facts import FactOf, map_facts
from portal.people.models import Company, Member
from portal.people.models.member import INCENTIVES
from portal.people.verbs import MEMBER_JOINED
from workflows.facts import ChoiceFact, FlagFact, NumberFact, Value

_COLUMNS = {
    "incentive": Member.incentive,
    "member.takes_gifts": Member.takes_gifts,
    "member.country": Member.country,
    "company.kind": Company.kind,
    "company.plan": Company.plan,
    "company.revenue": Company.revenue,
}
_FALSE_UNLESS_KNOWN = frozenset({"member.takes_gifts"})


@map_facts(
    {
        "incentive": ChoiceFact(INCENTIVES),
        MEMBER_JOINED: FlagFact(),
        "member.takes_gifts": FlagFact(),
        "member.country": ChoiceFact(),
        "company.kind": ChoiceFact(("customer", "partner", "former")),
        "company.plan": ChoiceFact(),
        "company.revenue": NumberFact(low=0),
        "company.days_to_renewal": NumberFact(),
    }
)
def members_and_companies(members: Collection[int]) -> Mapping[str, FactOf]:
    """What stands on the member and on their company now; joining and renewal as they were at the moment."""
    rows = _rows(members)

    def joined(member_id: int, moment: datetime) -> bool:
        row = rows.get(member_id)
        return row is not None and row.joined_at is not None and row.joined_at <= moment

    def days_to_renewal(member_id: int, moment: datetime) -> int | None:
        row = rows.get(member_id)
        return (row.renews_on - moment.date()).days if row is not None and row.renews_on else None

    columns = {name: _column(rows, name) for name in _COLUMNS}
    return {**columns, MEMBER_JOINED: joined, "company.days_to_renewal": days_to_renewal}


def _column(rows: Mapping[int, Any], name: str) -> FactOf:
    key, missing = _COLUMNS[name].key, False if name in _FALSE_UNLESS_KNOWN else None

    def value(member_id: int, _moment: datetime) -> Value | None:
        row = rows.get(member_id)
        return missing if row is None else getattr(row, key)

    return value


def _rows(members: Collection[int]) -> dict[int, Any]:
    rows = db.session.execute(
        select(Member.id, Member.joined_at, Company.renews_on, *_COLUMNS.values())
        .outerjoin(Company, Company.id == Member.company_id)
        .where(Member.id.in_(members))
    )
    return {row.id: row for row in rows}
