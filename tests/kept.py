"""What many tests begin with: made by real actions for the first of them, and put back for the others.

`kept(a_house)` is `a_house(app)`: the same rows, files, configuration and answer. It comes before anything else that a
test makes. The answer may hold rows, which are read from the database, and plain values, but no browser.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from flask import Flask
from sqlalchemy import inspect

from portal.core.clock import now
from portal.core.database import db
from portal.core.models import Base
from tests.rows import PutBack, Rows

T = TypeVar("T")
FRESH = timedelta(minutes=1)
"""So old, by the clock of the test, what is kept may be: younger than anything that becomes due."""


class Row(NamedTuple):
    """Where somebody stands in the database."""

    model: type[Base]
    key: Any


@dataclass(frozen=True)
class _Kept:
    answer: Any
    rows: PutBack
    files: Path
    config: dict[str, Any]
    made_at: datetime


class Keeper:
    """What is kept of one database and of the files beside it."""

    def __init__(self, app: Flask, rows: Rows, folder: Path) -> None:
        self._app = app
        self._rows = rows
        self._folder = folder
        self._known: dict[Callable[[Flask], Any], _Kept] = {}

    def __call__(self, make: Callable[[Flask], T]) -> T:
        """What `make(app)` answers; its rows and files are there."""
        known = self._known.get(make)
        if known and timedelta(0) <= now() - known.made_at < FRESH:
            self._rows.put_back(known.rows)
            shutil.copytree(known.files, self._files(), dirs_exist_ok=True)
            self._app.config.update(known.config)
        else:
            self._rows.put_back(_nothing)
            known = self._known[make] = self._made(make)
        found: T = _found(known.answer)
        return found

    def forget(self) -> None:
        """The database is another one now."""
        self._known.clear()

    def _made(self, make: Callable[[Flask], Any]) -> _Kept:
        began = now()
        answer = _pointed_at(make(self._app))
        db.session.remove()
        files = self._folder / f"{make.__module__}.{make.__qualname__}"
        shutil.rmtree(files, ignore_errors=True)
        self._files().mkdir(parents=True, exist_ok=True)
        shutil.copytree(self._files(), files)
        return _Kept(answer, self._rows.keep(), files, dict(self._app.config), began)

    def _files(self) -> Path:
        return Path(self._app.config["INSTANCE_PATH"])


def _nothing(_cursor: Any) -> None: ...


def _pointed_at(value: Any) -> Any:
    """The same, with every row as where it stands."""
    return _changed(value, lambda each: Row(type(each), inspect(each).identity) if isinstance(each, Base) else each)


def _found(value: Any) -> Any:
    """The same, with every row read from where it stands."""
    return _changed(value, lambda each: db.session.get_one(*each) if isinstance(each, Row) else each)


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """Everything inside, changed; in new collections, so that no test changes what another one gets."""
    if isinstance(value, (Row, Base)):
        return change(value)
    if isinstance(value, dict):
        return {_changed(key, change): _changed(each, change) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)) and not hasattr(value, "_fields"):
        return type(value)(_changed(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _changed(getattr(value, each.name), change) for each in fields(value)})
    return value
