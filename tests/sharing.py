"""How processes share the tests: what stays together, and what comes first so that none is waited for at the end."""

from itertools import groupby

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.databases import DATABASES

TOGETHER = ("tests/demo/",)
"""Folders whose tests share something that takes long to make."""


class ByFileAndDatabase(LoadScopeScheduling):
    """The tests of a file that run on the same database go to one process: they share what is made for a module.

    The marks that xdist has for this do nothing since pytest 9.2 (pytest-dev/pytest-xdist, issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """With which others a test stays together: "tests/access/test_users.py on sqlite"."""
    where, _, parameters = nodeid.partition("[")
    path = where.partition("::")[0]
    for folder in TOGETHER:
        if path.startswith(folder):
            return folder
    return " on ".join([path, *(each for each in parameters.rstrip("]").split("-") if each in DATABASES)])


def slow_first(items: list[pytest.Item]) -> None:
    """Put the groups in which something is slow before all others, and keep each of them together."""
    ordered = sorted(items, key=lambda item: group_of(item.nodeid))
    groups = [(name, list(group)) for name, group in groupby(ordered, key=lambda item: group_of(item.nodeid))]
    items[:] = [item for _name, group in sorted(groups, key=_is_quick) for item in group]


def _is_quick(group: tuple[str, list[pytest.Item]]) -> bool:
    name, items = group
    return name not in TOGETHER and not any(item.get_closest_marker("slow") for item in items)
