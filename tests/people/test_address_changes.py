"""A login moves to another address with its person alone: confirmed there, disputed from the former one."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actions.account_links import PASSWORD, SIGN_IN
from portal.access.actions.closing import close_login
from portal.access.actions.link_requests import ask_for_link
from portal.access.actions.passwords import change_password, send_password_link
from portal.access.actions.staff import give_role
from portal.access.links import find_link
from portal.access.models import User
from portal.access.passwords import hash_password
from portal.access.reactions import link_requests
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity, Mail
from portal.people.actions.merge import merge_members
from portal.people.feeds import feed_reader, renew_feed
from portal.people.models import AddressChange, Company, JobChange, Member
from portal.people.reactions import address_changes
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.racing import Post, posted_at_once

OLD, NEW = "mei@orbit.example", "mei@fjord.example"
LINK = re.compile(r"https://advocates\.northwind\.example(/(?:new-address|not-my-address|new-password)/[0-9a-f]{32})")


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member("Mei Tanaka", email=OLD))


def typed(client: FlaskClient, login: User, email: str) -> str:
    """What a colleague's page says after they typed another address for her."""
    data = {"given_name": "Mei", "family_name": "Tanaka", "company_name": "Orbit Health", "email": email}
    return client.post(f"/people/{login.member_id}/edit", data=data, follow_redirects=True).text


def newest_link(recipient: str) -> str:
    """The path of the link in the newest email to that address."""
    return str(LINK.findall(newest(Mail.recipient == recipient).text)[-1])


def addresses(login: User) -> tuple[str, str]:
    """Where she signs in, and where she is written to."""
    db.session.expire_all()
    user = db.session.get_one(User, login.id)
    return user.email, db.session.get_one(Member, user.member_id).email


def confirmed(app: Flask, success: FlaskClient, login: User) -> None:
    typed(success, login, NEW)
    assert app.test_client().post(newest_link(NEW)).status_code == 303
    assert addresses(login) == (NEW, NEW)


def closed(login: User) -> None:
    priya = staff("success")
    with transaction() as session:
        close_login(session.get_one(User, login.id), session.get_one(User, priya.id), reopens_by_link=True)


def verbs() -> list[str]:
    return list(
        db.session.scalars(select(Activity.verb).where(Activity.verb.startswith("address.")).order_by(Activity.id))
    )


def test_a_new_address_moves_nothing_before_it_is_confirmed_there(app: Flask, success: FlaskClient, mei: User) -> None:
    page = typed(success, mei, NEW)
    assert addresses(mei) == (OLD, OLD)
    assert "Ask your administrator for the link" in page
    assert "is waiting for confirmation" in page
    with transaction():
        ask_for_link(PASSWORD, NEW)
        ask_for_link(SIGN_IN, NEW)
    link_requests()
    assert db.session.scalars(select(Mail.recipient)).all() == [NEW]
    assert "Confirm your new email address" in db.session.scalars(select(Mail.subject)).one()


