from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import Link, LinkToken, User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.taking import take_mails_in, try_again
from portal.kits.notices.actions.tidying import forget_old_notices
from portal.kits.notices.incoming.keeping import keep_mail
from portal.kits.notices.models import MailIn
from portal.kits.notices.replies import reply_handler
from portal.ledger.models import Mail
from portal.people.models import Member
from tests.actors import staff
from tests.kits.notices.post import DOMAIN, Taken, a_reply, address_for, last_in, mails_to, received
from tests.kits.notices.things import a_reader, a_thing
from tests.letters import reply_address


def test_an_answer_is_taken_in_the_name_of_the_one_whose_address_it_is(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    mail = a_reply(reader.email, "We scan them.\n\nOn 10 Mar 2026, Northwind <a@b.example> wrote:\n> Ward forms")
    assert received(mail, address_for(reader, thing))
    assert taken == [(reader.id, thing, "We scan them.", "<1@orbit.example>")]
    kept = last_in()
    assert (kept.state, kept.text, kept.automatic) == ("taken", "", False)


def test_a_colleague_without_a_membership_answers_the_same_way(taken: list[Taken]) -> None:
    priya, thing = staff("moderator"), a_thing()
    received(a_reply(priya.email), address_for(priya, thing))
    assert [user_id for user_id, *_ in taken] == [priya.id]


def test_the_same_mail_twice_is_one_answer(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    address = address_for(reader, thing)
    assert received(a_reply(reader.email), address)
    assert not received(a_reply(reader.email), address)
    assert received(a_reply(reader.email, "And more.", message_id="<2@orbit.example>"), address)
    assert [text for _, _, text, _ in taken] == ["We scan them.", "And more."]


def test_a_mail_without_a_name_of_its_own_is_still_the_same_mail(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    address, mail = address_for(reader, thing), a_reply(reader.email)
    del mail["Message-ID"]
    assert received(mail, address)
    assert not received(mail, address)
    assert len(taken) == 1


def test_the_address_is_kept_as_a_hash_and_lasts_sixty_days(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    address = address_for(reader, thing)
    token = address.partition("+")[2].partition("@")[0]
    link = db.session.scalars(select(Link)).one()
    assert (link.purpose, link.subject_id, link.recipient) == ("reply:thing", thing, reader.email)
    kept = db.session.scalars(select(LinkToken.token_hash)).one()
    assert token not in {kept, link.recipient, link.placeholder}
    with at(now() + timedelta(days=61)):
        received(a_reply(reader.email), address)
    assert taken == []
    assert "no longer in use" in mails_to(reader.email)[0].text


def test_upper_and_lower_case_of_addresses_do_not_matter(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    received(a_reply(reader.email.upper()), address_for(reader, thing).upper().replace("REPLY", "reply"))
    assert len(taken) == 1


def test_a_sign_in_that_was_closed_posts_nothing(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    address = address_for(reader, thing)
    with transaction() as session:
        session.get_one(User, reader.id).active = False
    received(a_reply(reader.email), address)
    assert taken == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; owner-email=x"),
        ("Precedence", "bulk"),
        ("List-Id", "<news.orbit.example>"),
        ("X-Auto-Response-Suppress", "All"),
    ],
)
def test_a_machine_gets_no_answer_and_posts_nothing(taken: list[Taken], name: str, value: str) -> None:
    reader, thing = a_reader(), a_thing()
    for number, address in enumerate((address_for(reader, thing), f"reply+{'0' * 32}@{DOMAIN}")):
        mail = a_reply(reader.email, message_id=f"<{number}@x>")
        mail[name] = value
        received(mail, address)
        assert last_in().state == "ignored"
    assert taken == []
    assert mails_to(reader.email) == []


def test_a_mail_from_nowhere_is_a_machines(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    received(a_reply(reader.email), address_for(reader, thing), envelope_from="")
    assert (taken, last_in().state) == ([], "ignored")


def test_a_person_who_says_that_no_machine_wrote_it_is_a_person(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    mail = a_reply(reader.email)
    mail["Auto-Submitted"] = "no"
    received(mail, address_for(reader, thing))
    assert len(taken) == 1


def test_html_alone_is_read_and_the_plain_part_is_preferred(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    address = address_for(reader, thing)
    only_html = a_reply(reader.email)
    only_html.set_content("<p>Wir <b>scannen</b> sie.</p><blockquote>Ward forms</blockquote>", subtype="html")
    received(only_html, address)
    both = a_reply(reader.email, "Plain.", message_id="<2@x>")
    both.add_alternative("<p>Rich.</p>", subtype="html")
    received(both, address)
    assert [text for _, _, text, _ in taken] == ["Wir scannen sie.", "Plain."]


def test_attachments_are_left_out_and_it_says_so(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    mail = a_reply(reader.email)
    mail.add_attachment(b"PNG", maintype="image", subtype="png", filename="fax.png")
    mail.add_attachment("notes", filename="notes.txt")
    received(mail, address_for(reader, thing))
    assert taken[0][2] == "We scan them.\n\n(2 attachments were left out.)"


def test_a_mail_without_words_of_its_own_goes_back(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    received(a_reply(reader.email, "> Ward forms still arrive by fax."), address_for(reader, thing))
    assert taken == []
    assert "no text of yours" in mails_to(reader.email)[0].text


def test_what_the_feature_refuses_goes_back_in_its_own_words(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    received(a_reply(reader.email, "refuse"), address_for(reader, thing))
    assert last_in().state == "returned"
    assert "This talk is closed." in mails_to(reader.email)[0].text


def test_a_handler_that_breaks_leaves_nothing_half_done_and_can_be_tried_again(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    received(a_reply(reader.email, "break"), address_for(reader, thing))
    received(a_reply(reader.email, "And this one works.", message_id="<2@x>"), address_for(reader, thing))
    failed = db.session.scalars(select(MailIn).order_by(MailIn.id)).first()
    assert failed
    assert (failed.state, failed.text) == ("failed", "break")
    assert db.session.get_one(Member, thing).wants == ""
    assert len(taken) == 1
    with transaction() as session:
        again = session.get_one(MailIn, failed.id)
        again.text = "Better now."
        try_again(again)
    assert take_mails_in() == 1
    assert taken[-1][2] == "Better now."


def test_a_header_cannot_smuggle_another(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    raw = (
        f"From: Mei\tTanaka <{reader.email}>\r\nMessage-ID: <a\r\n b@x>\r\nSubject: =?utf-8?q?x=0d=0aBcc:_all@x?=\r\n"
        "Content-Type: text/plain; charset=no-such-charset\r\n\r\nWe scan them.\r\n"
    )
    assert keep_mail(raw.encode(), reader.email, [address_for(reader, thing)])
    take_mails_in()
    [(_, _, text, message_id)] = taken
    assert text == "We scan them."
    assert "\n" not in message_id


NESTED = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
CODED = b"Content-Type: text/plain; charset=\x00\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00garbage",
        NESTED + b"--x\r\n" + NESTED * 200,
        b"From: \xf0\x28\x8c\x28\r\n" + CODED,
        b"From: a@b.example, c@d.example\r\n" + b"X: y\r\n" * 5000 + b"\r\nhello",
        b"Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1",
        b"From: " + b"(" * 20000 + b"\r\n\r\nhello",
    ],
    ids=["empty", "garbage", "nested", "coded", "many-headers", "bare-status", "brackets"],
)
def test_no_mail_however_odd_breaks_the_keeping(taken: list[Taken], raw: bytes) -> None:
    received_before = db.session.scalar(select(func.count()).select_from(MailIn)) or 0
    keep_mail(raw, "x@y.example", [f"reply+{'0' * 32}@{DOMAIN}"])
    take_mails_in()
    assert db.session.scalar(select(func.count()).select_from(MailIn)) == received_before + 1
    assert last_in().state in {"aside", "ignored"}
    assert db.session.scalars(select(Mail)).all() == []


def test_without_a_domain_or_a_taker_there_is_no_address(app: Flask, taken: list[Taken]) -> None:
    reader = a_reader()
    with transaction():
        assert reply_address(reader.id, ("poll", 1)) is None
        app.config["MAIL_IN_DOMAIN"] = ""
        assert reply_address(reader.id, ("thing", 1)) is None


def test_a_kind_of_thing_that_is_too_long_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="longer than 14"):
        reply_handler("x" * 15)


def test_addresses_that_ran_out_long_ago_are_forgotten_and_others_are_not(taken: list[Taken]) -> None:
    reader, thing = a_reader(), a_thing()
    address_for(reader, thing)
    with at(now() + timedelta(days=59)):
        address_for(reader, thing)
        assert forget_old_notices() == 0
    with at(now() + timedelta(days=179)):
        assert forget_old_notices() == 0
    with at(now() + timedelta(days=181)):
        assert forget_old_notices() == 1
    assert len(db.session.scalars(select(Link)).all()) == 1
