"""The map's page shows staff how many people stand where."""

from flask import Flask

from tests.actors import a_member, a_user, signed_in, staff


def test_the_map_shows_how_many_stand_where_and_leads_to_them(app: Flask) -> None:
    a_member("Mei Tanaka")
    app.test_cli_runner().invoke(args=["nurture", "tick"])
    page = signed_in(app, staff("success")).get("/nurture").text
    assert "<svg" in page
    assert 'href="/people?stage=known"' in page
    assert "1 person" in page
    assert signed_in(app, a_user(a_member())).get("/nurture").status_code == 404
