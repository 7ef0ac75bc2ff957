"""A real server and a real browser for the tests of this folder."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from portal.members.models import User
from tests.browser.looks import chromium
from tests.people import signed_in

SignedIn = Callable[[User], dict[str, Any]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of a running site, with forgery protection as it is in life."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def state_of(app: Flask, site: str) -> SignedIn:
    """What a browser remembers in which this user is signed in, for `looking(..., storage_state=state_of(user))`."""

    def state(user: User) -> dict[str, Any]:
        name = app.config["SESSION_COOKIE_NAME"]
        cookie = signed_in(app, user).get_cookie(name)
        assert cookie is not None
        return {"cookies": [{"name": name, "value": cookie.value, "url": site}], "origins": []}

    return state
