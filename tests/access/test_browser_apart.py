"""Requests of a test stand alone."""

from flask import Flask
from flask_login import current_user

from tests.actors import a_member, a_user, signed_in, staff


def test_one_browser_never_sees_who_is_signed_in_in_another(own_app: Flask) -> None:
    @own_app.get("/whoami")
    def whoami() -> str:
        return current_user.name or "nobody"

    priya, mei = (
        signed_in(own_app, staff("owner", name="Priya Shah")),
        signed_in(own_app, a_user(a_member("Mei Tanaka"))),
    )

    names = [browser.get("/whoami").text for browser in (priya, mei, own_app.test_client(), priya)]

    assert names == ["Priya Shah", "Mei Tanaka", "nobody", "Priya Shah"]
