"""What remains of what was done: log lines and rows, to be searched for what must be in neither."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import inspect, text

from portal.core.database import db


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that is logged at any level, by the portal, the server and SQLAlchemy with parameters and rows."""
    written, root = io.StringIO(), logging.getLogger()
    handler, kept, config = logging.StreamHandler(written), root.level, structlog.get_config()
    names = ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.Engine", "werkzeug", "portal")
    loggers = [logging.getLogger(name) for name in names]
    before = [(each, each.level, each.disabled) for each in loggers]
    for each in (root, *loggers):
        each.setLevel(logging.DEBUG)
        each.disabled = False
    root.addHandler(handler)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(written),
    )
    try:
        yield written
    finally:
        structlog.configure(**config)
        root.removeHandler(handler)
        root.setLevel(kept)
        for each, level, disabled in before:
            each.setLevel(level)
            each.disabled = disabled


def tables_with(found: Callable[[str], object]) -> list[str]:
    """The tables of which a row holds what `found` finds."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return [
            table
            for table in inspect(db.engine).get_table_names()
            for line in connection.execute(text(f'select * from "{table}"'))
            if found(str(tuple(line)))
        ]
