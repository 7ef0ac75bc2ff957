"""Who wants an idea: what product reads before it decides. Members never see any of this."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, not_, select
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.paging import By
from portal.people.holds import reasons_to_wait
from portal.people.models import Company, Member
from portal.people.viewer import Viewer

from ..lifecycle import OPEN
from ..models import Idea, Vote
from .seeing import visible_to

NEWEST = (By(Vote.id, descending=True),)
BANDS = (10_000, 50_000, 100_000, 500_000)
"""Where revenue is parted, in whole euros a year."""
LEAST_TO_COMPARE = 5
EARLY = 0.1
"""Who was among the first tenth of an idea's voters saw it coming."""
LEAST_VOTERS = 10
LEAST_FORESEEN = 2
MAX_SHIPPED_IDEAS = 500
"""How many of the newest shipped ideas are looked at for who foresaw them."""


class Wanting(NamedTuple):
    """Part of those who want it. Revenue in whole euros a year, each company's once."""

    name: str
    people: int
    companies: int
    revenue: int


class Summary(NamedTuple):
    """The one line of an idea. `times`: how many times as large a share of the promoters wants it as of the others;
    None where too few of either are here to compare."""

    people: int
    companies: int
    revenue: int
    times: float | None


DIMENSIONS: Mapping[str, Any] = {
    "company": Company.name,
    "segment": Member.segment,
    "stage": Member.stage,
    "plan": Company.plan,
    "revenue": None,
    "region": Company.region,
    "month": None,
}


def summary_of(idea_id: int) -> Summary:
    """For "41 people, 9 companies, €1.2M; promoters want it twice as much as others"."""
    return summaries_of([idea_id])[idea_id]


def summaries_of(idea_ids: Collection[int]) -> dict[int, Summary]:
    """The line of each of these ideas; the comparison is among those who have joined. Three statements."""
    parts = _by_company(Vote.idea_id.in_(idea_ids), Vote.idea_id)
    totals = {row.name: row for row in db.session.execute(_totals(parts))}
    is_promoter = Member.segment == "promoter"
    numbers = _number(is_promoter), _number(~is_promoter)
    here = Member.merged_into_id.is_(None), Member.joined_at.is_not(None)
    promoters, others = db.session.execute(select(*numbers).where(*here)).one()
    voted = select(Vote.idea_id, *numbers).join(Member, Member.id == Vote.member_id)
    voted = voted.where(Vote.idea_id.in_(idea_ids), *here).group_by(Vote.idea_id)
    wanting = {idea_id: (some, rest) for idea_id, some, rest in db.session.execute(voted)}
    summaries = {}
    for each in idea_ids:
        total, times = totals.get(each), _times(wanting.get(each, (0, 0)), (promoters, others))
        people, companies, revenue = (total.people, total.companies, total.revenue) if total else (0, 0, 0)
        summaries[each] = Summary(int(people), companies, int(revenue), times)
    return summaries


def _times(wanting: tuple[int, int], here: tuple[int, int]) -> float | None:
    """The promoters' share against the others'; None where too few are here, or none of the others want it."""
    if min(here) < LEAST_TO_COMPARE or not wanting[1]:
        return None
    return (wanting[0] / here[0]) / (wanting[1] / here[1])


def who_wants_it(idea_id: int, dimension: str, most: int = 50) -> list[Wanting]:
    """Those who want it by one of DIMENSIONS, the largest part first; months in the order of time. One statement."""
    key = _key(dimension)
    parts = _totals(_by_company(Vote.idea_id == idea_id, key))
    first = parts.subquery()
    order = (first.c.name,) if dimension == "month" else (first.c.people.desc(), first.c.name)
    statement = select(first.c.name, first.c.people, first.c.companies, first.c.revenue).order_by(*order).limit(most)
    return [
        Wanting(name, people, companies, int(revenue))
        for name, people, companies, revenue in db.session.execute(statement)
    ]


def voters(idea_id: int) -> Select[Any]:
    """Every vote with who cast it, for whom and why; page it NEWEST first."""
    whole = joinedload(Vote.member), joinedload(Vote.company), joinedload(Vote.on_behalf_by)
    return select(Vote).where(Vote.idea_id == idea_id).options(*whole)


def reasons(idea_id: int, most: int = 20) -> list[Vote]:
    """What voters wrote, the newest first."""
    statement = voters(idea_id).where(Vote.reason != "")
    return list(db.session.scalars(statement.order_by(Vote.id.desc()).limit(most)))


