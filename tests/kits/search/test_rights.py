"""What a viewer must not see is nowhere: not on the page, not in hits, totals or facets, not in JSON, not on the
command line; and what is taken back is gone at once, however slow the worker is."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core import clock
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.rooms.feedback.actions import edit_feedback
from portal.rooms.feedback.models import Feedback
from portal.rooms.testimonials.actions import Ask, suspend, withdraw
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, available, drafted, index_everything, said, until


def answer(browser: FlaskClient, query: str) -> dict[str, Any]:
    """What the search page says as JSON."""
    response = browser.get(f"/search?{query}", headers={"Accept": "application/json"})
    assert response.status_code == 200
    found: dict[str, Any] = response.json or {}
    return found


def on_the_command_line(app: Flask, *arguments: str) -> dict[str, Any]:
    result = app.test_cli_runner().invoke(args=["search", "query", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def everywhere(app: Flask, user: User, words: str) -> list[dict[str, Any]]:
    """The same question as this person, on the page's JSON and on the command line."""
    return [answer(signed_in(app, user), f"q={words}"), on_the_command_line(app, words, "--as", user.email)]


@pytest.mark.parametrize("role", ["product", "executive", "moderator"])
def test_a_quote_that_is_not_cleared_is_nowhere_for_those_who_only_read(app: Flask, role: str) -> None:
    with_the_customer, raw = approved(text="The zeppelin landed softly."), drafted("A zeppelin of a contract.")
    index_everything()
    reader = staff(role)
    for found in everywhere(app, reader, "zeppelin"):
        assert {hit["kind"] for hit in found["hits"]} == {"feedback"}
        assert (found["total"], found["facets"]["kind"]) == (2, {"feedback": 2})
        assert found["facets"].get("status", {}) == {}
        assert found["facets"].get("channel", {}) == {}
    page = signed_in(app, reader).get("/search?q=zeppelin&kind=testimonial").text
    assert "landed softly" not in page
    assert "0 pieces found" in page
    assert {with_the_customer.status, raw.status} == {"approved", "drafted"}


def test_a_cleared_quote_is_found_by_those_who_read_quotes_only(app: Flask) -> None:
    available(text="The zeppelin landed softly.")
    index_everything()
    for role, kinds in (("product", {"feedback": 1, "testimonial": 1}), ("moderator", {"feedback": 1})):
        for found in everywhere(app, staff(role), "zeppelin"):
            assert found["facets"]["kind"] == kinds


def test_confidences_are_nowhere_for_those_who_do_not_care_for_customers(app: Flask) -> None:
    said("The zeppelin budget is frozen.", None, "Budget", between_us=True)
    index_everything()
    for role in ("product", "marketing", "executive", "moderator"):
        for found in everywhere(app, staff(role), "zeppelin"):
            assert (found["total"], found["hits"]) == (0, [])
            assert all(values == {} for values in found["facets"].values())
        assert "frozen" not in signed_in(app, staff(role)).get("/search?tag=Budget").text
    for found in everywhere(app, staff("success"), "zeppelin"):
        assert (found["total"], found["facets"]["tag"]) == (1, {"Budget": 1})


def test_what_becomes_a_confidence_is_gone_while_the_worker_stands_still(app: Flask) -> None:
    piece, product = said("The zeppelin budget is frozen."), signed_in(app, staff("product"))
    index_everything()
    assert answer(product, "q=zeppelin")["total"] == 1
    with transaction() as session:
        found = session.get_one(Feedback, piece.id)
        edit_feedback(found, title="", text=found.text, tags=(), between_us=True)
    gone = answer(product, "q=zeppelin")
    assert (gone["total"], gone["hits"], gone["facets"].get("kind", {})) == (0, [], {})