def test_looking_at_the_link_changes_nothing_and_its_button_moves_the_login(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    signed = signed_in(app, mei)
    with transaction() as session:
        send_password_link(session.get_one(User, mei.id))
        feed = renew_feed(session.get_one(User, mei.id))
    password = newest_link(OLD)
    typed(success, mei, NEW)
    link = newest_link(NEW)
    for _look in range(2):
        assert "Use this address" in app.test_client().get(link).text
    assert addresses(mei) == (OLD, OLD)

    assert app.test_client().post(link).headers["Location"] == "/sign-in"

    assert addresses(mei) == (NEW, NEW)
    assert signed.get("/you").status_code == 303
    assert app.test_client().get(password).status_code == 410
    assert feed_reader(feed) is None
    assert app.test_client().post(link).status_code == 410
    assert verbs() == ["address.asked", "address.changed"]


def test_the_former_address_hears_of_it_and_of_nothing_else(app: Flask, success: FlaskClient, mei: User) -> None:
    confirmed(app, success, mei)
    mail = newest(Mail.recipient == OLD)
    for secret in (NEW, "fjord", "Mei", "Tanaka", "Orbit"):
        assert secret not in f"{mail.subject} {mail.text} {mail.html}".replace(OLD, "")


def test_a_dispute_stops_the_password_until_people_have_looked(app: Flask, success: FlaskClient, mei: User) -> None:
    confirmed(app, success, mei)
    link = newest_link(OLD)
    with transaction() as session:
        send_password_link(session.get_one(User, mei.id))
    password = newest_link(NEW)
    assert "Dispute the change" in app.test_client().get(link).text
    assert app.test_client().post(link, follow_redirects=True).status_code == 200
    assert app.test_client().post(link).status_code == 410

    assert addresses(mei) == (NEW, NEW)
    assert app.test_client().get(password).status_code == 410
    with pytest.raises(Refused, match="yours"), transaction() as session:
        change_password(session.get_one(User, mei.id), "hash", session_id=None)
    with transaction():
        ask_for_link(PASSWORD, NEW)
    before = db.session.query(Mail).count()
    link_requests()
    assert db.session.query(Mail).count() == before
    assert "Settle the dispute first" in typed(success, mei, "third@evil.example")
    assert "Mei Tanaka" in signed_in(app, staff("success")).get("/today").text
    assert "disputed" in success.get(f"/people/{mei.member_id}").text


@pytest.mark.parametrize(("button", "where"), [("kept", NEW), ("returned", OLD)])
def test_people_settle_a_dispute(app: Flask, success: FlaskClient, mei: User, button: str, where: str) -> None:
    confirmed(app, success, mei)
    app.test_client().post(newest_link(OLD))
    signed = signed_in(app, mei)
    change_id = db.session.scalars(select(AddressChange.id)).one()
    address = f"/people/{mei.member_id}/disputes/{change_id}/{button}"
    for role in ("product", "moderator"):
        assert signed_in(app, staff(role)).post(address).status_code == 404
    assert signed.post(address).status_code == 404
    assert success.post(f"/people/{mei.member_id + 1}/disputes/{change_id}/{button}").status_code == 404

    assert success.post(address).status_code == 303

    assert addresses(mei) == (where, where)
    assert (signed.get("/you").status_code == 200) == (button == "kept")
    assert db.session.get_one(User, mei.id).disputed_at is None
    assert success.post(address).status_code == 409
    assert verbs()[-1] == f"address.{button}"


def test_a_login_that_is_given_back_forgets_the_password_of_whoever_had_it(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    confirmed(app, success, mei)
    with transaction() as session:
        session.get_one(User, mei.id).password_hash = hash_password("seven quiet herons")
    app.test_client().post(newest_link(OLD))
    change_id = db.session.scalars(select(AddressChange.id)).one()
    success.post(f"/people/{mei.member_id}/disputes/{change_id}/returned")
    thief = app.test_client().post("/sign-in", data={"email": OLD, "password": "seven quiet herons"})
    assert thief.status_code == 422


def test_while_one_change_is_disputed_no_other_is_confirmed(app: Flask, success: FlaskClient, mei: User) -> None:
    confirmed(app, success, mei)
    dispute = newest_link(OLD)
    typed(success, mei, "third@evil.example")
    third = newest_link("third@evil.example")
    app.test_client().post(dispute)
    assert app.test_client().post(third).status_code == 410
    assert addresses(mei) == (NEW, NEW)


def test_of_two_disputes_each_holds_the_password_until_it_is_settled(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    confirmed(app, success, mei)
    first = newest_link(OLD)
    typed(success, mei, "third@fjord.example")
    app.test_client().post(newest_link("third@fjord.example"))
    for link in (first, newest_link(NEW)):
        app.test_client().post(link)
    for number, change_id in enumerate(db.session.scalars(select(AddressChange.id).order_by(AddressChange.id)).all()):
        assert db.session.get_one(User, mei.id).disputed_at is not None, number
        success.post(f"/people/{mei.member_id}/disputes/{change_id}/kept")
        db.session.expire_all()
    assert db.session.get_one(User, mei.id).disputed_at is None


def test_of_a_confirmation_and_a_withdrawal_at_once_the_first_one_holds(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    typed(success, mei, NEW)
    confirm = Post(app.test_client(), newest_link(NEW))
    answers = posted_at_once(app, [confirm, Post(success, f"/people/{mei.member_id}/new-address/end")])
    assert max(answers) < 500
    change = db.session.scalars(select(AddressChange)).one()
    assert (change.status, addresses(mei)) in [("confirmed", (NEW, NEW)), ("withdrawn", (OLD, OLD))]
    assert len([verb for verb in verbs() if verb != "address.asked"]) == 1


def test_whoever_got_a_role_meanwhile_is_moved_by_no_link(app: Flask, success: FlaskClient, mei: User) -> None:
    typed(success, mei, NEW)
    owner = staff("owner")
    with transaction() as session:
        give_role(session.get_one(User, mei.id), "moderator", session.get_one(User, owner.id))
    assert app.test_client().post(newest_link(NEW)).status_code == 410
    assert addresses(mei) == (OLD, OLD)


def test_only_who_gives_roles_settles_for_a_colleague(app: Flask, success: FlaskClient, mei: User) -> None:
    confirmed(app, success, mei)
    app.test_client().post(newest_link(OLD))
    owner = staff("owner")
    with transaction() as session:
        give_role(session.get_one(User, mei.id), "moderator", session.get_one(User, owner.id))
    address = f"/people/{mei.member_id}/disputes/{db.session.scalars(select(AddressChange.id)).one()}/returned"
    success.post(address)
    assert addresses(mei) == (NEW, NEW)
    signed_in(app, owner).post(address)
    assert addresses(mei) == (OLD, OLD)


def test_once_a_login_is_given_back_nobody_further_on_can_dispute_that(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    confirmed(app, success, mei)
    first = newest_link(OLD)
    typed(success, mei, "third@fjord.example")
    app.test_client().post(newest_link("third@fjord.example"))
    second = newest_link(NEW)
    app.test_client().post(first)
    change_id = db.session.scalars(select(AddressChange.id).order_by(AddressChange.id)).first()
    success.post(f"/people/{mei.member_id}/disputes/{change_id}/returned")
    assert addresses(mei) == (OLD, OLD)
    assert app.test_client().post(second).status_code == 410
    assert db.session.get_one(User, mei.id).disputed_at is None


def test_the_link_falls_with_a_new_password_and_can_be_sent_again(app: Flask, success: FlaskClient, mei: User) -> None:
    typed(success, mei, NEW)
    stale = newest_link(NEW)
    with transaction() as session:
        change_password(session.get_one(User, mei.id), "hash", session_id=None)
    assert app.test_client().post(stale).status_code == 410
    typed(success, mei, NEW)
    assert newest_link(NEW) != stale
    assert app.test_client().post(newest_link(NEW)).status_code == 303


def test_a_login_that_ends_in_a_merge_takes_no_address_any_more(app: Flask, success: FlaskClient, mei: User) -> None:
    typed(success, mei, NEW)
    link = newest_link(NEW)
    again = a_member("Mei Tanaka", email="mei@other.example")
    own, owner = a_user(again), staff("owner")
    with transaction() as session:
        stays, double = session.get_one(Member, again.id), session.get_one(Member, mei.member_id)
        actor, login = session.get_one(User, owner.id), session.get_one(User, own.id)
        merge_members(stays, double, actor, login)
    assert app.test_client().post(link).status_code == 410
    assert addresses(own) == ("mei@other.example", "mei@other.example")
    assert verbs() == ["address.asked", "address.withdrawn"]


def test_a_closed_login_moves_when_it_is_confirmed_and_stays_closed(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    closed(mei)
    typed(success, mei, NEW)
    assert addresses(mei) == (OLD, OLD)
    page = app.test_client().post(newest_link(NEW), follow_redirects=True).text
    assert addresses(mei) == (NEW, NEW)
    assert "stays closed" in page
    assert not db.session.get_one(User, mei.id).active


def test_nobody_disputes_after_a_week(app: Flask, success: FlaskClient, mei: User) -> None:
    confirmed(app, success, mei)
    with at(now() + timedelta(days=8)):
        assert app.test_client().post(newest_link(OLD)).status_code == 410
    assert addresses(mei) == (NEW, NEW)


def test_what_nobody_confirms_lapses_and_can_be_withdrawn_before(app: Flask, success: FlaskClient, mei: User) -> None:
    typed(success, mei, NEW)
    link = newest_link(NEW)
    for role in ("product", "moderator"):
        assert signed_in(app, staff(role)).post(f"/people/{mei.member_id}/new-address/end").status_code == 404
    assert success.post(f"/people/{mei.member_id}/new-address/end").status_code == 303
    assert app.test_client().post(link).status_code == 410
    typed(success, mei, "other@fjord.example")
    with at(now() + timedelta(days=8)):
        assert address_changes() == 1
        assert app.test_client().post(newest_link("other@fjord.example")).status_code == 410
    assert addresses(mei) == (OLD, OLD)
    assert verbs() == ["address.asked", "address.withdrawn", "address.asked", "address.lapsed"]


def test_the_newest_of_two_addresses_is_the_one_that_can_be_confirmed(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    typed(success, mei, "slip@fjord.example")
    slip = newest_link("slip@fjord.example")
    typed(success, mei, NEW)
    assert app.test_client().post(slip).status_code == 410
    assert app.test_client().post(newest_link(NEW)).status_code == 303
    assert addresses(mei) == (NEW, NEW)


def test_saving_the_same_form_again_writes_no_second_email(app: Flask, success: FlaskClient, mei: User) -> None:
    for _time in range(2):
        typed(success, mei, NEW)
    assert db.session.query(Mail).count() == 1


def test_an_address_that_somebody_else_has_meanwhile_is_refused_and_everything_stays(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    typed(success, mei, NEW)
    a_member("Ana Sousa", email=NEW)
    answer = app.test_client().post(newest_link(NEW))
    assert answer.status_code == 422
    assert "Somebody else has this address already. Use another one." in answer.text
    assert addresses(mei) == (OLD, OLD)
    assert find_link("address", newest_link(NEW).rpartition("/")[2]) is not None


def test_a_login_that_is_closed_meanwhile_moves_nowhere(app: Flask, success: FlaskClient, mei: User) -> None:
    typed(success, mei, NEW)
    closed(mei)
    assert app.test_client().post(newest_link(NEW)).status_code == 410
    assert verbs() == ["address.asked", "address.withdrawn"]


def test_a_job_change_with_a_new_address_asks_there_too(app: Flask, success: FlaskClient, mei: User) -> None:
    data = {"company": "Fjord Bank", "since": now().date().isoformat(), "email": NEW}
    page = success.post(f"/people/{mei.member_id}/job", data=data, follow_redirects=True).text
    assert addresses(mei) == (OLD, OLD)
    assert "Ask your administrator for the link" in page


def test_a_confirmed_address_at_the_company_s_domain_confirms_the_new_job_that_waits(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    fjord = a_member("Ana Sousa", "Fjord Bank").company
    with transaction() as session:
        company = session.get_one(Company, fjord.id)
        company.domain, company.domain_confirmed = "fjord.example", True
    signed_in(app, mei).post("/you/job", data={"company": "Fjord Bank", "since": now().date().isoformat()})
    assert db.session.get_one(Member, mei.member_id).company_id is None
    data = {"given_name": "Mei", "family_name": "Tanaka", "company_name": "", "email": NEW}
    success.post(f"/people/{mei.member_id}/edit", data=data)
    app.test_client().post(newest_link(NEW))
    assert addresses(mei) == (NEW, NEW)
    assert db.session.get_one(Member, mei.member_id).company_id == fjord.id

    app.test_client().post(newest_link(OLD))
    change_id = db.session.scalars(select(AddressChange.id)).one()
    success.post(f"/people/{mei.member_id}/disputes/{change_id}/returned")
    db.session.expire_all()
    assert db.session.get_one(Member, mei.member_id).company_id is None, "what the address had proved is proved no more"
    assert db.session.scalars(select(JobChange.status)).all() == ["waiting"]


def test_whoever_cannot_sign_in_is_written_to_at_the_new_address_at_once(app: Flask, success: FlaskClient) -> None:
    ana = a_member("Ana Sousa", email="ana@orbit.example")
    data = {"given_name": "Ana", "family_name": "Sousa", "company_name": "Orbit Health", "email": "ana@fjord.example"}
    assert "Saved." in success.post(f"/people/{ana.id}/edit", data=data, follow_redirects=True).text
    db.session.expire_all()
    assert db.session.get_one(Member, ana.id).email == "ana@fjord.example"
    assert db.session.query(Mail).count() == 0
