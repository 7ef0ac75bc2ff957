"""Who wrote: what a page shows of an author, read in the same statement as their posts."""

from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from portal.access.models import StaffRole, User
from portal.core.database import db
from portal.people.models import Company, Member

from ..models import Category
from .seeing import CATEGORIES


class Author(NamedTuple):
    """Somebody who wrote. `company` is empty for staff, whose mark says that they are of the house."""

    id: int
    name: str
    handle: str
    company: str
    staff: bool

    @classmethod
    def of(cls, values: tuple[Any, ...]) -> "Author | None":
        """From the values of `author_columns`; None for somebody who is not known any more."""
        id, name, handle, company, staff = values
        return cls(id, name, handle, company or "", bool(staff)) if id is not None else None


class Authors:
    """Users joined to a statement under names of their own, so that one row can have several."""

    def __init__(self) -> None:
        self.user, self._member, self._company = aliased(User), aliased(Member), aliased(Company)

    def join(self, statement: Select[Any], user_id: Any) -> Select[Any]:
        """Join the user of this column, with their company."""
        return (
            statement.outerjoin(self.user, self.user.id == user_id)
            .outerjoin(self._member, self._member.id == self.user.member_id)
            .outerjoin(self._company, self._company.id == self._member.company_id)
        )

    @cached_property
    def columns(self) -> tuple[Any, ...]:
        """What `Author.of` reads."""
        user = self.user
        return user.id, user.name, user.handle, self._company.name, is_staff(user.id)


AUTHOR, LAST_AUTHOR = Authors(), Authors()
"""Made once: new aliases at each question would cost more than the question."""


def is_staff(user_id: Any) -> ColumnElement[bool]:
    """Whether the user of this column has a role."""
    return exists().where(StaffRole.user_id == user_id)


def count_readers(category: Category) -> int:
    """How many people see this category, for staff who write in it."""
    return db.session.scalar(select(func.count()).select_from(CATEGORIES.readers_of(category).subquery())) or 0
