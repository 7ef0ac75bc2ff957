"""Whoever is signed out while they write keeps what they typed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.actors import a_member, a_user, signed_in

pytestmark = pytest.mark.one_database
TEXT = "Ward forms still arrive by fax."
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def guarded(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def written(client: FlaskClient, token: str = "", site: str = "same-origin") -> tuple[int, bool]:
    """What it answers, and whether the text stands in the page with a button that sends it."""
    data = {"text": TEXT, "csrf_token": token}
    answer = client.post("/tell-us", data=data, headers={"Sec-Fetch-Site": site})
    return answer.status_code, TEXT in answer.text and "Send again" in answer.text


def test_a_text_that_is_sent_after_the_session_ended_is_kept(app: Flask) -> None:
    answer = app.test_client().post("/tell-us", data={"text": TEXT}, headers=HERE)
    assert answer.status_code == 401
    for said in (TEXT, "Your sign-in has ended", "Sign in on another tab", "Send again"):
        assert said in answer.text
    assert app.test_client().post("/you/break").status_code == 303, "a button is pressed again after signing in"


def test_a_text_whose_token_has_ended_is_kept_and_another_site_s_is_not(guarded: Flask) -> None:
    hers = signed_in(guarded, a_user(a_member("Mei Tanaka")))
    assert written(hers) == (400, True)
    assert written(hers, site="cross-site") == (400, False)
    assert written(hers, site="same-site") == (400, False)
    assert written(hers, site="") == (400, False)
