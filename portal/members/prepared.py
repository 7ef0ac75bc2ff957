"""Statements that are made once, for the pages that are opened most: who looks comes in as parameters.

To make a statement out of the rules of who sees what costs more than to ask it. Those rules differ only by what a
viewer may do and by whether they are a member; everything else about them (their id, what audiences ask of a member)
is a value. So a statement is made for a viewer of that sort, with a parameter in the place of each value.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam

from .access import Viewer
from .models import Member

KINDS = ("segment", "stage", "company", "kind", "plan", "region", "country", "member")
"""What audience lists can ask of a member. `kind` is the company's: customer, partner or former."""

Made = tuple[Any, dict[str, Any]]


class AnyViewer(Viewer):
    """Whoever may do this much, with parameters for the rest. Asked for anything else, it raises AttributeError."""

    def __init__(self, capabilities: frozenset[str], *, is_member: bool) -> None:
        self.capabilities = capabilities
        self._is_member = is_member

    @property
    def id(self) -> Any:
        """The parameter for the id."""
        return bindparam("viewer_id", type_=Integer)

    @property
    def member(self) -> Any:
        """Something that is there for a member and None for others; nothing can be read from it."""
        return object() if self._is_member else None

    @property
    def traits(self) -> dict[str, ColumnElement[str]]:
        """A parameter for each kind of audience list; Null matches nothing, as a trait that is missing does."""
        return {kind: bindparam(f"viewer_{kind}", type_=String) for kind in KINDS}


def traits_of(member: Member) -> dict[str, str]:
    """What audience lists can ask of a member."""
    company = member.company
    known = {
        "segment": member.segment,
        "stage": member.stage,
        "company": str(member.company_id) if member.company_id else None,
        "kind": company.kind if company else None,
        "plan": company.plan if company else None,
        "region": company.region if company else None,
        "country": member.country,
        "member": str(member.id),
    }
    return {kind: value for kind, value in known.items() if value}


def prepared(make: Callable[..., Select[Any]]) -> Callable[..., Made]:
    """From a statement for a viewer, one that is made once for each sort of viewer, and the values of this one.

    Whatever else the statement is made from goes in as further arguments: another value makes it anew.
    """

    @cache
    def made(capabilities: frozenset[str], is_member: bool, *depends: Hashable) -> Select[Any]:
        return make(AnyViewer(capabilities, is_member=is_member), *depends)

    def statement_for(viewer: Viewer, *depends: Hashable) -> Made:
        return made(viewer.capabilities, viewer.member is not None, *depends), _values(viewer)

    return statement_for


def _values(viewer: Viewer) -> dict[str, Any]:
    """The parameters of this viewer; looked up once a request, as the conditions themselves are."""
    known: dict[str, Any] | None = viewer.__dict__.get("_values")
    if known is None:
        traits = traits_of(viewer.member) if viewer.member is not None else {}
        known = {f"viewer_{kind}": traits.get(kind) for kind in KINDS} | {"viewer_id": viewer.id}
        viewer.__dict__["_values"] = known
    return known
