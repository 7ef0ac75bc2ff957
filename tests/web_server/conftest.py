"""A real server on each database, for all tests of a module."""

import shutil
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask

from config import Settings
from tests.applications import opened, settings_for
from tests.databases import DATABASES
from tests.servers import OURS, Server, serving
from tests.web_server.hasty import SECONDS, HastyWorker

HASTY = ("--keep-alive", str(SECONDS), "--worker-class", f"{HastyWorker.__module__}.{HastyWorker.__name__}")


class House(NamedTuple):
    """A server, and an application on the same database with which a test makes people."""

    server: Server
    app: Flask
    settings: Settings
    database: str


@pytest.fixture(scope="module", params=DATABASES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The configuration of the product; only its patience is short. It complains of nothing but nonsense."""
    folder = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "test.db")
        url, name = f"sqlite:///{folder}/test.db", ""
    else:
        server = request.getfixturevalue("postgresql")
        url = server.url(name := server.copy_of("empty"))
    settings = settings_for(url, folder).model_copy(update={"base_url": "http://127.0.0.1"})
    with opened(settings) as app, serving(settings, (*OURS, *HASTY)) as web:
        yield House(web, app, settings, request.param)
    complaints = [line for line in web.log.read_text().splitlines() if "Invalid request from" not in line]
    if name:
        server.drop(name)
    assert complaints == []
