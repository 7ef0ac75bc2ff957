"""Who is signed in is read as columns, and says the same as their rows."""

import pytest
from flask import Flask

from portal.access.models import StaffRole, User
from portal.access.sessions import begin_session
from portal.core.database import db, transaction
from portal.people.models import Company, Member
from portal.people.signed_in import SignedIn, load_viewer
from portal.people.viewer import Viewer
from tests.actors import a_member, a_user, staff
from tests.queries import counted

ASKED = ("id", "name", "is_active", "registered_at", "is_member", "member_id", "me", "traits", "is_staff", "roles")


def a_promoter() -> User:
    return a_user(a_member("Mei Tanaka", "Orbit Health", segment="promoter", stage="advocate", country="JP"))


def a_partner() -> User:
    member = a_member("Ida Berg", "Halden")
    with transaction() as session:
        company = session.get_one(Company, member.company_id)
        company.kind, company.plan, company.region = "partner", "Business", "Nordics"
    return a_user(member)


def a_lone_contact() -> User:
    member = a_member("Ana Sousa", "Fjord Bank", time_zone="Europe/Lisbon")
    with transaction() as session:
        session.get_one(Member, member.id).company_id = None
    return a_user(member)


def two_roles() -> User:
    lena = staff("product", name="Lena Vogt")
    with transaction() as session:
        session.add(StaffRole(user_id=lena.id, role="moderator"))
    return lena


WHO = (a_promoter, a_partner, a_lone_contact, two_roles, staff)


def signed_in_as(user: User) -> Viewer:
    """The viewer of a request of theirs."""
    with transaction() as session:
        token = begin_session(session.get_one(User, user.id)).token
    db.session.rollback()
    db.session.expunge_all()
    found = load_viewer(token)
    assert isinstance(found, SignedIn)
    return found


@pytest.mark.parametrize("who", WHO, ids=lambda who: str(who.__name__))
def test_columns_say_the_same_as_the_rows(app: Flask, who: object) -> None:
    assert callable(who)
    user = who()
    with app.test_request_context():
        found = signed_in_as(user)
        rows = Viewer(db.session.get_one(User, user.id))
        assert {name: getattr(found, name) for name in ASKED} == {name: getattr(rows, name) for name in ASKED}
        assert found.capabilities == rows.capabilities
        assert found.user is rows.user
        assert found.member is rows.member


def test_no_row_is_read_before_it_is_asked_for(app: Flask) -> None:
    user = a_promoter()
    with app.test_request_context():
        found = signed_in_as(user)
        with counted(app) as queries:
            assert [getattr(found, name) for name in ASKED]
        assert len(queries.statements) == 0
        with counted(app) as queries:
            assert found.member is not None
            assert found.member.company is not None
        assert len(queries.statements) == 1


def test_the_rows_are_those_of_the_running_transaction(app: Flask) -> None:
    user = a_promoter()
    with app.test_request_context():
        found = signed_in_as(user)
        assert found.user.name == "Mei Tanaka"
        with transaction() as session:
            session.get_one(User, user.id).name = "Mei Ito"
        assert (found.user.name, found.name) == ("Mei Ito", "Mei Tanaka"), "who they were when the request began"
