"""The read marker of topics and feedback: what was on the screen is read; without scripts a button says so."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.core.database import db, transaction
from portal.people.models import Member
from portal.rooms.feedback.actions import give_feedback
from portal.rooms.feedback.models import Feedback
from portal.rooms.forum.models import TopicReading
from tests.actors import a_member, staff
from tests.browser.conftest import SignedIn
from tests.browser.looks import LIGHT, PHONE, looking
from tests.rooms.forum.reading.talking import a_room, a_talk, begun, somebody

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def last_read(user_id: int, topic_id: int) -> int:
    db.session.rollback()
    reading = db.session.get(TopicReading, (user_id, topic_id), populate_existing=True)
    return reading.last_read if reading else 0


def test_what_was_on_the_screen_is_read(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    a_talk(topic, 14)
    with looking(browser, PHONE, storage_state=state_of(ana)) as page:
        page.goto(f"{site}/community/t/{topic.id}")
        with page.expect_response("**/reading") as marked:
            pass
        assert marked.value.status == 204
        assert 1 <= last_read(ana.id, topic.id) < 15
        with page.expect_response("**/reading"):
            page.locator("#post-15").scroll_into_view_if_needed()
        assert last_read(ana.id, topic.id) == 15


def test_without_scripts_a_button_marks_it(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    with looking(browser, LIGHT, storage_state=state_of(ana), java_script_enabled=False) as page:
        page.goto(f"{site}/community/t/{topic.id}")
        assert last_read(ana.id, topic.id) == 0
        page.get_by_role("button", name="Mark as read").click()
        expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    assert last_read(ana.id, topic.id) == 1


def test_feedback_that_was_on_a_colleague_s_screen_is_read(
    app: Flask, browser: Browser, site: str, state_of: SignedIn
) -> None:
    priya, mei = staff("success", name="Priya Shah"), a_member()
    with transaction() as session:
        piece = give_feedback(session.get_one(Member, mei.id), "Ward forms still arrive by fax.")
    with looking(browser, PHONE, storage_state=state_of(priya)) as page:
        with page.expect_response(f"**/feedback/{piece.id}/reading") as marked:
            page.goto(f"{site}/feedback/{piece.id}")
        assert marked.value.status == 204
    db.session.rollback()
    assert db.session.get_one(Feedback, piece.id, populate_existing=True).read_by_id == priya.id