@pytest.mark.parametrize("stop", ["withdraw", "suspend"])
def test_a_withdrawn_permission_is_gone_while_the_worker_stands_still(app: Flask, stop: str) -> None:
    taken, stays = available(text="The zeppelin landed softly."), available(text="Our zeppelin flies.")
    index_everything()
    product, lena = signed_in(app, staff("product")), staff("marketing")
    asked = "q=zeppelin&kind=testimonial&channel=press&territory=DE"
    before = answer(product, asked)
    assert (before["total"], before["facets"]["channel"], before["facets"]["territory"]) == (2, {"press": 2}, {"DE": 2})
    with transaction() as session:
        quote = session.get_one(Testimonial, taken.id)
        withdraw(quote) if stop == "withdraw" else suspend(quote, lena)
    for _worker in ("stands still", "has caught up"):
        found = answer(product, asked)
        assert [hit["id"] for hit in found["hits"]] == [stays.id]
        assert (found["total"], found["facets"]["channel"], found["facets"]["kind"]) == (
            1,
            {"press": 1},
            {"testimonial": 1},
        )
        assert "landed softly" not in product.get(f"/search?{asked}").text
        index_everything()


def test_a_permission_that_has_ended_is_gone_before_anybody_noted_it(app: Flask) -> None:
    available(ask=until(now().date() + timedelta(days=3)), text="The zeppelin landed softly.")
    index_everything()
    product = staff("product")
    asked = "q=zeppelin&kind=testimonial"
    assert answer(signed_in(app, product), asked)["total"] == 1
    with clock.at(now() + timedelta(days=4)):
        found = answer(signed_in(app, product), asked)
        assert (found["total"], found["hits"], found["facets"].get("territory", {})) == (0, [], {})


def test_channel_and_country_must_be_allowed_together(app: Flask) -> None:
    german_press = available(text="One zeppelin.")
    anywhere = available(text="Two zeppelins.", ask=replace(GERMAN_PRESS, territories=("*",), channels=("web",)))
    index_everything()
    marketing = signed_in(app, staff("marketing"))

    def ids(query: str) -> set[int]:
        return {hit["id"] for hit in answer(marketing, f"kind=testimonial&{query}")["hits"]}

    assert ids("channel=press&territory=DE") == {german_press.id}
    assert ids("channel=web&territory=DE") == {anywhere.id}
    assert ids("channel=press&territory=FR") == set()
    assert ids("territory=FR") == {anywhere.id}
    assert ids("territory=DE") == {german_press.id, anywhere.id}
    assert answer(marketing, "kind=testimonial&territory=DE")["facets"]["channel"] == {"press": 1, "web": 1}
    assert answer(marketing, "kind=testimonial&territory=FR")["facets"]["channel"] == {"web": 1}
    assert answer(marketing, "kind=testimonial&channel=press")["facets"]["territory"] == {"DE": 1}


def test_the_name_that_the_author_did_not_allow_is_not_in_a_hit(app: Flask) -> None:
    available(text="A zeppelin.", ask=Ask(("press",), ("DE",), "role_industry", "x"), member=a_member("Mei Tanaka"))
    index_everything()
    for found in everywhere(app, staff("product"), "zeppelin"):
        quote = next(hit for hit in found["hits"] if hit["kind"] == "testimonial")
        assert "Mei" not in quote["title"]


def test_promoters_have_no_search_in_any_form(app: Flask) -> None:
    mei = a_user(a_member())
    for headers in ({}, {"Accept": "application/json"}):
        assert signed_in(app, mei).get("/search?q=zeppelin", headers=headers).status_code == 404


def test_without_as_the_command_line_searches_as_marketing(app: Flask) -> None:
    drafted("The zeppelin landed softly.")
    said("A zeppelin in confidence.", between_us=True)
    index_everything()
    found = on_the_command_line(app, "zeppelin")
    assert sorted(hit["kind"] for hit in found["hits"]) == ["feedback", "testimonial"]
    assert set(found) == {"total", "hits", "facets"}
    hits = {hit["kind"]: hit for hit in found["hits"]}
    assert set(hits["feedback"]) == {"kind", "id", "title", "text", "url"}
    assert (hits["testimonial"]["status"], hits["testimonial"]["cleared"]) == ("drafted", False)
    assert on_the_command_line(app, "zeppelin", "--kind", "testimonial")["total"] == 1


@pytest.mark.parametrize(
    "arguments", [("x", "--kind", "poems"), ("x", "--as", "nobody@northwind.example")], ids=["kind", "person"]
)
def test_a_question_that_cannot_be_asked_is_refused(app: Flask, arguments: tuple[str, ...]) -> None:
    result = app.test_cli_runner().invoke(args=["search", "query", *arguments, "--json"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
    db.session.rollback()
