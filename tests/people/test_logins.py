"""Which member a login is: access knows the number, people the person."""

from flask import Flask
from sqlalchemy import select

from portal.access.actions.staff import give_role
from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.people.logins import member_of
from portal.people.models import Member
from portal.people.signed_in import SignedIn
from tests.actors import a_member, a_user, staff
from tests.people.test_signed_in import signed_in_as
from tests.queries import counted


def test_a_login_leads_to_its_member_and_that_of_staff_to_nobody(app: Flask) -> None:
    mei = a_member("Mei Tanaka", "Orbit Health")
    found = member_of(a_user(mei))
    assert found is not None
    assert found.id == mei.id
    assert member_of(staff("product")) is None


def test_a_member_who_is_held_is_not_read_again(app: Flask) -> None:
    user_id = a_user(a_member("Mei Tanaka", "Orbit Health")).id
    db.session.expunge_all()
    held = db.session.execute(select(User, Member).join(Member, Member.id == User.member_id)).all()
    with counted(app) as queries:
        assert [member_of(user) for user, _member in held if user.id == user_id] == [held[0][1]]
    assert queries.statements == []


def test_a_login_that_was_read_already_is_not_read_again_for_the_viewer(app: Flask) -> None:
    user = a_user(a_member("Mei Tanaka", "Orbit Health"))
    with app.test_request_context():
        viewer = signed_in_as(user)
        assert isinstance(viewer, SignedIn)
        author = db.session.get_one(User, user.id)
        with counted(app) as queries:
            assert viewer.user is author
        assert queries.statements == []


def test_a_line_about_a_login_stands_in_the_history_of_its_member_and_their_company(app: Flask) -> None:
    mei, priya, jonas = a_member("Mei Tanaka", "Orbit Health"), staff("owner"), staff("product")
    login = a_user(mei)
    with transaction() as session:
        owner = session.get_one(User, priya.id)
        for user in (session.get_one(User, login.id), session.get_one(User, jonas.id)):
            give_role(user, "moderator", owner)
    lines = select(Activity.member_id, Activity.company_id).where(Activity.verb == "role.granted")
    assert db.session.execute(lines.order_by(Activity.id)).all() == [(mei.id, mei.company_id), (None, None)]
