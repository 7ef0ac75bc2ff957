"""What audience lists can ask of a member: the one table of what may open something, and where it stands."""

from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Integer, String, cast
from sqlalchemy.orm import InstrumentedAttribute

from .models import Company, Member


class Trait(NamedTuple):
    """A kind of list. What is `earned` comes from what somebody does, and opens nothing to read or vote on.

    Everything else is what somebody *is*: no member writes its column, whatever they send (docs/decisions/0024).
    """

    column: InstrumentedAttribute[Any]
    earned: bool = False

    @property
    def expression(self) -> ColumnElement[Any]:
        """The same in SQL, as lists write it, of members who are outer joined with their company."""
        column: ColumnElement[Any] = self.column.expression
        return cast(column, String) if isinstance(column.type, Integer) else column


TRAITS: dict[str, Trait] = {
    "segment": Trait(Member.segment, earned=True),
    "stage": Trait(Member.stage, earned=True),
    "company": Trait(Member.company_id),
    "kind": Trait(Company.kind),
    "plan": Trait(Company.plan),
    "region": Trait(Company.region),
    "country": Trait(Member.country),
    "member": Trait(Member.id),
}
"""`kind` is the company's: customer, partner or former."""
KINDS = tuple(TRAITS)


class Someone(Protocol):
    """A member, or as much of one as was read."""

    @property
    def id(self) -> int: ...
    @property
    def segment(self) -> str: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def company_id(self) -> int | None: ...
    @property
    def country(self) -> str | None: ...


class Somewhere(Protocol):
    """Their company, likewise."""

    @property
    def kind(self) -> str | None: ...
    @property
    def plan(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...


def traits_of(member: Someone, company: Somewhere | None) -> dict[str, str]:
    """Each kind of list with what the member is; what is not known of them is left out."""
    rows = {Member: member, Company: company}
    known = {kind: getattr(rows[trait.column.class_], trait.column.key, None) for kind, trait in TRAITS.items()}
    return {kind: str(value) for kind, value in known.items() if value}
