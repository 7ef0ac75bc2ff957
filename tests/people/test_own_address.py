"""One's own address: asked for by whoever proves who they are, confirmed at the new one, disputed from the old."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.mails import post_password_changed
from portal.access.models import StaffRole, User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail import send_due
from portal.people.models import AddressChange
from tests.actors import a_member, a_user, signed_in, staff
from tests.people.mailed import newest_path, number_of_mails
from tests.waiting import told_when

pytestmark = pytest.mark.one_database
OLD, NEW = "mei@orbit.example", "mei@fjord.example"


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member("Mei Tanaka", email=OLD))


def ask(browser: FlaskClient, address: str) -> tuple[int, str]:
    answer = browser.post("/you/address", data={"email": address}, follow_redirects=True)
    return answer.status_code, answer.text


def address_of(login: User) -> str:
    db.session.rollback()
    return db.session.get_one(User, login.id, populate_existing=True).email


@pytest.mark.both_databases
def test_somebody_asks_for_another_address_and_confirms_it_there(
    app: Flask, mei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    hers = signed_in(app, mei)
    _status, page = ask(hers, NEW.upper())
    assert f"We&#39;ve emailed {NEW}" in page
    assert "Your new email address is waiting to be confirmed" in page
    assert address_of(mei) == OLD
    letter = db.session.scalars(select(Mail).where(Mail.recipient == NEW)).one()
    assert not [name for name in ("Mei", "Tanaka", OLD, "colleague") if name in letter.text]
    assert app.test_client().post(newest_path(NEW, "/new-address/")).status_code == 303
    assert address_of(mei) == NEW
    assert hers.get("/you").status_code == 303
    assert app.test_client().get(newest_path(OLD, "/not-my-address/")).status_code == 200
    lines = select(Activity.verb, Activity.actor_user_id).where(Activity.verb.contains("address"))
    assert db.session.execute(lines.order_by(Activity.id)).all() == [
        ("address.asked", mei.id),
        ("address.changed", mei.id),
    ]


def test_it_is_withdrawn_before_it_is_used(app: Flask, mei: User) -> None:
    hers = signed_in(app, mei)
    ask(hers, NEW)
    assert signed_in(app, a_user(a_member("Jonas Lind"))).post("/you/address/end").status_code == 404
    assert hers.post("/you/address/end").status_code == 303
    assert app.test_client().post(newest_path(NEW, "/new-address/")).status_code == 410
    assert "waits for you" not in hers.get("/you/sign-in").text


@pytest.mark.parametrize("typed", ["", "no address", OLD, "mei@"])
def test_nonsense_is_refused_and_stays_to_be_put_right(app: Flask, mei: User, typed: str) -> None:
    status, page = ask(signed_in(app, mei), typed)
    assert status == 422
    assert typed in page
    assert number_of_mails() == 0


@pytest.mark.both_databases
def test_nobody_finds_out_by_asking_who_has_an_address(app: Flask, mei: User) -> None:
    taken, free = a_user(a_member("Ana Sousa", email="ana@fjord.example")), "nobody@fjord.example"
    hers = signed_in(app, mei)
    answers = [ask(hers, address)[1].replace(address, "") for address in (taken.email, free)]
    assert len({page.count("emailed") for page in answers}) == 1
    assert number_of_mails() == 2
    ask(hers, taken.email)
    answer = app.test_client().post(newest_path(taken.email, "/new-address/"))
    assert (answer.status_code, "Somebody else has this address already." in answer.text) == (422, True)
    assert (address_of(mei), address_of(taken)) == (OLD, taken.email)


def test_who_signed_in_a_while_ago_proves_first_that_it_is_them(app: Flask, mei: User) -> None:
    hers = signed_in(app, mei)
    with at(now() + timedelta(hours=3)):
        assert hers.post("/you/address", data={"email": NEW}).status_code == 403
        assert hers.get("/you/address").location.startswith("/confirm")
    assert number_of_mails() == 0


@pytest.mark.both_databases
def test_a_colleague_changes_their_own_address_and_only_they_ask(app: Flask) -> None:
    priya = staff("success")
    ask(signed_in(app, priya), "priya@northwind.example")
    assert app.test_client().post(newest_path("priya@northwind.example", "/new-address/")).status_code == 303
    assert address_of(priya) == "priya@northwind.example"


def test_whoever_gets_a_role_asks_again(app: Flask, mei: User) -> None:
    ask(signed_in(app, mei), NEW)
    with transaction() as session:
        session.get_one(User, mei.id).roles.append(StaffRole(role="executive"))
    owner = signed_in(app, staff("owner"))
    assert owner.post(f"/admin/users/{mei.id}/roles/moderator").status_code == 303
    assert app.test_client().post(newest_path(NEW, "/new-address/")).status_code == 410
    assert address_of(mei) == OLD


@pytest.mark.parametrize(("button", "where"), [("kept", "new@northwind.example"), ("returned", None)])
def test_a_colleague_s_dispute_is_settled_by_another_who_gives_roles(
    app: Flask, button: str, where: str | None
) -> None:
    priya, ines, tom = staff("owner", name="Priya Shah"), staff("owner", name="Ines Adler"), staff("success")
    before = priya.email
    ask(signed_in(app, priya), "new@northwind.example")
    app.test_client().post(newest_path("new@northwind.example", "/new-address/"))
    app.test_client().post(newest_path(before, "/not-my-address/"))
    change = db.session.scalars(select(AddressChange.id)).one()
    path = f"/admin/users/{priya.id}/disputes/{change}/{button}"

    hers, his, their = signed_in(app, priya), signed_in(app, ines), signed_in(app, tom)
    assert their.post(path).status_code == 404
    assert "Priya Shah" not in their.get("/today").text.partition("Disputed")[2].partition("</section>")[0]
    assert hers.post(path).status_code == 409, "what is sensitive waits, and nobody settles their own"
    assert "Priya Shah" in his.get("/today").text.partition("Disputed")[2].partition("</section>")[0]
    assert "disputed" in his.get(f"/admin/users/{priya.id}").text
    assert his.post(f"/people/1/disputes/{change}/{button}").status_code == 404
    assert his.post(path).status_code == 303
    assert address_of(priya) == (where or before)
    assert (hers.get("/today").status_code == 200) == (button == "kept")


def test_while_it_is_disputed_sensitive_acts_wait(app: Flask) -> None:
    priya = staff("owner")
    with transaction() as session:
        session.get_one(User, priya.id).disputed_at = now()
    hers = signed_in(app, priya)
    for path in ("/admin/users/new", "/people.csv", "/you/address"):
        answer = hers.get(path)
        assert (answer.status_code, "do this until that&#39;s settled" in answer.text) == (409, True), path
    assert hers.get("/today").status_code == 200


def test_a_stranger_gets_few_letters_and_none_of_a_change_that_was_withdrawn(app: Flask, mei: User) -> None:
    hers = signed_in(app, mei)
    answers = [hers.post("/you/address", data={"email": NEW}) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "a lot of new addresses for one hour" in answers[-1].text
    assert NEW in answers[-1].text, "what was typed is still there"
    assert told_when(answers[-1]) > 0
    hers.post("/you/address/end")
    send_due(None)
    states = select(Mail.state, Mail.error).where(Mail.recipient == NEW)
    assert db.session.execute(states).all() == [("held", "withdrawn")] * 5


def test_news_of_a_login_that_waits_goes_nowhere_once_the_login_moved(app: Flask, mei: User) -> None:
    hers = signed_in(app, mei)
    with transaction() as session:
        post_password_changed(session.get_one(User, mei.id), 1)
    ask(hers, NEW)
    app.test_client().post(newest_path(NEW, "/new-address/"))
    send_due(None)
    states = select(Mail.state, Mail.error).where(Mail.key == "password_changed:1")
    assert db.session.execute(states).all() == [("held", "moved")]
