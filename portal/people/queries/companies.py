"""Which companies we know, and how each of them stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask import abort
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Bundle, joinedload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.paging import By
from portal.core.text import fold, like

from ..models import Company, Employment, Member

SOON = timedelta(days=90)
HEARD_WITHIN = timedelta(days=365)
ENOUGH_CONTACTS = 5
"""A company is well known when this many of its people are engaged."""
MAX_SHOWN = 12
BY_NAME = (By(Company.folded), By(Company.id))
BY_RENEWAL = (By(Company.renews_on), By(Company.id))


class CompanyRow(NamedTuple):
    """What the list shows of a company."""

    id: int
    name: str
    kind: str
    industry: str | None
    plan: str | None
    revenue: int | None
    renews_on: date | None
    owner: str | None
    contacts: int


@dataclass(frozen=True)
class CompanyFilters:
    """How the list is narrowed; what is empty narrows nothing."""

    words: str = ""
    kind: str = ""
    owner: int | None = None
    renewing: str = ""
    """yes: the contract ends within 90 days."""

    @property
    def everything(self) -> bool:
        return self == CompanyFilters()

    @property
    def order(self) -> tuple[By, ...]:
        """By the renewal where that is what is asked for, else by name."""
        return BY_RENEWAL if self.renewing else BY_NAME


@dataclass(frozen=True)
class Standing:
    """How a company's people stand towards us."""

    moods: dict[str, int]
    """People by segment."""
    engaged: int
    """Contacts who joined, or did something or spoke with us within a year."""
    last_touch_at: datetime | None

    @property
    def people(self) -> int:
        return sum(self.moods.values())

    @property
    def missing(self) -> int:
        """How many engaged contacts are missing to the five."""
        return max(0, ENOUGH_CONTACTS - self.engaged)


class _CompanyRows(Bundle[CompanyRow]):
    def create_row_processor(self, query: Any, procs: Any, labels: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's hook
        return lambda row: CompanyRow(*(read(row) for read in procs))


_CONTACTS = (
    select(func.count()).select_from(Member).where(Member.company_id == Company.id).correlate(Company).scalar_subquery()
)
_COLUMNS = _CompanyRows(
    "company",
    Company.id,
    Company.name,
    Company.kind,
    Company.industry,
    Company.plan,
    Company.revenue,
    Company.renews_on,
    User.name,
    _CONTACTS.label("contacts"),
)


def companies_wanted(wanted: CompanyFilters) -> Select[CompanyRow]:
    """The rows of the list; page them by `wanted.order`."""
    conditions: list[ColumnElement[bool]] = [Company.merged_into_id.is_(None)]
    if wanted.words:
        conditions.append(Company.folded.like(like(fold(wanted.words)), escape="\\"))
    if wanted.kind:
        conditions.append(Company.kind == wanted.kind)
    if wanted.owner:
        conditions.append(Company.owner_user_id == wanted.owner)
    if wanted.renewing:
        today = now().date()
        conditions.append(Company.renews_on.between(today, today + SOON))
    return select(_COLUMNS).select_from(Company).outerjoin(User, User.id == Company.owner_user_id).where(*conditions)


def company_or_404(company_id: int, *, merged: bool = False) -> Company:
    """The company with its owner. A double that was merged away is found only where `merged` asks for it."""
    company = db.session.scalar(_COMPANY, {"wanted": company_id})
    if company is None or (company.merged_into_id is not None and not merged):
        abort(404)
    return company


_COMPANY = select(Company).where(Company.id == bindparam("wanted")).options(joinedload(Company.owner))


def company_known_as(name: str) -> Company | None:
    """The company of this name, whatever its case and accents."""
    return db.session.scalar(select(Company).where(Company.folded == fold(name)[:250]))


def standing_of(company: Company) -> Standing:
    """How the company's people stand: one query."""
    rows = db.session.execute(
        select(
            Member.segment,
            func.count(),
            func.count().filter(is_engaged()),
            func.max(Member.last_touch_at),
        )
        .where(Member.company_id == company.id)
        .group_by(Member.segment)
    ).all()
    touches = [touch for *_counts, touch in rows if touch is not None]
    return Standing(
        moods={segment: count for segment, count, *_rest in rows},
        engaged=sum(engaged for _segment, _count, engaged, _touch in rows),
        last_touch_at=max(touches, default=None),
    )


def is_engaged() -> ColumnElement[bool]:
    """The condition: this contact joined, or did something or spoke with us within a year."""
    since = now() - HEARD_WITHIN
    return or_(Member.joined_at.is_not(None), Member.last_act_at >= since, Member.last_touch_at >= since)


def people_of(company: Company, *, engaged: bool) -> list[Member]:
    """The company's first dozen people by name: those who are engaged, or those who are not."""
    condition = is_engaged() if engaged else ~func.coalesce(is_engaged(), False)
    statement = select(Member).where(Member.company_id == company.id, condition).order_by(Member.folded, Member.id)
    return list(db.session.scalars(statement.limit(MAX_SHOWN)))


def former_people_of(company: Company) -> list[tuple[Employment, Member]]:
    """The last dozen people who left the company, with the employment that ended."""
    statement = (
        select(Employment, Member)
        .join(Member, Member.id == Employment.member_id)
        .where(Employment.company_id == company.id, Employment.until.is_not(None))
        .where(or_(Member.company_id.is_(None), Member.company_id != company.id), Member.merged_into_id.is_(None))
        .order_by(Employment.until.desc(), Employment.id.desc())
        .limit(MAX_SHOWN)
    )
    return [(employment, member) for employment, member in db.session.execute(statement).all()]
