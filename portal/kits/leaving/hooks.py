"""What is settled first when somebody leaves, while they can still come back."""

from collections.abc import Callable
from typing import TypeVar

from portal.access.models import User
from portal.core.registry import Registry, full_name
from portal.people.models import Member

Settle = Callable[[Member, User], None]
S = TypeVar("S", bound=Settle)
_hooks: Registry[Settle] = Registry("leaving_hook")


def leaving_hook(settle: S) -> S:
    """Register what is settled when a person leaves: settle(member, by whom), in the transaction that says so."""
    _hooks.add(full_name(settle), settle)
    return settle


def settle_all(member: Member, by: User) -> None:
    """Everything that does not wait until the seven days are over."""
    for settle in list(_hooks.values()):
        settle(member, by)
