"""Twenty thousand odd values over every route and parameter, on either database; tests send a few hundred of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from flask import Flask

from portal.core.database import db
from tests.applications import opened, settings_for
from tests.databases import DATABASES, postgresql_server
from tests.odd_values.sending import what_broke
from tests.world import a_world

SENT = 20_000
"""To each of the two."""
IN_ONE_WORLD = 2_500
"""By then so much of it is deleted, merged and closed that a new one is made."""
SHOWN = 20


def odd_values_that_break(sent: int = SENT) -> list[str]:
    """The first requests that got no proper answer, or left something half-written."""
    wrong: list[str] = []
    for database in DATABASES:
        for begins in range(0, sent, IN_ONE_WORLD):
            with application(database) as app:
                chance = Random(f"{begins} on {database}")
                broken = what_broke(app, a_world(app), chance, min(IN_ONE_WORLD, sent - begins))
                wrong += [f"{database}: {each}" for each in broken]
    return wrong[:SHOWN]


@contextmanager
def application(database: str) -> Iterator[Flask]:
    """One of its own, on an empty database."""
    with (
        TemporaryDirectory(prefix="fanfare-odd-") as folder,
        _url(database, folder) as url,
        opened(settings_for(url, Path(folder))) as app,
    ):
        db.create_all()
        yield app


@contextmanager
def _url(database: str, folder: str) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder}/odd.db"
    else:
        with postgresql_server() as server:
            yield server.url("odd", create=True)
