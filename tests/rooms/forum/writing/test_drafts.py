"""Drafts: kept while one types, never overwritten by a stale tab, forgotten in the end."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at, now
from portal.core.database import db
from portal.kits.writing.actions import prune_drafts
from portal.kits.writing.models import Draft
from portal.rooms.ideas.models import IdeaComment
from tests.actors import signed_in
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import begun
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, posts_in
from tests.rooms.ideas.boards import a_board, an_idea

pytestmark = pytest.mark.one_database

TOO_LONG = "ä" * 40_000
"""Of bytes; of letters there may be more."""


def url(scene: Scene) -> str:
    return f"/community/drafts/topic:{scene.topic.id}"


def kept() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Draft.body)))


def test_each_saving_gives_the_next_sequence(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    first = browser.post(url(scene), json={"body": "Half", "sequence": 0})
    assert first.get_json() == {"taken": True, "sequence": 1, "title": "", "body": "Half"}
    second = browser.post(url(scene), json={"body": "Half a thought", "sequence": 1})
    assert second.get_json()["sequence"] == 2
    assert kept() == ["Half a thought"]


def test_a_stale_tab_gets_the_newer_words_and_overwrites_nothing(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    browser.post(url(scene), json={"body": "One", "sequence": 0})
    browser.post(url(scene), json={"body": "Two", "sequence": 1})
    for stale in (0, 1):
        answer = browser.post(url(scene), json={"body": "Old", "sequence": stale})
        assert answer.status_code == 409
        assert answer.get_json() == {"taken": False, "sequence": 2, "title": "", "body": "Two"}
    assert kept() == ["Two"]


def test_what_was_sent_does_not_come_back_from_an_open_tab(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    browser.post(url(scene), json={"body": "One", "sequence": 0})
    browser.post(f"/community/t/{scene.topic.id}/posts", data={"body": "One"})
    answer = browser.post(url(scene), json={"body": "One more", "sequence": 1})
    assert answer.status_code == 409
    assert answer.get_json()["sequence"] == 0
    assert kept() == []


def test_sending_one_thing_keeps_whatever_else_was_begun(scene: Scene) -> None:
    browser, elsewhere = scene.browser(scene.ana), f"/community/drafts/category:{scene.category.id}"
    browser.post(elsewhere, json={"title": "A thing", "body": "Half a topic", "sequence": 0})
    browser.post(url(scene), json={"body": "Half a reply", "sequence": 0})
    browser.post(f"/community/t/{scene.topic.id}/posts", data={"body": "A whole reply"})
    assert kept() == ["Half a topic"]


@pytest.mark.parametrize("half", ["\ud800", "Words \udfff"])
def test_halves_of_characters_are_left_out(scene: Scene, half: str) -> None:
    answer = scene.browser(scene.ana).post(url(scene), json={"title": half, "body": f"{half}Kept.", "sequence": 0})
    assert answer.status_code == 200
    assert kept() == [f"{half[:-1]}Kept."]


def test_json_that_is_nested_beyond_reading_is_refused(scene: Scene) -> None:
    answer = scene.browser(scene.ana).post(url(scene), data="[" * 100_000, content_type="application/json")
    assert answer.status_code == 422


def test_no_words_are_no_draft(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    browser.post(url(scene), json={"body": "One", "sequence": 0})
    browser.post(url(scene), json={"body": "  ", "sequence": 1})
    assert kept() == []


@pytest.mark.both_databases
def test_of_eight_tabs_that_save_at_once_one_is_taken(app: Flask, scene: Scene) -> None:
    browsers, path = [scene.browser(scene.ana) for _ in range(8)], url(scene)
    acts = [
        lambda each=each, number=number: each.post(path, json={"body": f"Tab {number}", "sequence": 0}).status_code
        for number, each in enumerate(browsers)
    ]
    answers = at_once(app, acts)
    assert sorted(answers) == [200, *[409] * 7]
    assert len(kept()) == 1


def test_without_scripts_a_button_keeps_it_and_the_form_has_it_again(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    answer = browser.post(url(scene), data={"body": "Half a thought", "sequence": "0"})
    assert answer.status_code == 303
    assert "Half a thought" in browser.get("/community/drafts").get_data(as_text=True)
    assert "Half a thought" in browser.get(f"/community/t/{scene.topic.id}/posts").get_data(as_text=True)
    assert "Half a thought" in browser.get(f"/community/t/{scene.topic.id}").get_data(as_text=True)


def test_without_scripts_newer_words_are_shown_beside_what_was_typed(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    browser.post(url(scene), data={"body": "The newer words", "sequence": "0"})
    answer = browser.post(url(scene), data={"body": "The typed words", "sequence": "0"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "The newer words" in page
    assert "The typed words" in page


def test_without_scripts_a_draft_that_is_too_long_is_shown_again_in_full(scene: Scene) -> None:
    browser, place = scene.browser(scene.ana), f"/community/drafts/category:{scene.category.id}"
    answer = browser.post(place, data={"title": "A thing", "body": f"{TOO_LONG} end", "sequence": "0"})
    assert answer.status_code == 422
    assert "too long to save" in answer.text
    assert f"{TOO_LONG} end</textarea>" in answer.text
    assert kept() == []
    typed = dict(re.findall(r'<input[^>]*name="(title|sequence)"[^>]*value="([^"]*)"', answer.text))
    assert browser.post(place, data={**typed, "body": "Shorter"}).status_code == 303
    assert kept() == ["Shorter"]
    assert browser.post(place, json={"body": TOO_LONG, "sequence": 1}).status_code == 422


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/community/t/{topic}/posts", {}),
        ("/community/c/{category}/new", {"title": "A thing", "kind": "discussion"}),
        ("/community/posts/{post}/edit", {"title": "A thing", "edits": "0"}),
        ("/ideas/{idea}/comments", {}),
        ("/ideas/comments/{comment}/edit", {}),
        ("/ideas/boards/{board}/new", {"title": "A thing"}),
        ("/ideas/{idea}/edit", {"title": "A thing"}),
    ],
)
def test_whatever_is_too_long_is_shown_again_in_full(scene: Scene, address: str, fields: dict[str, str]) -> None:
    browser, board = scene.browser(scene.mei), a_board()
    idea = an_idea(board, by=scene.mei)
    browser.post(f"/ideas/{idea.id}/comments", data={"body": "As well."})
    ids = {"topic": scene.topic.id, "category": scene.category.id, "idea": idea.id, "board": board.id}
    ids["comment"] = db.session.scalars(select(IdeaComment.id)).one()
    ids["post"] = posts_in(scene.topic.id)[0].id
    answer = browser.post(address.format(**ids), data={**fields, "body": f"{TOO_LONG} end"})
    assert answer.status_code == 422
    assert f"{TOO_LONG} end</textarea>" in answer.text


def test_a_new_topic_is_kept_with_its_title(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    place = f"/community/drafts/category:{scene.category.id}"
    browser.post(place, data={"title": "A thing", "body": "Words", "sequence": "0"})
    page = browser.get(f"/community/c/{scene.category.id}/new").get_data(as_text=True)
    assert 'value="A thing"' in page
    assert "Words" in page


def test_drafts_are_seen_by_their_writer_alone(scene: Scene) -> None:
    scene.browser(scene.ana).post(url(scene), data={"body": "Only mine", "sequence": "0"})
    assert "Only mine" not in scene.browser(scene.mei).get("/community/drafts").get_data(as_text=True)
    assert "Only mine" not in scene.browser(scene.moderator).get("/community/drafts").get_data(as_text=True)


@pytest.mark.parametrize("place", ["topic:0", "topic:99999", "category:99", "post:99", "member:1", "topic:1:1", "x"])
def test_there_are_no_drafts_for_places_that_are_not_there(scene: Scene, place: str) -> None:
    assert scene.browser(scene.ana).post(f"/community/drafts/{place}", json={"body": "x"}).status_code == 404


def test_there_are_no_drafts_for_places_that_one_does_not_see(scene: Scene, app: Flask) -> None:
    assert scene.browser(scene.olaf).post(url(scene), json={"body": "x"}).status_code == 404
    assert app.test_client().post(url(scene), json={"body": "x"}).status_code == 303
    assert kept() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'"x"'])
def test_nonsense_is_refused(scene: Scene, body: bytes) -> None:
    answer = scene.browser(scene.ana).post(url(scene), data=body, content_type="application/json")
    assert answer.status_code == 422


def test_too_many_words_are_refused(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    assert browser.post(url(scene), json={"body": "ü" * 40_000, "sequence": 0}).status_code == 422
    assert browser.post(url(scene), json={"body": "x" * 600_000, "sequence": 0}).status_code == 413
    assert kept() == []


def test_a_draft_is_thrown_away(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    browser.post(url(scene), data={"body": "Never mind", "sequence": "0"})
    assert browser.post(f"{url(scene)}/end").status_code == 303
    assert kept() == []
    for nowhere in ("no-such-place", "topic:%00"):
        assert browser.post(f"/community/drafts/{nowhere}/end").status_code == 404


def test_after_ninety_days_untouched_it_is_forgotten(scene: Scene) -> None:
    scene.browser(scene.ana).post(url(scene), data={"body": "Old", "sequence": "0"})
    with at(now() + timedelta(days=89)):
        assert prune_drafts() == 0
        scene.browser(scene.mei).post(url(scene), data={"body": "New", "sequence": "0"})
    with at(now() + timedelta(days=91)):
        assert prune_drafts() == 1
    assert kept() == ["New"]


def test_the_page_asks_the_same_however_many_there_are(app: Flask, scene: Scene) -> None:
    browser = signed_in(app, scene.ana)

    def add(number: int) -> None:
        already = db.session.scalar(select(func.count()).select_from(Draft)) or 0
        for each in range(already, already + number):
            with app.test_request_context():
                topic = begun(scene.category, scene.moderator, f"Topic {each}")
            browser.post(f"/community/drafts/topic:{topic.id}", data={"body": f"Draft {each}", "sequence": "0"})

    assert_queries_do_not_grow(app, browser, "/community/drafts", add, few=3, full=24)
