"""Logins, sessions and invitations when two records of one person become one."""

import pytest
from flask import Flask

from portal.access.actions.closing import close_login
from portal.access.models import User
from portal.access.reactions import link_requests
from portal.access.sessions import begin_session
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Mail
from portal.people.actions.invitations import invite_member
from portal.people.models import Invitation, Member
from portal.people.signed_in import load_viewer
from tests.actors import a_user, signed_in, staff
from tests.people.mailed import newest_path
from tests.people.merging import merge


def test_a_single_login_goes_on_with_the_one_who_stays(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    login = a_user(again)
    merge(mei, again)

    assert db.session.get_one(User, login.id).member_id == mei.id


def test_two_logins_are_never_merged_without_a_choice(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    a_user(mei)
    a_user(again)

    with pytest.raises(Refused, match="Choose which login"):
        merge(mei, again)

    assert again.merged_into_id is None


@pytest.mark.parametrize("chosen", [0, 1])
def test_the_login_that_was_not_chosen_ends_at_once(app: Flask, pair: tuple[Member, Member], chosen: int) -> None:
    logins = [a_user(member) for member in pair]
    browsers = [signed_in(app, login) for login in logins]
    merge(*pair, login=logins[chosen])

    kept, ended = logins[chosen], logins[1 - chosen]
    assert (kept.member_id, kept.active) == (pair[0].id, True)
    assert (ended.member_id, ended.active) == (pair[1].id, False)
    assert browsers[chosen].get("/you").status_code == 200
    assert browsers[1 - chosen].get("/you").status_code == 303


def test_a_colleagues_login_is_never_ended_by_a_merge(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    owner = a_user(again, "owner")

    with pytest.raises(Refused, match="has a role"):
        merge(mei, again, login=a_user(mei))

    assert db.session.get_one(User, owner.id).active


def test_a_session_of_the_ended_login_is_gone(app: Flask, pair: tuple[Member, Member]) -> None:
    logins = [a_user(member) for member in pair]
    with app.test_request_context(), transaction():
        token = begin_session(db.session.merge(logins[1])).token
    merge(*pair, login=logins[0])

    assert load_viewer(token) is None


def test_an_open_invitation_of_the_double_is_taken_back(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    priya = staff("success")
    with transaction() as session:
        for member in (mei, again):
            invite_member(session.merge(member), session.merge(priya), "Come in", "A few words")
    merge(mei, again)

    invitations = db.session.query(Invitation).all()
    assert {row.member_id for row in invitations} == {mei.id}
    assert {row.link.recipient: row.status for row in invitations} == {mei.email: "sent", again.email: "revoked"}


def test_no_link_opens_the_ended_login_again(app: Flask, pair: tuple[Member, Member]) -> None:
    logins = [a_user(member) for member in pair]
    with transaction() as session:
        close_login(*[session.get_one(User, logins[1].id)] * 2, reopens_by_link=True)
    merge(*pair, login=logins[0])
    app.test_client().post("/sign-in/link", data={"email": logins[1].email})
    link_requests()

    assert db.session.query(Mail).count() == 0
    assert (logins[1].active, logins[1].reopens_by_link) == (False, False)


def test_whoever_signs_in_is_written_to_there_and_asked_for_the_other_address(
    app: Flask, pair: tuple[Member, Member]
) -> None:
    mei, again = pair
    before, other = again.email, mei.email
    login = a_user(again)
    merge(mei, again)
    assert (mei.email, login.email, again.email) == (before, before, other)

    assert app.test_client().post(newest_path(other, "/new-address/")).status_code == 303
    db.session.expire_all()
    assert (mei.email, login.email, again.email) == (other, other, before)
