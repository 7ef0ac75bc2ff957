"""Whose history a line about a user stands in. Access knows a number; people registers who knows more."""

from collections.abc import Callable
from typing import TypeVar

from portal.core.registry import Registry
from portal.ledger.ledger import Identified

from .models import User

Source = Callable[[User], Identified | None]
S = TypeVar("S", bound=Source)
_sources: Registry[Source] = Registry("login_member")


def login_member(source: S) -> S:
    """Register the function that finds a user's member: the id and, where they have a company, `company_id`."""
    _sources.add("member", source)
    return source


def ledger_member(user: User) -> Identified | None:
    """The member for a line of the ledger about this user; None for staff."""
    return next((source(user) for source in _sources.values()), None)
