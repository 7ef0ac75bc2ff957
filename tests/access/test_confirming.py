"""Confirming who one is: staff are asked again before sensitive acts, and lose nothing of what they typed."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actions.sign_in_links import send_sign_in_link
from portal.access.models import StaffRole, User, UserSession
from portal.access.passwords import hash_password
from portal.access.reactions import link_requests
from portal.core.clock import at, now
from portal.core.database import db, transaction
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.waiting import told_when

WORDS = "seven quiet herons"
COLLEAGUE = {"name": "Lena & Vogt", "email": "lena@northwind.example", "roles": ["product", "moderator"]}
SENSITIVE = {
    "users.add", "users.give", "users.take", "users.end", "users.closing", "users.handover",
    "users.welcome_back", "users.send_link",
    "betas.load_keys",
    "address_changes.keep_colleague", "address_changes.give_back_colleague", "people.close_login", "people.open_login",
    "own_login.address", "own_login.close", "leaving.leaving", "leaving.ask_copy", "leaving.copy",
    "departures.erase", "departures.agree_to", "departures.keep",
    "people.export_people", "ideas.export_csv", "ideas.export_json", "betas.people_file", "betas.reports_file",
}  # fmt: skip
LATER = timedelta(hours=3)


@pytest.fixture
def owner(app: Flask) -> User:
    return with_password(staff("owner"))


def with_password(user: User) -> User:
    hashed = hash_password(WORDS)
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hashed
    return user


def hidden(page: str) -> dict[str, list[str]]:
    """The hidden fields of a page, by name."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        if name != "csrf_token":
            fields.setdefault(name, []).append(html.unescape(value))
    return fields


def roles_of(email: str) -> set[str]:
    db.session.rollback()
    held = select(StaffRole.role).join(User, User.id == StaffRole.user_id).where(User.email == email)
    return set(db.session.scalars(held))


def test_every_sensitive_act_of_staff_asks(app: Flask) -> None:
    asking = {name for name, view in app.view_functions.items() if "confirmed" in _marks(view)}
    assert asking == SENSITIVE


def test_within_two_hours_nobody_is_asked(app: Flask, owner: User) -> None:
    browser = signed_in(app, owner)
    with at(now() + timedelta(minutes=110)):
        assert browser.get("/people.csv").status_code == 200
        assert browser.post("/admin/users/new", data=COLLEAGUE).status_code == 303


def test_a_page_is_asked_for_with_the_password_and_then_there(app: Flask, owner: User) -> None:
    browser = signed_in(app, owner)
    with at(now() + LATER):
        asked = browser.get("/people.csv?segment=promoter")
        assert asked.status_code == 303
        assert "Confirm it&#39;s you" in browser.get(asked.location).text.replace("'", "&#39;")
        wrong = browser.post(asked.location, data={"password": "wrong wrong wrong", "next": "/people.csv"})
        assert wrong.status_code == 422
        assert browser.get("/people.csv").status_code == 303
        right = browser.post("/confirm", data={"password": WORDS, "next": "/people.csv?segment=promoter"})
        assert right.location == "/people.csv?segment=promoter"
        assert browser.get(right.location).status_code == 200


def test_what_was_typed_is_sent_once_it_is_them(app: Flask, owner: User) -> None:
    browser = signed_in(app, owner)
    with at(now() + LATER):
        asked = browser.post("/admin/users/new", data=COLLEAGUE)
        assert asked.status_code == 403
        assert roles_of("lena@northwind.example") == set()
        carried = {name: values[0] for name, values in hidden(asked.text).items()}
        go_on = browser.post("/confirm", data={"password": WORDS, **carried})
        assert go_on.status_code == 200
        assert 'action="/admin/users/new"' in go_on.text
        typed = {"name": ["Lena & Vogt"], "email": [COLLEAGUE["email"]], "roles": COLLEAGUE["roles"]}
        assert hidden(go_on.text) == typed
        assert browser.post("/admin/users/new", data=hidden(go_on.text)).status_code == 303
    assert roles_of("lena@northwind.example") == {"product", "moderator"}


