"""Questions about cases, calls and promises."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from portal.access.models import StaffRole, User
from portal.access.roles import ROLES
from portal.core.database import db
from portal.core.paging import By
from portal.ledger.models import Activity
from portal.ledger.queries import member_history
from portal.people.absences import covers
from portal.people.models import Member

from .models import Call, Case, Concern, Promise

SETTLED = ("answered", "unreachable")
MAX_CASES = 5


@dataclass(frozen=True)
class Shelf:
    """A list of cases: which ones, and in what order."""

    wanted: ColumnElement[bool]
    order: tuple[By, ...]


def shelves(user_id: int) -> dict[str, Shelf]:
    """Every list of cases by name, as this user sees them. Open ones stand by their clock; theirs are also those of
    whoever they stand in for.
    """
    by_clock = (By(Case.due_at), By(Case.id))
    by_change = (By(Case.changed_at, descending=True), By(Case.id, descending=True))
    newest_said = (By(Case.said_at, descending=True), By(Case.id, descending=True))
    is_open = Case.status == "open"
    return {
        "unowned": Shelf(and_(is_open, Case.owner_user_id.is_(None)), by_clock),
        "mine": Shelf(and_(is_open, Case.owner_user_id.in_(covers(user_id))), by_clock),
        "open": Shelf(is_open, by_clock),
        "triage": Shelf(Case.status == "triage", newest_said),
        "answered": Shelf(Case.status.in_(SETTLED), by_change),
        "closed": Shelf(Case.status == "closed", by_change),
    }


def cases_on(shelf: Shelf) -> Select[Case]:
    """The cases of a list, with everything that a row shows."""
    return select(Case).where(shelf.wanted).options(*_row())


def shelf_counts(user_id: int) -> dict[str, int]:
    """How many cases stand on each list, except the closed ones, which only grow."""
    counted = {name: shelf for name, shelf in shelves(user_id).items() if name != "closed"}
    columns = [func.sum(case((shelf.wanted, 1), else_=0)).label(name) for name, shelf in counted.items()]
    row = db.session.execute(select(*columns).where(Case.status != "closed")).one()
    return {name: value or 0 for name, value in row._asdict().items()}


def first_cases(user_id: int, most: int) -> list[Case]:
    """The open cases whose clocks run out first: one's own, of whoever one stands in for, and those that need an
    owner, then the others'.
    """
    nearest = or_(Case.owner_user_id.in_(covers(user_id)), Case.owner_user_id.is_(None))
    cases = _by_clock(nearest, most)
    return cases if len(cases) == most else [*cases, *_by_clock(~nearest, most - len(cases))]


def _by_clock(condition: ColumnElement[bool], most: int) -> list[Case]:
    cases = select(Case).where(Case.status == "open", condition).order_by(Case.due_at, Case.id).limit(most)
    return list(db.session.scalars(cases.options(*_row())))


def member_cases(member_id: int, most: int = MAX_CASES) -> list[Case]:
    """The member's newest cases, each with its owner."""
    return list(db.session.scalars(_CASES, {"whose": member_id, "most": most}))


_CASES = (
    select(Case)
    .where(Case.member_id == bindparam("whose"))
    .order_by(Case.id.desc())
    .limit(bindparam("most"))
    .options(joinedload(Case.owner))
)


def company_cases(company_id: int, most: int = 5) -> list[Case]:
    """The open cases at a company, by their clock."""
    statement = select(Case).where(Case.company_id == company_id, Case.status == "open").options(*_row())
    return list(db.session.scalars(statement.order_by(Case.due_at, Case.id).limit(most)))


def case_concerns(case_id: int, most: int = 20) -> list[Concern]:
    """What the customer said, the newest first."""
    statement = select(Concern).where(Concern.case_id == case_id)
    return list(db.session.scalars(statement.order_by(Concern.said_at.desc(), Concern.id.desc()).limit(most)))


def case_calls(case_id: int, most: int = 50) -> list[Call]:
    """Our attempts to speak with them about this, the newest first."""
    made = select(Call).where(Call.case_id == case_id).options(joinedload(Call.by))
    return list(db.session.scalars(made.order_by(Call.at.desc(), Call.id.desc()).limit(most)))


def case_lines(case: Case, most: int = 50) -> list[Activity]:
    """What the ledger says of the case, the newest first."""
    about = Activity.about_kind == "case", Activity.about_id == case.id
    lines = member_history(case.member_id).where(*about)
    return list(db.session.scalars(lines.order_by(Activity.occurred_at.desc(), Activity.id.desc()).limit(most)))


def member_calls(member_id: int, most: int = 5) -> list[Call]:
    """The last times we tried to speak with the member."""
    return list(db.session.scalars(_CALLS, {"whose": member_id, "most": most}))


_CALLS = (
    select(Call)
    .where(Call.member_id == bindparam("whose"))
    .order_by(Call.at.desc(), Call.id.desc())
    .limit(bindparam("most"))
    .options(joinedload(Call.by))
)


def last_touch(company_id: int) -> Call | None:
    """The last time one of us spoke with somebody at the company, or wrote to them in person."""
    made = select(Call).where(Call.company_id == company_id, Call.outcome.in_(("reached", "wrote")))
    return db.session.scalar(
        made.options(joinedload(Call.by), joinedload(Call.member)).order_by(Call.at.desc(), Call.id.desc()).limit(1)
    )


def open_promises(*, by: Collection[int] = ()) -> Select[Promise]:
    """Promises that are not kept yet, by their day, with whom they were made to."""
    statement = _OPEN_PROMISES.where(Promise.by_user_id.in_(by)) if by else _OPEN_PROMISES
    return statement.options(joinedload(Promise.member).joinedload(Member.company))


def member_promises(member_id: int, most: int = 8) -> list[Promise]:
    """What we promised this member and have not kept yet."""
    return list(db.session.scalars(_TO_MEMBER, {"whose": member_id, "most": most}))


_OPEN_PROMISES = (
    select(Promise)
    .where(Promise.done_at.is_(None))
    .order_by(Promise.due_on, Promise.id)
    .options(joinedload(Promise.by))
)
_TO_MEMBER = _OPEN_PROMISES.where(Promise.member_id == bindparam("whose")).limit(bindparam("most"))


PROMISED = (By(Promise.due_on), By(Promise.id))


def promises_due(user_id: int, until: date, most: int) -> list[Promise]:
    """What this user, or whoever they stand in for, promised up to a day."""
    return list(db.session.scalars(open_promises(by=covers(user_id)).where(Promise.due_on <= until).limit(most)))


def case_workers() -> list[User]:
    """Everybody who can be given a case."""
    roles = [role for role, allowed in ROLES.items() if "cases.work" in allowed]
    holding = select(StaffRole.user_id).where(StaffRole.role.in_(roles))
    return list(db.session.scalars(select(User).where(User.active, User.id.in_(holding)).order_by(User.name)))


def names_of(user_ids: set[int]) -> dict[int, str]:
    """The names of users, for a history."""
    statement = select(User.id, User.name).where(User.id.in_(user_ids))
    return dict(db.session.execute(statement).all())


def _row() -> tuple[ExecutableOption, ...]:
    return joinedload(Case.member), joinedload(Case.company), joinedload(Case.owner)
