"""Inviting: who may, who is left alone, and what a mail and its link do over time."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity, Mail
from portal.people.actions.segments import hold
from portal.people.models import Invitation, Member
from portal.people.reactions import invitations as lapse_step
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest, texts
from tests.queries import assert_queries_do_not_grow

WORDS = {"subject": "Your scanned-forms comment", "message": "Mei,\n\nfaxes again?\n\nPriya"}


def test_success_invites_a_member_by_a_personal_mail(app: Flask) -> None:
    priya, mei = staff("success"), a_member("Mei Tanaka")
    client = signed_in(app, priya)
    assert "Mei," in client.get(f"/invitations/new?member={mei.id}").text
    assert client.post(f"/invitations/new?member={mei.id}", data=WORDS).status_code == 303
    mail = newest()
    assert (mail.subject, mail.recipient, mail.sender_name) == (WORDS["subject"], mei.email, "Priya Shah")
    assert mail.reply_to == priya.email
    assert "faxes again?" in mail.text
    assert re.search(r"https://advocates\.northwind\.example/join/[0-9a-f]{32}", mail.text)
    line = db.session.scalars(select(Activity).where(Activity.verb == "member.invited")).one()
    assert (line.member_id, line.actor_user_id, line.about_kind) == (mei.id, priya.id, "invitation")


def test_somebody_new_becomes_known_by_being_invited(app: Flask) -> None:
    client = signed_in(app, staff("marketing"))
    fields = WORDS | {"given_name": "Ola", "email": "Ola@Fjord.example", "company": "Fjord Bank"}
    assert client.post("/invitations/new", data=fields).status_code == 303
    ola = db.session.scalars(select(Member)).one()
    assert (ola.email, ola.source, ola.company.name) == ("ola@fjord.example", "invitation", "Fjord Bank")


def test_somebody_typed_as_new_who_is_known_is_not_made_twice(app: Flask) -> None:
    mei = a_member("Mei Tanaka")
    client = signed_in(app, staff("success"))
    fields = WORDS | {"given_name": "Mei", "email": mei.email.upper(), "company": "Elsewhere"}
    client.post("/invitations/new", data=fields)
    assert db.session.scalars(select(Member.id)).all() == [mei.id]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"subject": ""}, "Enter a subject"),
        ({"message": "  "}, "Write a few words"),
        ({"email": "not-an-address"}, "not a complete email address"),
    ],
)
def test_an_incomplete_invitation_is_refused_and_kept(app: Flask, fields: dict[str, str], told: str) -> None:
    client = signed_in(app, staff("success"))
    whole = WORDS | {"given_name": "Ola", "email": "ola@fjord.example", "company": "Fjord Bank"} | fields
    answer = client.post("/invitations/new", data=whole)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Fjord Bank" in answer.text
    assert db.session.scalars(select(Member)).all() == []


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"joined_at": now()}, "has joined already"),
        ({"unsubscribed_at": now()}, "has asked not to get emails"),
        ({}, "an open issue with"),
    ],
)
def test_who_joined_unsubscribed_or_is_being_heard_is_left_alone(
    app: Flask, state: dict[str, object], told: str
) -> None:
    mei = a_member("Mei Tanaka", **state)
    if not state:
        with transaction():
            hold(mei.id, "promotion", "nurture")
    client = signed_in(app, staff("success"))
    assert told in client.get(f"/invitations/new?member={mei.id}").text
    answer = client.post(f"/invitations/new?member={mei.id}", data=WORDS)
    assert answer.status_code == 409
    assert told in answer.text
    assert db.session.scalars(select(Mail)).all() == []


def test_an_address_that_signs_in_already_is_not_invited(app: Flask) -> None:
    colleague = staff("product")
    member = a_member("Mei Tanaka", email=colleague.email)
    answer = signed_in(app, staff("success")).post(f"/invitations/new?member={member.id}", data=WORDS)
    assert answer.status_code == 409


def test_a_member_has_one_open_invitation_at_a_time(app: Flask) -> None:
    mei = a_member()
    client = signed_in(app, staff("success"))
    client.post(f"/invitations/new?member={mei.id}", data=WORDS)
    answer = client.post(f"/invitations/new?member={mei.id}", data=WORDS)
    assert answer.status_code == 409
    assert "has an open invitation" in answer.text
    assert len(db.session.scalars(select(Mail)).all()) == 1


def test_sending_again_makes_a_new_link_and_voids_the_old_one(app: Flask) -> None:
    invitation_id, client = _invited(app)
    assert client.post(f"/invitations/{invitation_id}/sending").status_code == 303
    old, new = _links()
    anybody = app.test_client()
    assert anybody.get(old).status_code == 410
    assert anybody.get(new).status_code == 200
    assert db.session.get_one(Invitation, invitation_id).times_sent == 2


def test_a_link_is_copied_beside_the_mail_and_all_end_with_the_first_that_is_used(app: Flask) -> None:
    invitation_id, client = _invited(app)
    [mailed] = _links()
    assert 'data-turbo="false"' in client.get("/invitations").text, "the answer is no redirect"
    page = client.post(f"/invitations/{invitation_id}/link").text
    copied = re.findall(r"https://advocates\.northwind\.example(/join/[0-9a-f]{32})", page)[0]
    anybody = app.test_client()
    assert [anybody.get(link).status_code for link in (mailed, copied)] == [200, 200]
    assert copied.rpartition("/")[2] not in "".join(db.session.scalars(select(Mail.text)))
    line = db.session.scalars(select(Activity).where(Activity.verb == "invitation.copied")).one()
    assert line.actor_user_id is not None

    assert anybody.post(copied, data={"password": "four slow green kites"}).status_code == 303

    assert [app.test_client().get(link).status_code for link in (mailed, copied)] == [410, 410]
    assert client.post(f"/invitations/{invitation_id}/link").status_code == 409
    joined = select(User.address_proved_at).order_by(User.id.desc()).limit(1)
    assert db.session.scalar(joined) is None, "whoever handed the link over vouched for the address, nobody proved it"


def test_only_who_invites_gets_a_link_and_none_to_what_is_over(app: Flask) -> None:
    invitation_id, client = _invited(app)
    mei = a_user(a_member("Ana Sousa"))
    for other in (mei, staff("moderator"), staff("product")):
        assert signed_in(app, other).post(f"/invitations/{invitation_id}/link").status_code == 404
    with at(now() + timedelta(days=22)):
        assert signed_in(app, staff("success")).post(f"/invitations/{invitation_id}/link").status_code == 409
        lapse_step()
    assert client.post(f"/invitations/{invitation_id}/link").status_code == 409
    client.post(f"/invitations/{invitation_id}/sending")
    page = client.post(f"/invitations/{invitation_id}/link").text
    copied = re.findall(r"/join/[0-9a-f]{32}", page)[0]
    client.post(f"/invitations/{invitation_id}/end")
    assert app.test_client().get(copied).status_code == 410


def test_a_revoked_invitation_opens_nothing(app: Flask) -> None:
    invitation_id, client = _invited(app)
    assert client.post(f"/invitations/{invitation_id}/end").status_code == 303
    (link,) = _links()
    assert app.test_client().get(link).status_code == 410
    assert app.test_client().post(link, data={"password": "four slow green kites"}).status_code == 410
    assert db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()[-1] == "invitation.revoked"
    assert client.post(f"/invitations/{invitation_id}/sending").status_code == 409


def test_an_invitation_lapses_after_three_weeks_and_can_be_sent_again(app: Flask) -> None:
    invitation_id, client = _invited(app)
    (link,) = _links()
    with at(now() + timedelta(days=20, hours=23)):
        assert lapse_step() == 0
        assert app.test_client().get(link).status_code == 200
    with at(now() + timedelta(days=21, minutes=1)):
        assert app.test_client().get(link).status_code == 410
        assert lapse_step() == 1
        assert lapse_step() == 0
    assert db.session.get_one(Invitation, invitation_id).status == "lapsed"
    assert db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()[-1] == "invitation.lapsed"
    client.post(f"/invitations/{invitation_id}/sending")
    assert db.session.get_one(Invitation, invitation_id).status == "sent"
    assert app.test_client().get(_links()[-1]).status_code == 200


def test_a_lapsed_invitation_is_not_opened_again_beside_a_newer_one(app: Flask) -> None:
    invitation_id, client = _invited(app)
    with at(now() + timedelta(days=22)):
        lapse_step()
    member_id = db.session.get_one(Invitation, invitation_id).member_id
    assert client.post(f"/invitations/new?member={member_id}", data=WORDS).status_code == 303
    assert client.post(f"/invitations/{invitation_id}/sending").status_code == 409


def test_a_subject_cannot_write_a_header(app: Flask) -> None:
    mei = a_member()
    fields = WORDS | {"subject": "Hello\r\nBcc: all@example.org"}
    signed_in(app, staff("success")).post(f"/invitations/new?member={mei.id}", data=fields)
    assert db.session.scalars(select(Mail.subject)).one() == "Hello Bcc: all@example.org"


def test_words_are_shown_as_words_in_the_mail_and_on_the_page(app: Flask) -> None:
    mei = a_member()
    fields = WORDS | {"message": "<script>alert(1)</script> & {{ brand }}"}
    signed_in(app, staff("success")).post(f"/invitations/new?member={mei.id}", data=fields)
    mail = newest()
    assert "&lt;script&gt;" in mail.html
    assert "{{ brand }}" in mail.text
    assert "<script>alert" not in app.test_client().get(_links()[0]).text


@pytest.mark.parametrize("roles", [(), ("product",), ("moderator",), ("executive",), ("admin",)])
def test_others_neither_see_nor_send_invitations(app: Flask, roles: tuple[str, ...]) -> None:
    invitation_id, _client = _invited(app)
    client = signed_in(app, staff(*roles) if roles else a_user(a_member()))
    assert client.get("/invitations").status_code == 404
    assert client.get("/invitations/new").status_code == 404
    for act in ("sending", "end"):
        assert client.post(f"/invitations/{invitation_id}/{act}").status_code == 404
        assert app.test_client().post(f"/invitations/{invitation_id}/{act}").status_code == 303
    assert db.session.get_one(Invitation, invitation_id).status == "sent"


@pytest.mark.parametrize("asked", ["0", "999", "x", "٣", "-1", "9" * 30])
def test_a_member_who_is_not_there_cannot_be_invited(app: Flask, asked: str) -> None:
    assert signed_in(app, staff("success")).get("/invitations/new", query_string={"member": asked}).status_code == 404


@pytest.mark.one_database
def test_the_list_shows_states_and_asks_the_same_whatever_it_lists(app: Flask) -> None:
    client = signed_in(app, staff("success"))
    assert "Nobody is invited yet" in client.get("/invitations").text

    def add(number: int) -> None:
        for _ in range(number):
            member = a_member(company=f"Company {a_user(None, 'success').id}")
            sender = signed_in(app, staff("success", name=f"Sender {member.id}"))
            sender.post(f"/invitations/new?member={member.id}", data=WORDS)

    assert_queries_do_not_grow(app, client, "/invitations", add, full=27)
    assert "Older" in client.get("/invitations").text
    assert "No invitation has this status" in client.get("/invitations?status=accepted").text


def _invited(app: Flask) -> tuple[int, object]:
    """An open invitation, and the browser of the one who sent it."""
    mei, client = a_member("Mei Tanaka"), signed_in(app, staff("success"))
    client.post(f"/invitations/new?member={mei.id}", data=WORDS)
    return db.session.scalars(select(Invitation.id)).one(), client


def _links() -> list[str]:
    """The paths of the invitations' mails, the oldest first."""
    return [match.group(0) for text in texts() if (match := re.search(r"/join/\S+", text))]
