"""Where a POST leads is told to scripts that ask, with all that stands behind the address; others are redirected."""

import pytest
from flask import Flask, abort, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from portal.core.landing import LANDING, register_landing

ASKED = {LANDING: "?"}
PLACE = "/list?page=2#row-7"


@pytest.fixture
def browser() -> FlaskClient:
    site = Flask("landing")
    register_landing(site)
    site.add_url_rule("/act", "act", lambda: redirect(PLACE, 303), methods=["GET", "POST"])
    site.add_url_rule("/refused", "refused", _refused, methods=["POST"])
    return site.test_client()


def _refused() -> ResponseReturnValue:
    abort(409)


def test_whoever_asks_is_told_the_whole_address(browser: FlaskClient) -> None:
    answer = browser.post("/act", headers=ASKED)
    assert (answer.status_code, answer.headers[LANDING], answer.data) == (204, PLACE, b"")
    assert "Location" not in answer.headers


def test_everybody_else_is_redirected(browser: FlaskClient) -> None:
    for answer in (browser.post("/act"), browser.get("/act", headers=ASKED)):
        assert (answer.status_code, answer.location) == (303, PLACE)
        assert LANDING not in answer.headers


def test_what_is_refused_is_shown_as_ever(browser: FlaskClient) -> None:
    answer = browser.post("/refused", headers=ASKED)
    assert (answer.status_code, LANDING in answer.headers) == (409, False)
