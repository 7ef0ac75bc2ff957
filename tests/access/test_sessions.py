"""Sessions: seen, ended, and nobody else's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.access.browsers import browser_name
from portal.access.models import User, UserSession
from portal.access.reactions import tidy_access
from portal.core.clock import at, now
from portal.core.database import db, transaction
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow, counted


def test_ones_sessions_are_listed_and_this_browser_is_marked(app: Flask) -> None:
    user = a_user(a_member())
    here, _there = signed_in(app, user), signed_in(app, user)
    page = here.get("/you/sessions").text
    assert page.count("This browser") == 1
    assert page.count("/end") == 2  # the other one, and all others


def test_ending_a_session_signs_that_browser_out(app: Flask) -> None:
    user = a_user(a_member())
    here, there = signed_in(app, user), signed_in(app, user)
    newest = db.session.scalars(select(UserSession.id).order_by(UserSession.id.desc()).limit(1)).one()
    assert here.post(f"/you/sessions/{newest}/end").status_code == 303
    assert there.get("/you/sessions").status_code == 303
    assert here.get("/you/sessions").status_code == 200


def test_ending_all_others_leaves_this_one(app: Flask) -> None:
    user = a_user(a_member())
    here, there = signed_in(app, user), signed_in(app, user)
    here.post("/you/sessions/others/end")
    assert there.get("/you/sessions").status_code == 303
    assert here.get("/you/sessions").status_code == 200


def test_nobody_sees_or_ends_somebody_elses_session(app: Flask) -> None:
    mine, theirs = a_user(a_member()), staff("owner")
    signed_in(app, theirs)
    their_id = db.session.scalars(select(UserSession.id)).one()
    client = signed_in(app, mine)
    assert f"/you/sessions/{their_id}/end" not in client.get("/you/sessions").text
    assert client.post(f"/you/sessions/{their_id}/end").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 2


def test_a_signed_out_person_sees_no_sessions(app: Flask) -> None:
    assert app.test_client().get("/you/sessions").location.startswith("/sign-in")


def test_last_seen_is_noted_at_most_every_five_minutes(app: Flask) -> None:
    client = signed_in(app, a_user(a_member()))
    begun = db.session.scalars(select(UserSession.last_seen_at)).one()
    for minutes, writes in ((4, 0), (6, 1), (7, 0), (12, 1)):
        with at(begun + timedelta(minutes=minutes)), counted(app) as seen:
            client.get("/you/sessions")
        assert sum(statement.startswith("UPDATE") for statement in seen.statements) == writes


@pytest.mark.parametrize(
    ("who", "is_shared", "pause", "visits"),
    [
        ("member", False, timedelta(days=179), 2),
        ("member", False, timedelta(days=181), 0),
        ("member", False, timedelta(days=60), 6),
        ("member", True, timedelta(hours=7), 3),
        ("staff", False, timedelta(hours=11), 65),
        ("staff", False, timedelta(hours=13), 0),
        ("staff", True, timedelta(hours=11), 2),
        ("both", False, timedelta(hours=13), 0),
    ],
)
def test_a_session_lasts_as_long_as_whose_it_is_and_where_allows(
    app: Flask, who: str, is_shared: bool, pause: timedelta, visits: int
) -> None:
    roles = () if who == "member" else ("success",)
    client = signed_in(app, a_user(None if who == "staff" else a_member(), *roles), shared=is_shared)
    moment = db.session.scalars(select(UserSession.created_at)).one()
    for _visit in range(visits):
        moment += pause
        with at(moment):
            assert client.get("/you/sessions").status_code == 200
    with at(moment + pause):
        assert client.get("/you/sessions").status_code == 303
        tidy_access()
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0


def test_a_session_of_before_goes_on_until_its_end_and_a_role_shortens_it(app: Flask) -> None:
    """Rows of an earlier version: seen yesterday, and good for some weeks or hours more."""
    begun, seen = now() - timedelta(days=10), now() - timedelta(hours=20)
    for user, remembered, expected in (
        (a_user(a_member()), True, 200),
        (a_user(a_member()), False, 200),
        (staff("success"), True, 303),
    ):
        client = signed_in(app, user)
        old = {"created_at": begun, "last_seen_at": seen, "expires_at": seen + timedelta(days=60 if remembered else 1)}
        with transaction() as session:
            rows = update(UserSession).where(UserSession.user_id == user.id)
            session.execute(rows.values(**old, remembered=remembered))
        assert client.get("/you/sessions").status_code == expected
        with at(now() + timedelta(minutes=10)):
            assert client.get("/you/sessions").status_code == expected


def test_a_deactivated_user_is_out_at_the_next_request(app: Flask) -> None:
    user = staff("success")
    client = signed_in(app, user)
    with transaction() as session:
        session.get_one(User, user.id).active = False
    assert client.get("/you/sessions").status_code == 303


def test_pages_of_signed_in_people_are_not_kept_by_caches(app: Flask) -> None:
    answer = signed_in(app, a_user(a_member())).get("/you/sessions")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.one_database
def test_the_page_asks_the_same_whatever_it_lists(app: Flask) -> None:
    user = a_user(a_member())
    client = signed_in(app, user)
    assert_queries_do_not_grow(
        app, client, "/you/sessions", lambda n: [signed_in(app, user) for _ in range(n)], full=30
    )


def test_browsers_are_called_what_their_owners_call_them(app: Flask) -> None:
    with app.test_request_context():
        iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"
        edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
        assert browser_name(iphone) == "Safari on iPhone"
        assert browser_name(edge) == "Edge on Windows"
        assert browser_name("curl/8") == "An unknown browser"
