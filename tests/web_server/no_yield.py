"""A plugin of pytest for a process that gevent has patched: no request may give way inside a transaction on SQLite.

`python -m gevent.monkey pytest -p tests.web_server.no_yield …`. Whoever gives way there (by network, a lock, a sleep)
keeps every other writer of the process waiting.
"""

import traceback
from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

import greenlet
import pytest
from flask import has_request_context
from gevent import monkey
from sqlalchemy import Connection, Engine, event

from portal.core.sqlite import WRITES

if not monkey.is_module_patched("threading"):
    raise RuntimeError("start it as python -m gevent.monkey pytest …")

_writing: WeakSet[greenlet.greenlet] = WeakSet()
given_way: list[str] = []


@event.listens_for(Engine, "begin")
def _begins(connection: Connection) -> None:
    writes = connection.dialect.name == "sqlite" and connection.get_execution_options().get(WRITES)
    if writes and has_request_context():
        _writing.add(greenlet.getcurrent())


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _ends(_connection: Connection) -> None:
    _writing.discard(greenlet.getcurrent())


def _switches(what: str, between: Any) -> None:
    origin = between[0]
    if what == "switch" and origin in _writing:
        given_way.append("".join(traceback.format_stack(origin.gr_frame, 12)))


greenlet.settrace(_switches)


@pytest.fixture(autouse=True)
def _nobody_gives_way() -> Iterator[None]:
    given_way.clear()
    _writing.clear()
    yield
    assert given_way == []
