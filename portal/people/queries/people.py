"""Whom we know: the list of people, narrowed, and one of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import abort
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Bundle, joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.paging import By
from portal.core.text import fold, like

from ..models import Company, Member

CHECKED_FOR = timedelta(days=183)
"""How long somebody's details are taken to be right."""
MAX_WORDS = 5
ORDER = (By(Member.folded), By(Member.id))


class PersonRow(NamedTuple):
    """What the list shows of a person; no more is read."""

    id: int
    given_name: str
    family_name: str
    email: str
    job_title: str
    company_id: int | None
    company: str | None
    country: str | None
    segment: str
    nps: int | None
    stage: str | None
    joined_at: datetime | None
    last_touch_at: datetime | None

    @property
    def name(self) -> str:
        """The full name; the address where no name is known."""
        return f"{self.given_name} {self.family_name}".strip() or self.email


@dataclass(frozen=True)
class PeopleFilters:
    """How the list is narrowed; what is empty narrows nothing."""

    words: str = ""
    segment: str = ""
    stage: str = ""
    company: str = ""
    country: str = ""
    joined: str = ""
    """yes or no."""
    check: str = ""
    """yes: details that nobody has confirmed for six months."""

    @property
    def everybody(self) -> bool:
        return self == PeopleFilters()

    @property
    def narrow(self) -> bool:
        """Whether one of the rarer filters is set."""
        return bool(self.company or self.country or self.joined or self.check)


class _PersonRows(Bundle[PersonRow]):
    def create_row_processor(self, query: Any, procs: Any, labels: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's hook
        return lambda row: PersonRow(*(read(row) for read in procs))


_COLUMNS = _PersonRows(
    "person",
    Member.id,
    Member.given_name,
    Member.family_name,
    Member.email,
    Member.job_title,
    Member.company_id,
    Company.name,
    Member.country,
    Member.segment,
    Member.nps,
    Member.stage,
    Member.joined_at,
    Member.last_touch_at,
)


def people_wanted(wanted: PeopleFilters) -> Select[PersonRow]:
    """The rows of the list; page them by ORDER."""
    return (
        select(_COLUMNS)
        .select_from(Member)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(Member.merged_into_id.is_(None), *_conditions(wanted))
    )


def details_to_check(moment: datetime) -> ColumnElement[bool]:
    """The condition: nobody has confirmed these details in the six months before `moment`."""
    return func.coalesce(Member.confirmed_at, Member.created_at) < moment - CHECKED_FOR


def needs_check(member: Member) -> bool:
    """The same of one member, now."""
    return (member.confirmed_at or member.created_at) < now() - CHECKED_FOR


def person_or_404(member_id: int, *, merged: bool = False) -> Member:
    """The member with company and owner. A double that was merged away is found only where `merged` asks for it."""
    member = db.session.scalar(_PERSON, {"wanted": member_id})
    if member is None or (member.merged_into_id is not None and not merged):
        abort(404)
    return member


def person_with_address(address: str) -> Member | None:
    """The member of a normalised address; an address that was merged away leads to the one who stayed."""
    member = db.session.scalar(select(Member).where(Member.email == address))
    if member is None or member.merged_into_id is None:
        return member
    return db.session.get(Member, member.merged_into_id)


def countries_in_use() -> list[str]:
    """The countries people live in: one seek in the index for each, never a look at every person."""
    return list(db.session.scalars(_COUNTRIES))


_PERSON = (
    select(Member).where(Member.id == bindparam("wanted")).options(joinedload(Member.company), joinedload(Member.owner))
)


def _each_country() -> Select[str]:
    first = select(func.min(Member.country).label("code")).cte("seen", recursive=True)
    following = select(func.min(Member.country)).where(Member.country > first.c.code).scalar_subquery()
    seen = first.union_all(select(following).where(first.c.code.is_not(None)))
    return select(seen.c.code).where(seen.c.code.is_not(None))


_COUNTRIES = _each_country()


def _conditions(filters: PeopleFilters) -> list[ColumnElement[bool]]:
    exact = {Member.segment: filters.segment, Member.stage: filters.stage, Member.country: filters.country}
    conditions: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value]
    conditions += [_matches(word) for word in fold(filters.words).split()[:MAX_WORDS]]
    if filters.company:
        conditions.append(Member.company_id.in_(_companies_called(filters.company)))
    if filters.joined:
        conditions.append(Member.joined_at.is_not(None) if filters.joined == "yes" else Member.joined_at.is_(None))
    if filters.check:
        conditions.append(details_to_check(now()))
    return conditions


def _matches(word: str) -> ColumnElement[bool]:
    pattern = like(word)
    return or_(
        Member.folded.like(pattern, escape="\\"),
        Member.email.like(pattern, escape="\\"),
        Member.company_id.in_(_companies_called(word)),
    )


def _companies_called(words: str) -> Select[int]:
    return select(Company.id).where(Company.folded.like(like(fold(words)), escape="\\"))
