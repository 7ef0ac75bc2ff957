"""Mails that are kept aside: what is too much to read, and what is not from whom it says."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db
from portal.kits.notices.actions.taking import take_mails_in
from portal.kits.notices.incoming.keeping import keep_mail
from portal.kits.notices.models import MailIn
from portal.ledger.models import Mail
from tests.actors import signed_in, staff
from tests.kits.notices.hostile import SHAPES
from tests.kits.notices.post import Taken, a_reply, a_report, a_sent_mail, address_for, last_in, received
from tests.kits.notices.things import a_reader, a_thing

WORDS = "Buy this now."


def mails() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail.recipient)))


OVER = SHAPES["parameters of a header"]["semicolons"]


@pytest.mark.parametrize("address", ["reply", "bounce"])
def test_a_mail_over_a_bound_is_kept_aside_with_nothing_done(taken: list[Taken], address: str) -> None:
    reader = a_reader()
    to = address_for(reader, a_thing()) if address == "reply" else a_sent_mail(reader.email)
    before = mails()
    assert keep_mail(OVER(), "x@else.example", [to])
    assert not keep_mail(OVER(), "x@else.example", [to])
    assert take_mails_in() == 0
    mail = last_in()
    assert (mail.state, mail.reason, mail.sender, mail.text) == ("aside", "header", "x@else.example", "")
    assert mail.settled_at is not None
    assert (mails(), taken) == (before, [])


def test_staff_see_what_was_kept_aside_and_why_and_nobody_else_does(app: Flask, taken: list[Taken]) -> None:
    reader = a_reader()
    keep_mail(OVER(), "x@else.example", [address_for(reader, a_thing())])
    page = signed_in(app, staff("admin")).get("/admin/addresses").get_data(as_text=True)
    assert "x@else.example" in page
    assert "One of its header lines is far too long." in page
    assert signed_in(app, reader).get("/admin/addresses").status_code == 404
    assert "x@else.example" not in signed_in(app, staff("admin")).get("/admin/mails").get_data(as_text=True)


SERVER = "mx.northwind.example"


@pytest.mark.parametrize(("result", "state"), [("dmarc=fail", "aside"), ("dmarc=pass", "taken"), ("none", "taken")])
def test_what_the_server_in_front_found_out_decides(app: Flask, taken: list[Taken], result: str, state: str) -> None:
    app.config["MAIL_IN_AUTHSERV_ID"] = SERVER
    reader = a_reader()
    mail = a_reply(reader.email)
    mail["Authentication-Results"] = "mx.else.example; dmarc=fail"
    mail["Authentication-Results"] = f"{SERVER}; {result}"
    received(mail, address_for(reader, a_thing()))
    kept = last_in()
    assert (kept.state, len(taken), mails()) == (state, int(state == "taken"), [])
    assert state == "taken" or (kept.reason, kept.text, kept.sender) == ("unauthenticated", "", reader.email)


@pytest.mark.parametrize("second", ["From: x@else.example\n", ""])
def test_a_mail_from_two_people_is_from_nobody(taken: list[Taken], second: str) -> None:
    """The server may have judged the one, and we would have posted for the other."""
    reader = a_reader()
    both = (
        f"{second}From: Mei <{reader.email}>{'' if second else ', x@else.example'}\nMessage-ID: <1@x>\n\nWe scan them."
    )
    keep_mail(both.encode(), reader.email, [address_for(reader, a_thing())])
    take_mails_in()
    assert (taken, last_in().sender, last_in().state) == ([], "", "returned")


def test_without_a_name_no_server_is_believed(taken: list[Taken]) -> None:
    reader = a_reader()
    mail = a_reply(reader.email)
    mail["Authentication-Results"] = f"{SERVER}; dmarc=fail"
    mail["Authentication-Results"] = "; dmarc=fail"
    received(mail, address_for(reader, a_thing()))
    assert len(taken) == 1


def test_a_forged_mail_does_not_take_the_place_of_an_honest_one(app: Flask, taken: list[Taken]) -> None:
    app.config["MAIL_IN_AUTHSERV_ID"] = SERVER
    reader = a_reader()
    address, mail = address_for(reader, a_thing()), a_reply(reader.email, WORDS)
    mail["Authentication-Results"] = f"{SERVER}; dmarc=fail"
    received(mail, address)
    received(a_reply(reader.email), address)
    assert [text for *_, text, _ in taken] == ["We scan them."]


def test_news_of_lost_mails_are_told_by_their_address(app: Flask, taken: list[Taken]) -> None:
    """Their sender is a machine somewhere, of which a mail server knows nothing good."""
    app.config["MAIL_IN_AUTHSERV_ID"] = SERVER
    report = a_report("5.1.1")
    report["Authentication-Results"] = f"{SERVER}; dmarc=fail; spf=none"
    received(report, a_sent_mail("mei@orbit.example"), envelope_from="")
    assert last_in().state == "taken"
    assert db.session.scalars(select(MailIn.address)).one() == "mei@orbit.example"
