"""How processes share the tests: what stays together, and what comes first so that none is waited for at the end."""

from itertools import groupby

import pytest

from tests.databases import DATABASES

TOGETHER = ("tests/demo/",)
"""Folders whose tests share something that takes long to make."""


def share_out(items: list[pytest.Item]) -> None:
    """The tests of a file that run on the same database stay together; groups in which something is slow come first."""
    groups = [(name, list(group)) for name, group in groupby(sorted(items, key=_group), key=_group)]
    for name, group in groups:
        for item in group:
            item.add_marker(pytest.mark.xdist_group(name))
    items[:] = [item for _name, group in sorted(groups, key=_is_quick) for item in group]


def _group(item: pytest.Item) -> str:
    path = item.nodeid.split("::")[0]
    for folder in TOGETHER:
        if path.startswith(folder):
            return folder
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return " on ".join([path, *(each for each in values if isinstance(each, str) and each in DATABASES)])


def _is_quick(group: tuple[str, list[pytest.Item]]) -> bool:
    return not any(item.get_closest_marker("slow") for item in group[1])
