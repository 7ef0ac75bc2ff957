"""Which member a user is. Access knows a number; people registers who knows more."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from portal.core.registry import Registry
from portal.ledger.ledger import Identified

from .models import User

Source = Callable[[User], Identified | None]
S = TypeVar("S", bound=Source)
Words = Callable[[User], Sequence[str]]
_sources: Registry[Source] = Registry("login_member")
_words: Registry[Words] = Registry("login_words")


def login_member(source: S) -> S:
    """Register the function that finds a user's member: the id and, where they have a company, `company_id`."""
    _sources.add("member", source)
    return source


def login_words(source: Words) -> Words:
    """Register the function that finds what anybody knows of a user: their password may not be made of it."""
    return _words.add("words", source)


def known_words(user: User) -> list[str]:
    """What anybody knows of this user: name, address, company."""
    return [user.email, user.name, *(text for source in _words.values() for text in source(user))]


def ledger_member(user: User) -> Identified | None:
    """The member for a line of the ledger about this user; None for staff."""
    return next((source(user) for source in _sources.values()), None)
