"""What ends with a login's address, and with its closing: sessions, links that open it, and whatever features add.

A new password ends less: it says nothing about feeds and reply addresses, which have secrets of their own.
"""

from collections.abc import Callable
from typing import TypeVar

from portal.core.registry import Registry, full_name

from .links import is_linked, void_account_links, void_links
from .models import User
from .sessions import end_sessions

End = Callable[[User, User], None]
E = TypeVar("E", bound=End)
_ends: Registry[End] = Registry("login_end")
Check = Callable[[User], None]
C = TypeVar("C", bound=Check)
_checks: Registry[Check] = Registry("opening_check")
_work_ends: Registry[End] = Registry("work_end")


FEED = "feed"
"""The purpose of the link by which somebody's own programs read their feeds."""


def has_feed(user_id: int) -> bool:
    """Whether some program may read in this user's name."""
    return is_linked(FEED, user_id)


def end_feed(user_id: int) -> None:
    """From now on no program reads anything of this user's."""
    void_links(FEED, user_id)


def login_end(end: E) -> E:
    """Register what ends with a login's address and with its closing: end(login, by whom).

    It runs in the same transaction, while the login still has the address that it had.
    """
    _ends.add(full_name(end), end)
    return end


def work_end(end: E) -> E:
    """Register what ends when somebody works here no more, as their login closes or their last role goes:
    end(colleague, by whom), in the same transaction.
    """
    _work_ends.add(full_name(end), end)
    return end


def opening_check(check: C) -> C:
    """Register a reason against opening a closed login again: check(login), which raises Refused."""
    _checks.add(full_name(check), check)
    return check


def judge_opening(login: User) -> None:
    """Raises Refused where something stands against it."""
    for check in list(_checks.values()):
        check(login)


def end_work_of(colleague: User, by: User) -> None:
    """End what only somebody who works here has. What they own for others is handed over before (`owned.py`)."""
    for end in list(_work_ends.values()):
        end(colleague, by)


def end_all_of(login: User, by: User) -> None:
    """End whatever lets somebody in, read, or act, as this login."""
    end_sessions(login.id)
    void_account_links(login.id)
    end_feed(login.id)
    for end in list(_ends.values()):
        end(login, by)