def test_a_link_by_email_confirms_in_the_browser_where_it_is_opened(app: Flask) -> None:
    owner = staff("owner")
    app.config["WTF_CSRF_ENABLED"] = True
    browser = signed_in(app, owner)
    with at(now() + LATER):
        form = _token(browser.get("/confirm"))
        asked = browser.post("/admin/users/new", data={**COLLEAGUE, "csrf_token": form})
        carried = {name: values[0] for name, values in hidden(asked.text).items()}
        page = browser.post("/confirm/link", data={**carried, "csrf_token": form}).text
        link_requests()
        mail = newest().text
        path = re.search(r"/sign-in/link/\S+", mail)
        assert path
        assert browser.get("/people.csv").status_code == 303, "a link that was only asked for confirms nothing"
        opened = browser.get(path[0])
        done = browser.post(path[0], data={"csrf_token": _token(opened)}, follow_redirects=True)
        assert "carry on there" in done.text
        typed = {**hidden(page), "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]}
        assert browser.post("/admin/users/new", data=typed).status_code == 303
    assert roles_of("lena@northwind.example") == {"product", "moderator"}
    assert len(db.session.scalars(select(UserSession)).all()) == 1


def test_too_many_links_keep_what_was_typed(app: Flask, owner: User) -> None:
    with at(now() + LATER):
        browser = signed_in(app, owner)
        act = {"next": "/admin/users/new", "typed": "name=Lena+Vogt"}
        answers = [browser.post("/confirm/link", data=act) for _each in range(6)]
    assert [answer.status_code for answer in answers] == [*[200] * 5, 429]
    assert hidden(answers[-1].text)["typed"] == ["name=Lena+Vogt"] * 2
    assert "several links" in answers[-1].text
    told_when(answers[-1])


def test_keys_that_were_typed_stand_in_no_page(app: Flask, owner: User) -> None:
    browser = signed_in(app, owner)
    with at(now() + LATER):
        page = browser.post("/betas/1/keys", data={"keys": "SECRET-KEY-1", "note": "ours"})
    assert page.status_code == 403
    assert "SECRET-KEY-1" not in page.text


def test_a_shared_device_stays_one_when_its_person_confirms_by_link(app: Flask) -> None:
    lena = staff("owner")
    browser = signed_in(app, lena)
    with transaction() as session:
        session.scalars(select(UserSession)).one().remembered = False
        send_sign_in_link(session.get_one(User, lena.id))
    link = re.findall(r"/sign-in/link/[\w-]+", newest().text)[0]
    assert re.search(r'<input[^>]*checked[^>]*name="shared"|name="shared"[^>]*checked', browser.get(link).text)
    assert not re.search(r'name="shared"[^>]*checked', app.test_client().get(link).text)


def test_confirming_gives_the_session_a_fresh_identifier(app: Flask, owner: User) -> None:
    browser = signed_in(app, owner)
    thief = app.test_client()
    with browser.session_transaction() as cookie, thief.session_transaction() as stolen:
        stolen["_user_id"] = cookie["_user_id"]
    assert thief.get("/you/sessions").status_code == 200
    with at(now() + LATER):
        assert browser.post("/confirm", data={"password": WORDS, "next": "/people.csv"}).status_code == 303
        assert browser.get("/people.csv").status_code == 200
        assert thief.get("/you/sessions").status_code == 303


def test_who_has_only_an_old_session_gets_no_rights_and_no_list(app: Flask, owner: User) -> None:
    thief, priya = signed_in(app, owner), staff("success")
    with at(now() + LATER):
        assert thief.post(f"/admin/users/{priya.id}/roles/owner").status_code == 403
        assert thief.get("/people.csv", follow_redirects=True).headers["Content-Type"].startswith("text/html")
        tries = [thief.post("/confirm", data={"password": f"guess {n} guess"}) for n in range(11)]
        assert [each.status_code for each in tries] == [422] * 10 + [429]
        told_when(tries[-1])
    assert roles_of(priya.email) == {"success"}


def test_the_way_on_leads_nowhere_but_to_this_site(app: Flask, owner: User) -> None:
    browser = signed_in(app, owner)
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        answer = browser.post("/confirm", data={"password": WORDS, "next": target, "typed": "a=b"})
        assert answer.status_code == 409
        assert "evil.example" not in browser.get("/confirm", query_string={"next": target}).text


def test_a_first_password_is_set_only_after_confirming(app: Flask) -> None:
    browser = signed_in(app, a_user(a_member("Mei Tanaka")))
    new = {"password": "four slow green kites"}
    with at(now() + LATER):
        assert browser.post("/you/password", data=new).status_code == 403
    assert "Set a password" in browser.get("/you/sign-in").text
    assert browser.post("/you/password", data={"password": "password1234"}).status_code == 422
    assert browser.post("/you/password", data=new).status_code == 303
    assert browser.post("/you/password", data=new).status_code == 422, "from now on the old one is asked for"


def test_nobody_else_is_asked_or_let_through(app: Flask) -> None:
    member = signed_in(app, a_user(a_member()))
    with at(now() + LATER):
        assert member.get("/people.csv").status_code == 404
        assert member.post("/admin/users/new", data=COLLEAGUE).status_code == 404
    for answer in (app.test_client().get("/confirm"), app.test_client().post("/confirm/link")):
        assert answer.location.startswith("/sign-in")


def _token(page: object) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)  # type: ignore[attr-defined]
    assert found
    return found[1]


def _marks(view: object) -> set[str]:
    marks: set[str] = set()
    while view is not None:
        marks |= set(vars(view)) if hasattr(view, "__dict__") else set()
        view = getattr(view, "__wrapped__", None)
    return marks
