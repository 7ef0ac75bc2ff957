"""The people of a beta, for colleagues: lists paged by key, with names and companies, never with keys."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.paging import By, Page, every_row, page_by_key
from portal.core.rows import columns_for

from ..models import IN_TEST, Applicant, Beta, BetaKey, KeyReveal, SeatChange

PEOPLE = (joinedload(Applicant.member), joinedload(Applicant.company), joinedload(Applicant.chosen_by))


class KeyCount(NamedTuple):
    """How many keys of the pool are free, and how many were given out."""

    free: int
    given: int


def people_in(beta: Beta, cursor: str | None = None, *statuses: str) -> Page[Applicant]:
    """A page of everybody in the beta, or of those who stand so, the newest first."""
    statement = _people(beta)
    statement = statement.where(Applicant.status.in_(statuses)) if statuses else statement
    return page_by_key(statement, [By(Applicant.id, descending=True)], cursor)


def count_of(beta: Beta) -> dict[str, int]:
    """How many people stand in each status; those without any are left out."""
    counted = select(Applicant.status, func.count()).where(Applicant.beta_id == beta.id).group_by(Applicant.status)
    return dict(db.session.execute(counted).all())


def who_tests(beta: Beta, cursor: str | None = None) -> Page[Applicant]:
    """A page of those who have a seat and are in."""
    return people_in(beta, cursor, *IN_TEST, "completed")


def silent_in(beta: Beta, cursor: str | None = None) -> Page[Applicant]:
    """A page of those who were asked and have not answered."""
    return people_in(beta, cursor, "silent")


def waitlist_of(beta: Beta, cursor: str | None = None) -> Page[Applicant]:
    """A page of the waitlist, the next one first."""
    statement = _people(beta).where(Applicant.status == "waitlisted")
    return page_by_key(statement, [By(Applicant.waits), By(Applicant.id)], cursor)


def seat_history(beta: Beta, cursor: str | None = None) -> Page[SeatChange]:
    """A page of every change of a seat, the newest first."""
    statement = (
        select(SeatChange)
        .where(SeatChange.beta_id == beta.id)
        .options(joinedload(SeatChange.applicant).joinedload(Applicant.member), joinedload(SeatChange.by))
        .options(joinedload(SeatChange.next_applicant).joinedload(Applicant.member))
    )
    return page_by_key(statement, [By(SeatChange.id, descending=True)], cursor)


def key_log(beta: Beta, cursor: str | None = None) -> Page[KeyReveal]:
    """A page of who saw a key and when, the newest first. Which key it was is said by its number alone."""
    statement = (
        select(KeyReveal)
        .join(BetaKey, BetaKey.id == KeyReveal.key_id)
        .where(BetaKey.beta_id == beta.id)
        .options(joinedload(KeyReveal.user))
    )
    return page_by_key(statement, [By(KeyReveal.id, descending=True)], cursor)


def keys_of(beta: Beta) -> KeyCount:
    """The pool in numbers."""
    given = func.count(BetaKey.given_at)
    row = db.session.execute(
        select(*columns_for(KeyCount, free=func.count() - given, given=given)).where(BetaKey.beta_id == beta.id)
    ).one()
    return KeyCount._make(row)


def everybody_in(beta: Beta, size: int = 500) -> Iterator[Applicant]:
    """All of them, read in pages, for a file."""
    return every_row(_people(beta), Applicant.id, size=size)


def _people(beta: Beta) -> Select[Any]:
    return select(Applicant).where(Applicant.beta_id == beta.id).options(*PEOPLE)
