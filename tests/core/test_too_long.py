"""Text that grows when it is compared or put together is never longer than its column."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import FailedSignIn, LinkRequest, User, UserSession
from portal.core.database import db, transaction
from portal.kits.jobs.models import Job
from portal.people.actions.invitations import invite_member
from tests.actors import a_member, a_user, signed_in, staff
from tests.people.mailed import newest_path

GROWING = ("ß" * 254, "ΐ" * 254, "İ" * 254, "a@" + "ß" * 200 + ".de", "a\0b@x.de", "㌖" * 120, "ﷺ" * 120)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link", "/forgotten"])
def test_an_odd_address_at_the_door_is_answered_like_any_unknown_one(app: Flask, path: str) -> None:
    data = {"password": "whatever it is"}
    unknown = app.test_client().post(path, data=data | {"email": "nobody@x.example"})
    for email in GROWING:
        answer = app.test_client().post(path, data=data | {"email": email})
        assert answer.status_code == unknown.status_code, email
    assert all(len(email) <= 254 and "\0" not in email for email in db.session.scalars(select(LinkRequest.email)))


def test_somebody_with_the_longest_name_joins_and_edits_their_details(app: Flask) -> None:
    member = a_member("a" * 120 + " " + "b" * 120, email="long@x.example")
    inviter = staff("success")
    with transaction() as session:
        invite_member(session.merge(member), session.merge(inviter), "Come in", "A few words")
    client = app.test_client()
    assert client.post(newest_path("long@x.example", "/join/")).status_code == 303
    details = {"given_name": "c" * 120, "family_name": "d" * 120, "time_zone": "Europe/Berlin"}
    assert client.post("/you/details", data=details).status_code == 303
    assert db.session.scalars(select(User.name).where(User.member_id.is_not(None))).one() == "c" * 120 + " " + "d" * 79


def test_subjects_and_agreements_whose_names_grow_when_they_are_compared(app: Flask) -> None:
    hers = signed_in(app, a_user(a_member()))
    helps = ", ".join(("ß" * 40 + "x", "ß" * 40 + "y"))
    assert hers.post("/you/profile", data={"about": "", "helps": helps, "looks": ""}).status_code == 303
    owner = signed_in(app, staff("owner"))
    for name in ("㌖" * 60, "ŉ" * 120, "ﷺ" * 60):
        answer = owner.post("/community/agreements/new", data={"name": name, "text": "We say nothing."})
        assert answer.status_code in (303, 422), name


def test_a_file_s_name_is_one_line(app: Flask) -> None:
    owner = signed_in(app, staff("owner"))
    file = (io.BytesIO(b"email\nmei@x.example\n"), "a\0b.csv")
    answer = owner.post("/imports/contacts", data={"file": file}, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "\0" not in db.session.scalars(select(Job.title)).one()


@pytest.mark.parametrize("address", ["[2001:0db8:85a3:0000:0000:8a2e:0370:7334]:65535", "fe80::1%enp0s31f6" + "x" * 60])
def test_an_address_that_a_proxy_writes_long_is_kept_short(app: Flask, address: str) -> None:
    user = staff("owner")
    data = {"email": user.email, "password": "not this"}
    assert app.test_client().post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}).status_code == 422
    kept = [*db.session.scalars(select(FailedSignIn.address)), *db.session.scalars(select(UserSession.address))]
    assert kept
    assert all(len(each) <= 45 for each in kept)
