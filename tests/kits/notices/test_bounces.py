from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actions.passwords import send_password_link
from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions import send_message, suppress
from portal.kits.notices.models import HeldBack, Suppression
from portal.kits.notices.reactions import still_wanted
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail.line import MailServer
from portal.ledger.outbox.mail.return_path import mail_of, return_path
from portal.ledger.outbox.mail.smtp import SMTPTransport
from portal.people.models import Member
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.notices.post import DOMAIN, a_complaint, a_report, a_sent_mail, last_in, received
from tests.kits.notices.things import a_reader
from tests.mail_sink import mail_sink


@pytest.fixture(autouse=True)
def _mail_comes_in(app: Flask) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN


def suppressed() -> dict[str, str]:
    db.session.rollback()
    return {one.address: one.reason for one in db.session.scalars(select(Suppression))}


def test_a_mail_that_can_never_arrive_ends_mails_to_its_address() -> None:
    received(a_report("5.1.1"), a_sent_mail("mei@orbit.example"), envelope_from="")
    assert suppressed() == {"mei@orbit.example": "bounced"}
    assert last_in().state == "taken"


def test_a_complaint_ends_them_too() -> None:
    received(a_complaint(), a_sent_mail("mei@orbit.example"), envelope_from="")
    assert suppressed() == {"mei@orbit.example": "complained"}


def test_a_full_mailbox_counts_after_three_times_in_a_week() -> None:
    for number in range(3):
        assert suppressed() == {}
        report = a_report("4.2.2", message_id=f"<{number}@relay>")
        received(report, a_sent_mail("mei@orbit.example", str(number)), envelope_from="")
    assert suppressed() == {"mei@orbit.example": "bounced"}


def test_three_times_in_a_month_are_no_reason() -> None:
    for number in range(4):
        with at(now() + timedelta(days=4 * number)):
            report = a_report("4.2.2", message_id=f"<{number}@relay>")
            received(report, a_sent_mail("mei@orbit.example", str(number)), envelope_from="")
    assert suppressed() == {}


def test_one_late_mail_that_is_reported_thrice_is_one_mail() -> None:
    address = a_sent_mail("mei@orbit.example")
    for number in range(4):
        received(a_report("4.4.1", "delayed", message_id=f"<{number}@relay>"), address, envelope_from="")
    assert suppressed() == {}


@pytest.mark.parametrize("report", [a_report("2.0.0", "delivered"), a_report("5.1.1", "relayed"), a_report("nonsense")])
def test_a_report_of_nothing_lost_follows_nothing(report: object) -> None:
    received(report, a_sent_mail("mei@orbit.example"), envelope_from="")
    assert suppressed() == {}
    assert last_in().state == "ignored"


def test_nobody_can_end_the_mails_of_others_with_a_made_up_address() -> None:
    genuine = a_sent_mail("mei@orbit.example")
    number = genuine.partition("+")[2].partition("-")[0]
    received(a_report("5.1.1"), f"bounce+{number}-{'0' * 24}@{DOMAIN}", envelope_from="")
    assert suppressed() == {}
    assert mail_of("nonsense") is None
    assert mail_of(genuine.partition("+")[2].partition("@")[0]) == int(number)


def test_an_address_that_takes_no_mail_gets_mails_about_sign_in_alone() -> None:
    member = a_member(joined_at=now() - timedelta(days=9))
    user = a_user(member)
    with transaction() as session:
        suppress(member.email, "bounced")
        row = session.get_one(Member, member.id)
        assert send_message(row, "thinking_of_you", cause_key="a").reason == "suppressed"
        assert send_message(row, "thank_you", cause_key="b").reason == "suppressed"
        send_password_link(session.get_one(User, user.id))
    [mail] = db.session.scalars(select(Mail))
    assert mail.category == "account"
    assert still_wanted(mail) is None
    assert [note.reason for note in db.session.scalars(select(HeldBack))] == ["suppressed", "suppressed"]


def test_a_mail_that_already_waits_is_kept_back() -> None:
    member = a_member(joined_at=now() - timedelta(days=9))
    with transaction() as session:
        assert send_message(session.get_one(Member, member.id), "thank_you", cause_key="b").posted
        suppress(member.email, "bounced")
    assert still_wanted(db.session.scalars(select(Mail)).one()) == "suppressed"


def test_every_mail_leaves_with_an_address_to_come_back_to() -> None:
    a_sent_mail("mei@orbit.example")
    mail = db.session.scalars(select(Mail)).one()
    with mail_sink() as sink:
        transport = SMTPTransport(MailServer(sink.url), "hello@northwind.example")
        transport.send(mail)
        mail.headers = {
            "Return-Path": "<>",
            "Auto-Submitted": "auto-replied",
            "Message-ID": "<post-1@northwind.example>",
        }
        transport.send(mail)
        transport.close()
    first, second = sink.mails
    assert sink.senders == [return_path(mail.id), "<>"]
    assert first["Message-ID"] == f"<fanfare-{mail.id}@northwind.example>"
    assert (second["Message-ID"], second.get_all("Auto-Submitted")) == ("<post-1@northwind.example>", ["auto-replied"])
    assert second["Return-Path"] is None
    db.session.rollback()


def test_staff_see_it_on_the_members_page_and_can_lift_it(app: Flask) -> None:
    reader, success = a_reader(), staff("success")
    with transaction():
        suppress(reader.email, "bounced", "5.1.1")
    browser = signed_in(app, success)
    page = browser.get(f"/people/{reader.member_id}").get_data(as_text=True)
    assert "Emails to this address bounce" in page
    suppression = db.session.scalars(select(Suppression)).one()
    answer = browser.post(f"/admin/addresses/{suppression.id}/end", data={"next": f"/people/{reader.member_id}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{reader.member_id}")
    assert suppressed() == {}
    verbs = select(Activity.verb).where(Activity.member_id == reader.member_id).order_by(Activity.id)
    assert db.session.scalars(verbs).all()[-2:] == ["address.suppressed", "address.lifted"]


def test_admin_lists_such_addresses_and_nobody_else_sees_or_lifts_them(app: Flask) -> None:
    reader = a_reader()
    with transaction():
        suppress(reader.email, "complained")
    suppression_id = db.session.scalars(select(Suppression.id)).one()
    assert reader.email in signed_in(app, staff("admin")).get("/admin/addresses").get_data(as_text=True)
    for user in (reader, staff("product"), staff("marketing")):
        browser = signed_in(app, user)
        assert browser.get("/admin/addresses").status_code == 404
        assert browser.post(f"/admin/addresses/{suppression_id}/end").status_code == 404
    assert signed_in(app, staff("admin")).post("/admin/addresses/77/end").status_code == 404
    assert signed_in(app, staff("admin")).post(f"/admin/addresses/{suppression_id}/end").status_code == 303
    assert suppressed() == {}
