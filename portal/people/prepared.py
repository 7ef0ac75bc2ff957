"""Statements that are made once, for the pages that are opened most: who looks comes in as parameters.

To make a statement out of the rules of who sees what costs more than to ask it. Those rules differ only by what a
viewer may do and by whether they are a member; everything else about them (their id, what audiences ask of a member)
is a value. So a statement is made for a viewer of that sort, with a parameter in the place of each value.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam

from .traits import KINDS
from .viewer import Viewer

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
    def is_member(self) -> bool:
        return self._is_member

    @property
    def traits(self) -> dict[str, ColumnElement[str]]:
        """A parameter for each kind of audience list; Null matches nothing, as a trait that is missing does."""
        return {kind: bindparam(f"viewer_{kind}", type_=String) for kind in KINDS}


def prepared(make: Callable[..., Select[Any]]) -> Callable[..., Made]:
    """From a statement for a viewer, one that is made once for each sort of viewer, and the values of this one.

    Whatever else the statement is made from goes in as further arguments: another value makes it anew.
    """

    @cache
    def made(capabilities: frozenset[str], is_member: bool, *depends: Hashable) -> Select[Any]:
        return make(AnyViewer(capabilities, is_member=is_member), *depends)

    def statement_for(viewer: Viewer, *depends: Hashable) -> Made:
        return made(viewer.capabilities, viewer.is_member, *depends), _values(viewer)

    return statement_for


def _values(viewer: Viewer) -> dict[str, Any]:
    """The parameters of this viewer; looked up once a request, as the conditions themselves are."""
    known: dict[str, Any] | None = viewer.__dict__.get("_values")
    if known is None:
        traits = viewer.traits
        known = {f"viewer_{kind}": traits.get(kind) for kind in KINDS} | {"viewer_id": viewer.id}
        viewer.__dict__["_values"] = known
    return known
