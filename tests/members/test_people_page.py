"""A member's page: what we know, how they stand, everything that happened; putting it right."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.activity.ledger import record
from portal.activity.models import Activity
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.members import history as histories
from portal.members.actions.segments import hold, note_answer
from portal.members.history import Before, Event, history_of
from portal.members.links import find_link, make_link
from portal.members.models import Employment, Member, User
from tests.people import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def success(app: Flask) -> FlaskClient:
    """Somebody of customer success at their desk."""
    return signed_in(app, staff("success"))


def test_the_card_says_what_we_know(app: Flask, success: FlaskClient) -> None:
    owner = staff("success", name="Daniel Brandt")
    mei = a_member(
        "Mei Tanaka", job_title="Head of IT", country="JP", incentive="first_look", owner_user_id=owner.id,
        takes_gifts=False, wants="Compare scanned PDFs", joined_at=NOON,
    )  # fmt: skip
    with at(NOON):
        page = success.get(f"/people/{mei.id}").text

    for words in ("Head of IT", "Orbit Health", "Japan", "21:00", "A first look", "Daniel Brandt", "not allowed"):
        assert words in page
    assert "Compare scanned PDFs" in page


def test_answers_stand_with_the_segment_they_made(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka")
    with transaction():
        note_answer(db.session.merge(mei), 3, NOON - timedelta(days=90), "answer:1")
        note_answer(db.session.merge(mei), 9, NOON, "answer:2")

    page = success.get(f"/people/{mei.id}").text

    assert "Promoter · 9" in page
    assert "Detractor" in page


def test_a_hold_a_break_and_a_no_are_told(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", paused_until=now() + timedelta(days=9), unsubscribed_at=now())
    free = a_member("Jonas Weber")
    with transaction():
        hold(mei.id, "promotion", "care:1")

    page = success.get(f"/people/{mei.id}").text

    assert "On a break" in page
    assert "Nothing promotional" in page
    assert "Held: promotion" in page
    assert "Yes, everything" in success.get(f"/people/{free.id}").text


def test_history_tells_facts_in_plain_words_and_who_did_it(app: Flask, success: FlaskClient) -> None:
    mei, priya = a_member("Mei Tanaka"), staff("success", name="Priya Shah")
    with transaction():
        record("survey.answered", member=mei, facts={"survey": "nps", "score": 9, "real": False})
        record("call.logged", member=mei, actor=priya, facts={"outcome": "left_message"})

    page = success.get(f"/people/{mei.id}").text

    assert "Answered a question" in page
    assert "9 of 10" in page
    assert "inferred, not counted" in page
    assert "left message" in page
    assert "Priya Shah" in page


def test_older_history_is_reached_by_key_and_nothing_is_missed(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka")
    with transaction():
        for number in range(45):
            moment = NOON if number < 30 else NOON - timedelta(days=number)
            record("survey.asked", member=mei, facts={"survey": f"asked-{number}-"}, occurred_at=moment)

    told: list[str] = []
    url: str | None = f"/people/{mei.id}"
    while url:
        page = success.get(url).text
        told += [f"asked-{number}-" for number in range(45) if f"asked-{number}-" in page]
        url = _older(page)

    assert sorted(told) == sorted(f"asked-{number}-" for number in range(45))


def test_rooms_add_their_own_rows_in_the_order_of_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = a_member("Mei Tanaka", created_at=NOON)
    with transaction():
        db.session.query(Activity).delete()
        for number in range(5):
            record("survey.asked", member=mei, occurred_at=NOON + timedelta(minutes=number // 2))
    moves = [Event(NOON + timedelta(minutes=number // 2), number + 1, "map", f"moved {number}") for number in range(5)]
    monkeypatch.setitem(histories._sources, "moves", _listed(moves))

    whole = history_of(mei.id, None, 50).events
    paged, cursor = [], None
    while True:
        stretch = history_of(mei.id, cursor, 3)
        paged += stretch.events
        cursor = stretch.older
        if cursor is None:
            break

    assert len(whole) == 10
    assert paged == whole
    assert [event.at for event in whole] == sorted((event.at for event in whole), reverse=True)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~~",
        "2026-05-04~ledger~1",
        "2026-05-04T12:00:00+00:00~ledger~x",
        "0001-01-01T00:00:00+14:00~ledger~1",
        "2026-05-04T12:00:00+00:00~ledger~99999999999",
        "a" * 5000,
    ],
)
def test_an_unreadable_place_shows_the_newest(success: FlaskClient, cursor: str) -> None:
    mei = a_member("Mei Tanaka")

    answer = success.get(f"/people/{mei.id}", query_string={"page": cursor})

    assert answer.status_code == 200
    assert "Became known to the programme" in answer.text


def test_a_member_page_asks_no_more_for_a_long_history(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka")
    mei_id = mei.id

    def add(many: int) -> None:
        for _ in range(many):
            other, priya = a_member("Ann Row", f"Company {db.session.query(Activity).count()}"), staff("success")
            with transaction():
                member = db.session.get_one(Member, mei_id)
                facts = {"from_company": other.company_id, "to_company": member.company_id}
                record("employment.changed", member=member, actor=priya, facts=facts)

    assert_queries_do_not_grow(app, success, f"/people/{mei_id}", add, few=3, full=20)


def test_details_are_put_right_and_the_change_is_recorded(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")

    answer = success.post(f"/people/{mei.id}/edit", data={**_typed(), "family_name": "Sato", "takes_gifts": ""})

    mei = db.session.get_one(Member, mei.id)
    assert answer.status_code == 303
    assert (mei.name, mei.folded, mei.takes_gifts, mei.confirmed_at) == ("Mei Sato", "sato mei", False, None)
    assert _verbs(mei) == ["member.created", "member.changed"]


def test_saving_without_a_change_records_nothing(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")

    success.post(f"/people/{mei.id}/edit", data=_typed())

    assert _verbs(mei) == ["member.created"]


def test_a_corrected_company_is_no_job_change(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", "Orbit Heath", email="mei@example.org")

    success.post(f"/people/{mei.id}/edit", data={**_typed(), "company_name": "Orbit Health"})

    jobs = db.session.query(Employment).filter_by(member_id=mei.id).all()
    assert [job.company.name for job in jobs] == ["Orbit Health"]
    assert jobs[0].until is None
    assert "employment.changed" not in _verbs(mei)


def test_what_was_typed_stays_when_the_address_belongs_to_somebody_else(app: Flask, success: FlaskClient) -> None:
    a_member("Jonas Weber", email="jonas@example.org")
    mei = a_member("Mei Tanaka", email="mei@example.org")

    answer = success.post(
        f"/people/{mei.id}/edit", data={**_typed(), "email": "jonas@example.org", "wants": "Peace and quiet"}
    )

    assert answer.status_code == 422
    assert "belongs to Jonas Weber" in answer.text
    assert "Peace and quiet" in answer.text
    assert db.session.get_one(Member, mei.id).email == "mei@example.org"


def test_a_login_follows_its_members_address_and_open_password_links_end(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")
    login = a_user(mei)
    with transaction():
        _link, token = make_link("password", login.id, "mei@example.org")

    success.post(f"/people/{mei.id}/edit", data={**_typed(), "email": "mei@orbit.example"})

    assert db.session.get_one(User, login.id).email == "mei@orbit.example"
    assert find_link("password", token) is None


def test_the_address_of_a_colleague_is_not_changed_by_editing_people(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")
    login = a_user(mei, "owner")

    answer = success.post(f"/people/{mei.id}/edit", data={**_typed(), "email": "mine@evil.example"})

    assert answer.status_code == 422
    assert "colleague with a role" in answer.text
    assert db.session.get_one(User, login.id).email == "mei@example.org"
    assert db.session.get_one(Member, mei.id).email == "mei@example.org"


def test_details_are_confirmed_with_one_button(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", created_at=now() - timedelta(days=400))
    assert "Are these details still right?" in success.get(f"/people/{mei.id}").text

    success.post(f"/people/{mei.id}/confirmation")

    assert "Are these details still right?" not in success.get(f"/people/{mei.id}").text
    assert _verbs(mei)[-1] == "member.confirmed"


def _typed() -> dict[str, str]:
    """The edit form as it comes for Mei, nothing changed."""
    return {
        "given_name": "Mei",
        "family_name": "Tanaka",
        "email": "mei@example.org",
        "company_name": "Orbit Health",
        "takes_gifts": "y",
    }


def _verbs(member: Member) -> list[str]:
    return [line.verb for line in db.session.query(Activity).filter_by(member_id=member.id).order_by(Activity.id)]


def _listed(events: list[Event]) -> histories.Source:
    def page(_member_id: int, before: Before | None, limit: int) -> list[Event]:
        older = [event for event in events if before is None or (event.at, event.id) < (before.at, before.id)]
        return sorted(older, key=lambda event: (event.at, event.id), reverse=True)[:limit]

    return page


def _older(page: str) -> str | None:
    _before, found, after = page.partition('rel="next" href="')
    return after.split("#")[0].replace("&amp;", "&") if found else None
