"""A real server for the tests of this folder, for one test or for a module; the browser is everybody's."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from portal.access.models import User
from tests.actors import signed_in
from tests.applications import opened, settings_for

SignedIn = Callable[[User], dict[str, Any]]
ATTENTION = 0.02
"""Seconds after which a server notices that it is to stop."""


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of a running site, with forgery protection as it is in life."""
    with served(app) as address:
        yield address


@pytest.fixture
def state_of(app: Flask, site: str) -> SignedIn:
    """What a browser remembers in which this user is signed in, for `looking(..., storage_state=state_of(user))`."""
    return remembered(app, site)


@pytest.fixture(scope="module")
def lasting_app(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all tests of a module that only look. How a page looks does not depend on the database:
    that every page opens on both is the matter of tests/matrix/, and stories run on both."""
    with on_sqlite(empty_sqlite, tmp_path_factory.mktemp("lasting")) as app:
        yield app


@contextmanager
def on_sqlite(empty: Path, folder: Path) -> Iterator[Flask]:
    """An application on a copy of the empty database in that folder."""
    shutil.copy(empty, folder / "test.db")
    with opened(settings_for(f"sqlite:///{folder}/test.db", folder)) as app:
        yield app


@pytest.fixture(scope="module")
def lasting_site(lasting_app: Flask) -> Iterator[str]:
    """The address at which it runs."""
    with served(lasting_app) as address:
        yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which `app` answers until the end of the block."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(ATTENTION,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def remembered(app: Flask, site: str) -> SignedIn:
    """What a browser of `site` remembers, for each user who is signed in there."""

    def state(user: User) -> dict[str, Any]:
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = signed_in(app, user).get_cookie(name)
        assert cookie is not None
        return {"cookies": [{"name": name, "value": cookie.value, "url": site}], "origins": []}

    return state
