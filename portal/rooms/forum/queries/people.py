"""Who wrote: what a page shows of an author, read in the same statement as their posts."""

from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.database import db
from portal.core.rows import columns_for
from portal.people.models import Company, Member

from ..models import Category
from .seeing import CATEGORIES


class Author(NamedTuple):
    """Somebody who wrote. `company` is empty for staff, whose mark says that they are of the company."""

    id: int
    name: str
    handle: str
    company: str
    staff: bool


class Authors:
    """Users joined to a statement under names of their own, so that one row can have several.

    `prefix`: what the names of their columns begin with, "author" for author_id, author_name and so on.
    """

    def __init__(self, prefix: str) -> None:
        self.user, self._member, self._company = aliased(User), aliased(Member), aliased(Company)
        self._names = [f"{prefix}_{field}" for field in Author._fields]
        self._read = attrgetter(*self._names)

    def join(self, statement: Select[Any], user_id: Any) -> Select[Any]:
        """Join the user of this column, with their company."""
        return (
            statement.outerjoin(self.user, self.user.id == user_id)
            .outerjoin(self._member, self._member.id == self.user.member_id)
            .outerjoin(self._company, self._company.id == self._member.company_id)
        )

    @cached_property
    def columns(self) -> tuple[Any, ...]:
        """What `of` reads."""
        user = self.user
        columns = columns_for(
            Author,
            id=user.id,
            name=user.name,
            handle=user.handle,
            company=func.coalesce(self._company.name, ""),
            staff=is_staff(user.id),
        )
        return tuple(column.label(name) for name, column in zip(self._names, columns, strict=True))

    def of(self, row: Any) -> Author | None:
        """Who wrote what the row says; None for somebody who is not known any more."""
        author = Author._make(self._read(row))
        return author if author.id is not None else None


AUTHOR, LAST_AUTHOR = Authors("author"), Authors("last_author")
"""Made once: new aliases at each question would cost more than the question."""


def count_readers(category: Category) -> int:
    """How many people see this category, for staff who write in it."""
    return db.session.scalar(select(func.count()).select_from(CATEGORIES.readers_of(category).subquery())) or 0
