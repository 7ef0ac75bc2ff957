"""Every way in which an address changes or a login ends, by every kind of link: what stands, and what falls."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal.access.models import User
from portal.access.reactions import link_requests
from portal.core.clock import at, now
from portal.core.database import db
from portal.ledger.worker import drain
from portal.people.models import Member
from tests.actors import a_member, a_user
from tests.kits.transfer.imports import brought_in
from tests.people.every_link import NEW, OLD, OTHER_WORDS, WORDS, Everything
from tests.people.mailed import newest_path

TABLE = """
                  | edited | own    | job    | import | double | joined | ended  | password | closed | opened
session           | falls  | falls  | falls  | stands | stands | stands | falls  | falls    | falls  | falls
feed              | falls  | falls  | falls  | stands | stands | stands | falls  | stands   | falls  | falls
reply address     | falls  | falls  | falls  | stands | stands | stands | falls  | stands   | falls  | falls
survey            | falls  | falls  | falls  | stands | stands | stands | stands | stands   | falls  | falls
quote approval    | falls  | falls  | falls  | stands | stands | stands | stands | stands   | falls  | falls
quote withdrawal  | stands | stands | stands | stands | stands | stands | stands | stands   | stands | stands
unsubscribe       | stands | stands | stands | stands | stands | stands | stands | stands   | stands | stands
quiet             | stands | stands | stands | stands | stands | stands | stands | stands   | stands | stands
sign-in link      | falls  | falls  | falls  | stands | stands | stands | falls  | falls    | falls  | falls
new address       | falls  | falls  | falls  | stands | stands | falls  | falls  | falls    | falls  | falls
password link     | falls  | falls  | falls  | stands | stands | stands | falls  | falls    | falls  | falls
dispute           | stands | stands | stands | stands | stands | stands | falls  | stands   | stands | stands
invitation        | falls  |        | falls  | stands | stands |        | falls  |          |        |
copied invitation | falls  |        | falls  | stands | stands |        | falls  |          |        |
"""
"""Of Mei, who signs in; the two last of Ana, who is invited and has no login yet.

`double`: another record was merged into theirs. `joined`: theirs was merged into another one, and her login goes on.
`ended`: theirs was merged into another one whose login goes on.
"""
HEAD, *ROWS = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines())
EXPECTED = {way: {row[0]: row[column] for row in ROWS if row[column]} for column, way in enumerate(HEAD) if way}


def edited(found: Everything) -> None:
    """Success types another address for both; hers is confirmed."""
    for member_id, address in ((found.mei.member_id, NEW), (found.ana.id, "ana@fjord.example")):
        data = {"given_name": "M", "family_name": "T", "company_name": "Orbit Health", "email": address}
        assert found.success.post(f"/people/{member_id}/edit", data=data).status_code == 303
    confirmed(found)


def own(found: Everything) -> None:
    """She asks for it herself."""
    assert found.hers.post("/you/address", data={"email": NEW}).status_code == 303
    confirmed(found)


def job(found: Everything) -> None:
    """Success confirms a new job with a new address."""
    for member_id, address in ((found.mei.member_id, NEW), (found.ana.id, "ana@fjord.example")):
        data = {"company": "Fjord Bank", "since": now().date().isoformat(), "email": address}
        assert found.success.post(f"/people/{member_id}/job", data=data).status_code == 303
    confirmed(found)


def imported(found: Everything, folder: Path) -> None:
    """A file has the same people with other addresses: it makes new records, and moves nobody."""
    heads = ("First name", "Last name", "E-mail", "Company")
    people = [("Mei", "Tanaka", NEW, "Orbit Health"), ("Ana", "Sousa", "ana@fjord.example", "Orbit Health")]
    brought_in(folder, "contacts", [heads, *people])
    assert address_of(found.mei) == OLD


def double(found: Everything) -> None:
    """Other records of the two turn up and become part of theirs."""
    for member_id, name in ((found.mei.member_id, "Mei Tanaka"), (found.ana.id, "Ana Sousa")):
        again = a_member(name).id
        assert found.success.post(f"/people/{member_id}/merge", data={"double": again}).status_code == 303
    assert address_of(found.mei) == OLD


def joined(found: Everything) -> None:
    """Hers becomes part of another record, whose address is asked for like any other."""
    other = a_member("Mei Tanaka", email=NEW)
    merged = {"double": found.mei.member_id}
    assert found.success.post(f"/people/{other.id}/merge", data=merged).status_code == 303
    assert address_of(found.mei) == OLD
    assert found.app.test_client().get(newest_path(NEW, "/new-address/")).status_code == 200


def ended(found: Everything) -> None:
    """Theirs become part of other records; the other login goes on."""
    again = a_user(a_member("Mei Tanaka", email=NEW))
    merged = {"double": found.mei.member_id, "login": again.id}
    assert found.success.post(f"/people/{again.member_id}/merge", data=merged).status_code == 303
    other = a_member("Ana Sousa")
    assert found.success.post(f"/people/{other.id}/merge", data={"double": found.ana.id}).status_code == 303


def password(found: Everything) -> None:
    """She chooses another password, and keeps her feeds."""
    words = {"current": WORDS, "password": OTHER_WORDS}
    assert found.hers.post("/you/password", data=words).status_code == 303


def closed(found: Everything) -> None:
    """Success closes her login."""
    answer = found.success.post(f"/people/{found.mei.member_id}/closing", data={"because": "Stolen.", "opens": "them"})
    assert answer.status_code == 303


def opened(found: Everything) -> None:
    """She opens it again: what fell with the closing stays fallen."""
    closed(found)
    found.app.test_client().post("/sign-in/link", data={"email": OLD})
    link_requests()
    client = found.app.test_client()
    assert client.post(newest_path(OLD, "/sign-in/link/")).status_code == 303
    assert client.get("/you").status_code == 200


def confirmed(found: Everything) -> None:
    assert address_of(found.mei) == OLD, "nothing moves before"
    assert found.app.test_client().post(newest_path(NEW, "/new-address/")).status_code == 303
    assert address_of(found.mei) == NEW


def address_of(login: User) -> str:
    db.session.rollback()
    user = db.session.get_one(User, login.id, populate_existing=True)
    assert db.session.get_one(Member, user.member_id, populate_existing=True).email == user.email
    return user.email


BY_REQUEST = (edited, own, job, double, joined, ended, password, closed, opened)
WAYS: dict[str, Callable[..., None]] = {way.__name__: way for way in BY_REQUEST}
WAYS["import"] = imported


@pytest.mark.one_database
def test_the_table_names_every_way_and_every_link(found: Everything) -> None:
    assert set(EXPECTED) == set(WAYS)
    assert {row[0] for row in ROWS} == set(found.links)
    assert all(cell in {"stands", "falls", ""} for row in ROWS for cell in row[1:])


@pytest.mark.parametrize("way", EXPECTED)
def test_what_stands_and_what_falls(found: Everything, tmp_path: Path, way: str) -> None:
    WAYS[way](found, tmp_path) if way == "import" else WAYS[way](found)
    drain()
    expected = EXPECTED[way]
    assert {kind: "stands" if found.links[kind]() else "falls" for kind in expected} == expected


@pytest.mark.one_database
def test_before_anything_happens_every_link_holds(found: Everything) -> None:
    assert [kind for row in ROWS if not found.links[kind := row[0]]()] == []


def test_in_month_six_what_takes_back_works_after_a_new_password_an_address_and_a_job(found: Everything) -> None:
    password(found)
    job(found)
    with at(now() + timedelta(days=183)):
        for link in ("quote withdrawal", "unsubscribe", "quiet"):
            assert found.links[link](), link