def lead_users(idea_id: int, most: int = 10) -> list[tuple[Member, int]]:
    """Voters who twice or more were early for what shipped later, with how often: lead users, whatever they score.

    After von Hippel ("Lead Users: A Source of Novel Product Concepts", Management Science 32, 1986): they meet needs
    before the market does. Early is among the first tenth of an idea's voters, of those with ten or more.
    """
    early = _early().subquery()
    times = func.count(early.c.idea_id)
    statement = (
        select(Member, times)
        .join(Vote, Vote.member_id == Member.id)
        .join(early, early.c.member_id == Member.id)
        .where(Vote.idea_id == idea_id, early.c.idea_id != idea_id)
        .group_by(*Member.__table__.c)
        .having(times >= LEAST_FORESEEN)
        .order_by(times.desc(), Member.folded, Member.id)
    )
    return [(member, number) for member, number in db.session.execute(statement.limit(most))]


def wanted_most_by(viewer: Viewer, who: str, most: int = 10) -> list[tuple[Idea, int]]:
    """Open ideas ranked by "promoters" or by "lead_users" alone, with how many of them want each: neither speaks for
    the other, nor for the market."""
    if who == "lead_users":
        early = _early().subquery()
        foresaw = select(early.c.member_id).group_by(early.c.member_id).having(func.count() >= LEAST_FORESEEN)
        group = Vote.member_id.in_(foresaw)
    else:
        group = Vote.member_id.in_(select(Member.id).where(Member.segment == "promoter"))
    number = func.count()
    counted = (
        select(Vote.idea_id, number.label("number"))
        .join(Idea, Idea.id == Vote.idea_id)
        .where(group, Idea.status.in_(OPEN), Idea.deleted_at.is_(None), visible_to(viewer))
        .group_by(Vote.idea_id)
        .order_by(number.desc(), Vote.idea_id.desc())
        .limit(most)
        .subquery()
    )
    statement = (
        select(Idea, counted.c.number).join(counted, counted.c.idea_id == Idea.id).options(joinedload(Idea.board))
    )
    order = counted.c.number.desc(), Idea.id.desc()
    return [(idea, times) for idea, times in db.session.execute(statement.order_by(*order))]


def possible_testers(idea_id: int, most: int = 3) -> list[Member]:
    """Voters who could try it: they have joined, may be asked for something now, and each is from another company; who
    last said that they want it still comes first."""
    waits = reasons_to_wait(now())
    place = func.row_number().over(
        partition_by=func.coalesce(Vote.company_id, -Vote.member_id),
        order_by=(Vote.confirmed_at.desc(), Vote.id.desc()),
    )
    ready = (
        select(Vote.member_id, Vote.confirmed_at, place.label("place"))
        .join(Member, Member.id == Vote.member_id)
        .join(User, and_(User.member_id == Member.id, User.active))
        .where(Vote.idea_id == idea_id, Member.joined_at.is_not(None), *(not_(applies) for applies in waits.values()))
        .subquery()
    )
    statement = select(Member).join(ready, ready.c.member_id == Member.id).where(ready.c.place == 1)
    order = ready.c.confirmed_at.desc(), Member.id
    return list(db.session.scalars(statement.options(joinedload(Member.company)).order_by(*order).limit(most)))


def _early() -> Select[Any]:
    """(member, idea) of those who were early for what shipped."""
    shipped = (
        select(Idea.id, Idea.voters)
        .where(Idea.status == "shipped", Idea.voters >= LEAST_VOTERS, Idea.deleted_at.is_(None))
        .order_by(Idea.rank.desc(), Idea.id.desc())
        .limit(MAX_SHIPPED_IDEAS)
        .subquery()
    )
    place = func.row_number().over(partition_by=Vote.idea_id, order_by=(Vote.created_at, Vote.id))
    placed = (
        select(Vote.member_id, Vote.idea_id, place.label("place"), shipped.c.voters)
        .join(shipped, shipped.c.id == Vote.idea_id)
        .subquery()
    )
    return select(placed.c.member_id, placed.c.idea_id).where(placed.c.place <= EARLY * placed.c.voters)


def _key(dimension: str) -> ColumnElement[str]:
    if dimension == "month":
        return func.substr(cast(Vote.created_at, String), 1, 7)
    if dimension == "revenue":
        bands = [(Company.revenue < most, str(most)) for most in BANDS]
        return case((Company.revenue.is_(None), ""), *bands, else_=f"{BANDS[-1]}+")
    column = DIMENSIONS[dimension]
    return func.coalesce(column, "")


def _by_company(condition: ColumnElement[bool], key: Any) -> Any:
    """How many people of each company, by key: so that a company's revenue counts once."""
    return (
        select(
            key.label("name"),
            Vote.company_id,
            func.count().label("people"),
            func.max(func.coalesce(Company.revenue, 0)).label("revenue"),
        )
        .join(Member, Member.id == Vote.member_id)
        .outerjoin(Company, Company.id == Vote.company_id)
        .where(condition)
        .group_by(key, Vote.company_id)
        .subquery()
    )


def _totals(parts: Any) -> Select[Any]:
    return select(
        parts.c.name,
        func.sum(parts.c.people).label("people"),
        func.count(parts.c.company_id).label("companies"),
        func.sum(parts.c.revenue).label("revenue"),
    ).group_by(parts.c.name)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
