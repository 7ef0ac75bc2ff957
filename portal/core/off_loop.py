"""Long work in C (argon2, Pillow), done where it stops nobody else.

The web process serves everybody in one thread, each request in a greenlet that gives way when it waits. A call that
computes for long gives way to nobody, so it goes to a thread of the pool; it must let go of the interpreter meanwhile,
and may know nothing of the request. On the command line, in the worker and in tests it is called where it stands.
"""

import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import has_app_context

from .database import db

Answer = TypeVar("Answer")


def run_elsewhere(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """What `function(*arguments)` answers or raises. It keeps no connection to the database meanwhile: what was read
    before is read afresh afterwards.
    """
    if not _greenlets_serve():
        return function(*arguments)
    from gevent import get_hub

    if has_app_context() and not db.session().info.get("writes"):
        db.session.rollback()
    answer, error = get_hub().threadpool.apply(_outcome, (function, arguments))
    if error is not None:
        raise error
    return cast("Answer", answer)


def _outcome(function: Callable[..., Answer], arguments: tuple[Any, ...]) -> tuple[Answer | None, Exception | None]:
    """What it answers or raises: gevent writes about each error that leaves a thread, and a wrong password is one."""
    try:
        return function(*arguments), None
    except Exception as error:
        return None, error


def _greenlets_serve() -> bool:
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("threading")
