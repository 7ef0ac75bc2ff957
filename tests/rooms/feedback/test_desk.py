"""The feedback desk: written down in seconds, kept in confidence, given an author, tagged, listed."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.rooms.feedback.actions import attribute, capture_feedback, give_feedback, retire_tag, tag_named
from portal.rooms.feedback.models import Feedback, Tag
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

WORDS = "Ward forms still arrive by fax."


def the_piece() -> Feedback:
    db.session.rollback()
    return db.session.scalars(select(Feedback)).one()


def verbs() -> list[str]:
    return list(db.session.scalars(select(Activity.verb).where(Activity.about_kind == "feedback")))


@pytest.mark.parametrize("who", ["Mei Tanaka", "tanaka mei", "mei", "TANA", "mei@orbit.example", ""])
def test_written_down_in_one_go(app: Flask, who: str) -> None:
    mei = a_member(email="mei@orbit.example")
    a_member("Jonas Brandt", "Helio Energy")
    browser = signed_in(app, staff("success"))
    assert browser.post("/feedback/new", data={"text": WORDS, "who": who, "source": "call"}).status_code == 303
    piece = the_piece()
    assert (piece.text, piece.source, piece.member_id) == (WORDS, "call", mei.id if who else None)
    assert piece.company_id == (mei.company_id if who else None)
    assert verbs() == ["feedback.captured"]


def test_what_is_refused_is_kept_as_typed(app: Flask) -> None:
    a_member("Mei Tanaka", "Orbit Health", email="mei@orbit.example")
    a_member("Mei Larsen", "Fjord Bank")
    browser = signed_in(app, staff("success"))
    for who, why in (("Mei", "Who of these is it?"), ("Nobody Inparticular", "know anybody with that name")):
        page = browser.post("/feedback/new", data={"text": WORDS, "who": who, "source": "mail", "free": "fax, ward"})
        assert page.status_code == 422
        assert why in page.text
        assert f">\r\n{WORDS}</textarea>" in page.text
        assert f'value="{who}"' in page.text
        assert 'value="fax, ward"' in page.text
    assert "mei@orbit.example" in browser.post("/feedback/new", data={"text": WORDS, "who": "Mei"}).text
    assert db.session.scalar(select(Feedback.id)) is None


def test_words_are_needed(app: Flask) -> None:
    browser = signed_in(app, staff("success"))
    assert browser.post("/feedback/new", data={"text": " \n ", "source": "call"}).status_code == 422


def test_tags_are_chosen_by_facet_and_typed_freely(app: Flask) -> None:
    with transaction():
        scans = tag_named("product_area", "Scans")
    browser = signed_in(app, staff("success"))
    tags = {"facet_tags": str(scans.id), "free": "Fax, fax ,  ward rounds,,"}
    browser.post("/feedback/new", data={"text": WORDS, "source": "call", **tags})
    assert [(tag.facet, tag.name) for tag in the_piece().tags] == [
        ("free", "Fax"),
        ("free", "ward rounds"),
        ("product_area", "Scans"),
    ]
    many = browser.post("/feedback/new", data={"text": WORDS, "source": "call", "free": ",".join(map(str, range(31)))})
    assert (many.status_code, "More than 30 tags" in many.text) == (422, True)


def test_a_tag_that_is_no_longer_offered_stays_where_it_stands(app: Flask) -> None:
    daniel = staff("success")
    with transaction():
        scans = tag_named("product_area", "Scans")
        piece = capture_feedback(WORDS, daniel, source="call", tags=[scans])
        retire_tag(scans)
    browser = signed_in(app, daniel)
    assert "Scans" not in browser.get("/feedback/new").text
    page = browser.get(f"/feedback/{piece.id}/edit").text
    assert f'value="{scans.id}"' in page
    browser.post(f"/feedback/{piece.id}/edit", data={"text": "Corrected.", "facet_tags": str(scans.id)})
    kept = the_piece()
    assert (kept.text, [tag.name for tag in kept.tags]) == ("Corrected.", ["Scans"])


def test_an_author_is_found_later_and_once(app: Flask) -> None:
    daniel, mei, jonas = staff("success"), a_member(), a_member("Jonas Brandt", "Helio Energy")
    with transaction():
        piece = capture_feedback(WORDS, daniel, source="event")
    browser = signed_in(app, daniel)
    assert "Make it a quote" not in browser.get(f"/feedback/{piece.id}").text
    assert browser.post(f"/feedback/{piece.id}/author", data={"who": "somebody"}).status_code == 422
    browser.post(f"/feedback/{piece.id}/author", data={"who": "mei tanaka"})
    assert (the_piece().member_id, the_piece().company_id) == (mei.id, mei.company_id)
    assert "Make it a quote" in browser.get(f"/feedback/{piece.id}").text
    with pytest.raises(Refused, match="already has an author"), transaction():
        attribute(the_piece(), jonas, daniel)


def test_confidences_are_kept_from_those_who_do_not_care_for_customers(app: Flask) -> None:
    daniel, mei = staff("success"), a_member()
    with transaction():
        piece = capture_feedback("The board froze our budget.", daniel, source="call", member=mei, between_us=True)
    for role in ("product", "marketing", "executive"):
        browser = signed_in(app, staff(role))
        for path in ("/feedback", f"/people/{mei.id}", f"/people/companies/{mei.company_id}"):
            assert "froze our budget" not in browser.get(path).text
        assert browser.get(f"/feedback/{piece.id}").status_code == 404
        assert browser.get(f"/feedback/{piece.id}/edit").status_code == 404
    browser = signed_in(app, daniel)
    for path in ("/feedback", f"/people/{mei.id}", f"/feedback/{piece.id}"):
        assert "froze our budget" in browser.get(path).text


def test_a_promoter_finds_no_desk_but_a_box(app: Flask) -> None:
    mei = a_member(joined_at=None)
    browser = signed_in(app, a_user(mei))
    daniel = staff("success")
    with transaction():
        piece = capture_feedback(WORDS, daniel, source="call", member=mei)
    for path in ("/feedback", f"/feedback/{piece.id}", "/feedback/new", f"/feedback/{piece.id}/edit", "/tags"):
        assert browser.get(path).status_code == 404
    page = browser.get("/tell-us")
    assert (page.status_code, "Send report" in page.text) == (200, False)


def test_a_member_tells_us_something(app: Flask) -> None:
    mei = a_member()
    browser = signed_in(app, a_user(mei))
    assert browser.post("/tell-us", data={"text": " "}).status_code == 422
    assert browser.post("/tell-us", data={"text": WORDS, "between_us": "y"}).status_code == 303
    piece = the_piece()
    assert (piece.member_id, piece.source, piece.between_us) == (mei.id, "portal", True)
    assert verbs() == ["feedback.given"]
    assert WORDS in browser.get("/you").text


def test_a_member_sees_what_they_said_and_nobody_else_s(app: Flask) -> None:
    mei, jonas = a_member(), a_member("Jonas Brandt", "Helio Energy")
    with transaction():
        give_feedback(mei, WORDS)
        give_feedback(jonas, "The rollout was left to us.")
    page = signed_in(app, a_user(mei)).get("/you").text
    assert WORDS in page
    assert "left to us" not in page


def test_the_list_is_narrowed(app: Flask) -> None:
    daniel = staff("success")
    mei, jonas = a_member(segment="promoter"), a_member("Jonas Brandt", "Helio Energy", segment="detractor")
    with transaction():
        scans = tag_named("product_area", "Scans")
        give_feedback(mei, "From the portal.")
        capture_feedback("From a call.", daniel, source="call", member=jonas, tags=[scans])
        capture_feedback("From nobody.", daniel, source="event")
    browser = signed_in(app, daniel)
    said = {"From the portal.", "From a call.", "From nobody."}
    for query, wanted in (
        ("", said),
        ("segment=promoter", {"From the portal."}),
        ("segment=detractor", {"From a call."}),
        ("segment=unattributed", {"From nobody."}),
        ("source=portal", {"From the portal."}),
        (f"tag={scans.id}", {"From a call."}),
        ("segment=promoter&source=call", set()),
        ("source=nonsense&tag=nonsense", said),
    ):
        page = browser.get(f"/feedback?{query}").text
        assert {words for words in said if words in page} == wanted, query


@pytest.mark.one_database
def test_the_list_asks_as_often_for_many_as_for_few(app: Flask) -> None:
    daniel = staff("success")
    browser = signed_in(app, daniel)

    def add(number: int) -> None:
        people = [a_member(f"Person {each} Of{number}", f"Company {each} of {number}") for each in range(number)]
        with transaction():
            for member in people:
                tag = tag_named("free", f"tag of {member.name}")
                capture_feedback(WORDS, daniel, source="call", member=member, tags=[tag])

    assert_queries_do_not_grow(app, browser, "/feedback", add, few=5, full=25)
    assert db.session.scalar(select(Tag.id)) is not None
