from datetime import timedelta

import pytest
from flask import Flask

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.actions.segments import note_answer
from portal.people.models import Member
from portal.rooms.surveys.actions import ask
from portal.rooms.surveys.models import SurveyAnswer
from portal.rooms.surveys.panels import answers_of_member, one_question_from_us
from portal.rooms.surveys.queries import tally
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.one_database


def answered(score: int, text: str = "", days_ago: int = 1, **changes: object) -> Member:
    number = db.session.query(SurveyAnswer).count()
    member = a_member(f"Person {number}", f"Company {number}")
    moment = now() - timedelta(days=days_ago)
    values = {"kind": "nps", "source": "import", "real": True} | changes
    with transaction() as session:
        answer = SurveyAnswer(
            member_id=member.id,
            score=score,
            text=text,
            answered_at=moment,
            row_key=f"test:{number}",
            created_at=moment,
            **values,
        )
        session.add(answer)
        note_answer(session.get_one(Member, member.id), score, moment, f"test:{number}")
    return member


def test_the_answers_page_shows_words_newest_first_and_its_segments(app: Flask) -> None:
    answered(9, "Search finds everything.", days_ago=5)
    answered(3, "Nobody called <b>back</b>.", days_ago=2)
    lena = signed_in(app, staff("product"))
    page = lena.get("/answers").get_data(as_text=True)
    assert page.index("Nobody called &lt;b&gt;back&lt;/b&gt;.") < page.index("Search finds everything.")
    assert "Too few to tell" in page
    unhappy = lena.get("/answers?segment=detractor").get_data(as_text=True)
    assert "Nobody called" in unhappy
    assert "Search finds" not in unhappy
    assert "Search finds" in lena.get("/answers?segment=martian").get_data(as_text=True)


def test_a_member_and_an_administrator_do_not_read_answers(app: Flask) -> None:
    member = answered(9, "Ours.")
    assert signed_in(app, a_user(member)).get("/answers").status_code == 404
    assert signed_in(app, staff("admin")).get("/answers").status_code == 404
    assert app.test_client().get("/answers").status_code == 303


def test_ratings_that_were_only_inferred_count_for_nothing(app: Flask) -> None:
    answered(2, "A guess.", real=False)
    answered(10, "Mine.")
    page = signed_in(app, staff("success")).get("/answers").get_data(as_text=True)
    assert "Mine." in page
    assert "A guess." not in page
    assert tally(now() - timedelta(days=90)).total == 1


def test_the_figure_is_told_from_twenty_answers_on(app: Flask) -> None:
    for score in [10] * 12 + [8] * 3 + [2] * 4:
        answered(score)
    assert tally(now() - timedelta(days=90)).nps is None
    answered(6)
    answered(0, days_ago=91)
    found = tally(now() - timedelta(days=90))
    assert (found.total, found.nps) == (20, 35)
    assert found.by_segment == {"promoter": 12, "passive": 3, "detractor": 5}
    assert "+35" in signed_in(app, staff("success")).get("/answers").get_data(as_text=True)


@pytest.mark.slow
def test_the_answers_page_does_not_ask_more_often_for_more_rows(app: Flask) -> None:
    def add(rows: int) -> None:
        for row in range(rows):
            answered(row % 11, "Words.")

    assert_queries_do_not_grow(app, signed_in(app, staff("success")), "/answers", add, full=30)


def test_the_panel_on_a_members_page_is_for_those_who_may_read_or_ask(own_app: Flask) -> None:
    member = answered(4, "The rollout was left to us.")

    @own_app.get("/panel")
    def panel() -> str:
        return answers_of_member(db.session.get_one(Member, member.id)) or "nothing"

    success = signed_in(own_app, staff("success")).get("/panel").get_data(as_text=True)
    assert "of 10" in success
    assert "The rollout was left to us." not in success, "the words stand under what they said, once"
    assert "Ask a question" in success
    product = signed_in(own_app, staff("product")).get("/panel").get_data(as_text=True)
    assert "of 10" in product
    assert "Ask a question" not in product
    assert signed_in(own_app, staff("admin")).get("/panel").get_data(as_text=True) == "nothing"


def test_a_member_finds_an_open_question_at_home_and_nobody_elses(own_app: Flask) -> None:
    member, other = a_member(), a_member("Jonas Weber")
    with transaction() as session:
        ask(session.get_one(Member, member.id), "nps", cause_key="test:1")

    @own_app.get("/panel/<int:member_id>")
    def panel(member_id: int) -> str:
        return one_question_from_us(db.session.get_one(Member, member_id)) or "nothing"

    mine, theirs = signed_in(own_app, a_user(member)), signed_in(own_app, a_user(other))
    shown = mine.get(f"/panel/{member.id}").get_data(as_text=True)
    assert "How likely are you to recommend Northwind" in shown
    assert "score=10" in shown
    assert theirs.get(f"/panel/{other.id}").get_data(as_text=True) == "nothing"
    assert theirs.get(f"/panel/{member.id}").get_data(as_text=True) == "nothing"
