"""Who has only an old session, an old letter, an old address, or the password of a closed login gets nowhere."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.access.reactions import link_requests
from portal.access.readers import marked_for
from portal.core.clock import at, now
from portal.core.database import db
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.models import AddressChange, Member
from tests.actors import signed_in
from tests.letters import texts
from tests.people.every_link import NEW, OLD, WORDS, Everything
from tests.people.mailed import PATH, newest_path, number_of_mails

pytestmark = pytest.mark.one_database
EVIL = "thief@evil.example"


def moved(found: Everything) -> None:
    """She has another address, as she wanted."""
    found.hers.post("/you/address", data={"email": NEW})
    assert found.app.test_client().post(newest_path(NEW, "/new-address/")).status_code == 303
    drain()


def login_of(found: Everything) -> User:
    db.session.rollback()
    return db.session.get_one(User, found.mei.id, populate_existing=True)


def is_hers(found: Everything, address: str) -> bool:
    login = login_of(found)
    member = db.session.get_one(Member, login.member_id, populate_existing=True)
    return login.active and login.email == member.email == address


def test_an_old_session_takes_neither_address_nor_password_nor_the_login_itself(found: Everything) -> None:
    thief = signed_in(found.app, found.mei)
    password = login_of(found).password_hash
    with at(now() + timedelta(days=30)):
        acts = {
            "/you/address": {"email": EVIL},
            "/you/closing": {},
            "/you/password": {"current": "a guess of words", "password": "twelve patient otters"},
        }
        assert [thief.post(path, data=fields).status_code for path, fields in acts.items()] == [403, 403, 422]
        thief.post("/confirm/link", data={"next": "/you/address"})
        link_requests()
    assert is_hers(found, OLD)
    assert login_of(found).password_hash == password
    assert EVIL not in db.session.scalars(select(Mail.recipient)).all()


@pytest.mark.parametrize("after", ["moved", "closed"])
def test_an_old_letter_names_nobody_and_opens_nothing(found: Everything, after: str) -> None:
    letters = texts(Mail.recipient == OLD)
    paths = {path for text in letters for path in PATH.findall(text)}
    assert len(paths) >= 5
    marked = marked_for(db.session.get_one(User, found.mei.id), "/sign-in")
    if after == "moved":
        moved(found)
    else:
        found.success.post(f"/people/{found.mei.member_id}/closing", data={"because": "Stolen.", "opens": "staff"})
    thief = found.app.test_client()
    for path in sorted(paths):
        for answer in (thief.get(path), thief.post(path, data={"password": "twelve patient otters", "score": "9"})):
            assert answer.status_code < 500
            assert not _says(answer.text, path), path
        assert thief.get("/you").status_code == 303, path
    page = thief.get(marked).text
    assert (OLD in page, NEW in page) == (after == "closed", False)


def _says(text: str, path: str) -> bool:
    """Whether a page says who it is about. What was said yes to stands on the page that takes it back."""
    return NEW in text or (not path.startswith("/quote/") and "Tanaka" in text)


@pytest.mark.both_databases
def test_an_old_address_gets_no_link_and_can_only_object(found: Everything) -> None:
    moved(found)
    written, thief = number_of_mails(), found.app.test_client()
    for asked in ("/sign-in/link", "/forgotten"):
        assert thief.post(asked, data={"email": OLD}).status_code == 303
    link_requests()
    assert number_of_mails() == written
    assert thief.post(newest_path(OLD, "/not-my-address/")).status_code == 303
    drain()
    assert is_hers(found, NEW)
    assert signed_in(found.app, found.mei).get("/you").status_code == 200
    assert number_of_mails() == written
    assert [change.status for change in db.session.scalars(select(AddressChange).order_by(AddressChange.id))] == [
        "confirmed", "withdrawn", "disputed",
    ]  # fmt: skip


def test_the_password_of_a_closed_login_opens_nothing(found: Everything) -> None:
    found.hers.post("/you/closing")
    thief = found.app.test_client()
    assert thief.post("/sign-in", data={"email": OLD, "password": WORDS}).status_code == 422
    for path in ("/you", "/you/address", "/you/sign-in", "/confirm"):
        assert thief.get(path).location.startswith("/sign-in")
    assert thief.post("/confirm", data={"password": WORDS, "next": "/you"}).location.startswith("/sign-in")
    assert not login_of(found).active


def test_while_the_address_is_disputed_whoever_has_it_now_does_nothing_that_lasts(found: Everything) -> None:
    moved(found)
    found.app.test_client().post(newest_path(OLD, "/not-my-address/"))
    thief: FlaskClient = signed_in(found.app, found.mei)
    for path, fields in {"/you/address": {"email": EVIL}, "/you/closing": {}}.items():
        assert thief.post(path, data=fields).status_code == 409
    assert is_hers(found, NEW)
    assert EVIL not in db.session.scalars(select(Mail.recipient)).all()
