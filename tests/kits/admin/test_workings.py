from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.ledger import record
from portal.ledger.models import Activity, Delivery, Mail
from portal.ledger.presence import MISSED_AFTER, note_worker, workers_at_work
from portal.ledger.worker import drain
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.one_database

PAGES = ("/admin", "/admin/mails", "/admin/mails/1", "/admin/deliveries", "/admin/acts")
LINK = "https://advocates.northwind.example/i/link-0123456789abcdef01234567"


@pytest.fixture
def ines(app: Flask) -> User:
    return staff("admin", name="Ines Moreau")


@pytest.fixture
def browser(app: Flask, ines: User) -> FlaskClient:
    return signed_in(app, ines)


def a_mail(state: str = "kept", key: str = "first", **changes: object) -> Mail:
    with transaction() as session:
        mail = Mail(
            key=key,
            category="service",
            recipient="mei@orbit.example",
            sender_name="Priya Shah",
            subject=f"About {key}",
            text=f"Mei, here it is:\n{LINK}\n\nPriya",
            html="<p>Mei</p>",
            state=state,
            due_at=now(),
            created_at=now(),
        )
        for column, value in changes.items():
            setattr(mail, column, value)
        session.add(mail)
    return mail


def a_failing_delivery(number: int = 0) -> Delivery:
    a_member(f"Person {number}", f"Company {number}")
    with transaction() as session:
        newest = db.select(Activity.id).order_by(Activity.id.desc()).limit(1)
        delivery = Delivery(
            activity_id=session.scalars(newest).one(),
            subscriber=f"poisoned-{number}",
            next_at=now() + timedelta(hours=1),
            attempts=3,
            error="ValueError: a score is 0 to 10",
        )
        session.add(delivery)
    return delivery


def text(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_health_says_in_words_why_mails_wait(browser: FlaskClient) -> None:
    expired = "The certificate of mail.northwind.example has expired."
    assert "Emails are waiting for the mail server" not in text(browser, "/admin")
    for number in range(3):
        a_mail("waiting", f"late-{number}", error=expired, attempts=1)
    a_mail("waiting", "full", error="452 mailbox full", attempts=1)
    a_mail("failed", "gone", error="550 no such person", settled_at=now())
    page = text(browser, "/admin")
    assert f"3 emails: {expired}" in page
    assert "One email: 452 mailbox full" in page
    assert "no such person" not in page


@pytest.mark.parametrize("url", PAGES)
def test_neither_a_promoter_nor_success_sees_the_workings(app: Flask, url: str) -> None:
    a_mail()
    for user in (a_user(a_member()), staff("success"), staff("marketing"), staff("executive")):
        assert signed_in(app, user).get(url).status_code == 404


def test_neither_of_them_sends_or_retries(app: Flask) -> None:
    mail, delivery = a_mail("uncertain"), a_failing_delivery()
    for user in (a_user(a_member()), staff("success")):
        client = signed_in(app, user)
        assert client.post(f"/admin/mails/{mail.id}/again").status_code == 404
        assert client.post(f"/admin/mails/{mail.id}/arrival").status_code == 404
        assert client.post(f"/admin/deliveries/{delivery.id}/retry").status_code == 404
    assert db.session.get_one(Mail, mail.id, populate_existing=True).state == "uncertain"


@pytest.mark.parametrize("url", PAGES)
def test_administrators_and_owners_see_them(app: Flask, url: str) -> None:
    a_mail()
    for role in ("admin", "owner"):
        assert signed_in(app, staff(role)).get(url).status_code == 200


def test_health_says_when_no_worker_is_at_work(browser: FlaskClient) -> None:
    assert "No worker is running" in text(browser, "/admin")
    note_worker()
    assert "No worker is running" not in text(browser, "/admin")


def test_a_worker_that_was_not_seen_lately_is_not_at_work(app: Flask) -> None:
    with at(now() - MISSED_AFTER - timedelta(seconds=1)):
        note_worker()
    assert workers_at_work() == []
    note_worker()
    assert len(workers_at_work()) == 1


def test_a_worker_is_seen_once_however_often_it_says_so(app: Flask) -> None:
    with at(now() - timedelta(minutes=1)):
        note_worker()
    note_worker()
    (worker,) = workers_at_work()
    assert worker.seen_at - worker.started_at >= timedelta(seconds=59)


def test_health_counts_what_waits(browser: FlaskClient) -> None:
    a_failing_delivery()
    a_mail("waiting")
    page = text(browser, "/admin")
    assert "See what's waiting" in page
    assert page.count('tone-bad">1<') == 1  # the failing delivery


@pytest.mark.parametrize("state", ["kept", "sent", "failed", "uncertain", "waiting"])
def test_nobody_reads_the_links_of_others(browser: FlaskClient, state: str) -> None:
    mail = a_mail(state, reply_to="reply+link-0123456789abcdef01234567@in.northwind.example")
    page = text(browser, f"/admin/mails/{mail.id}")
    assert "0123456789abcdef" not in page
    assert "https://advocates.northwind.example/i/…" in page
    assert (f"flask mail link {mail.id}" in page) is (state == "kept")


def test_mails_are_filtered_by_state(browser: FlaskClient) -> None:
    a_mail("failed", "one")
    a_mail("sent", "two")
    page = text(browser, "/admin/mails?state=failed")
    assert "About one" in page
    assert "About two" not in page
    assert "About two" in text(browser, "/admin/mails?state=nonsense")


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_a_mail_that_did_not_go_out_is_sent_again(browser: FlaskClient, state: str) -> None:
    mail = a_mail(state, error="550 no such mailbox", settled_at=now(), attempts=8)
    assert browser.post(f"/admin/mails/{mail.id}/again").status_code == 303
    stands = db.session.get_one(Mail, mail.id, populate_existing=True)
    assert (stands.state, stands.error, stands.settled_at, stands.attempts) == ("waiting", None, None, 0)


def test_a_mail_that_went_out_is_not_sent_again(browser: FlaskClient) -> None:
    mail = a_mail("sent", settled_at=now())
    assert browser.post(f"/admin/mails/{mail.id}/again").status_code == 409
    assert db.session.get_one(Mail, mail.id, populate_existing=True).state == "sent"


def test_an_uncertain_mail_that_arrived_is_settled(browser: FlaskClient) -> None:
    mail = a_mail("uncertain", settled_at=now(), error="The sender stopped.")
    browser.post(f"/admin/mails/{mail.id}/arrival")
    assert db.session.get_one(Mail, mail.id, populate_existing=True).state == "sent"
    assert browser.post(f"/admin/mails/{mail.id}/arrival").status_code == 409


def test_a_failing_delivery_is_shown_with_its_error_and_tried_again(browser: FlaskClient) -> None:
    delivery = a_failing_delivery()
    page = text(browser, "/admin/deliveries")
    assert "ValueError: a score is 0 to 10" in page
    assert "poisoned-0" in page
    browser.post(f"/admin/deliveries/{delivery.id}/retry")
    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).next_at <= now()


def test_a_delivery_that_is_not_there_is_not_found(browser: FlaskClient) -> None:
    assert browser.post("/admin/deliveries/4711/retry").status_code == 404
    assert browser.get("/admin/mails/4711").status_code == 404


def test_once_everything_is_delivered_nothing_waits(browser: FlaskClient) -> None:
    drain()
    assert "Everything has been delivered" in text(browser, "/admin/deliveries")


def test_staff_acts_name_who_did_what_and_to_whom(app: Flask, browser: FlaskClient) -> None:
    priya, member = staff("success"), a_member("Jonas Lind")
    client = signed_in(app, priya)
    client.post(f"/people/{member.id}/call", data={"call-outcome": "wrote"})
    page = text(browser, "/admin/acts")
    assert "Priya Shah" in page
    assert "Jonas Lind" in page


def test_what_members_do_themselves_is_not_a_staff_act(app: Flask, browser: FlaskClient) -> None:
    user = a_user(a_member("Mei Tanaka"))
    with transaction() as session:
        record("user.signed_in", actor=session.get_one(User, user.id), about=user)
    assert "Mei Tanaka" not in text(browser, "/admin/acts")


def test_lists_cost_the_same_queries_however_long(app: Flask, browser: FlaskClient) -> None:
    made = iter(range(1_000))

    def add(number: int) -> None:
        for _ in range(number):
            one = next(made)
            a_mail("failed", key=f"mail {one}")
            a_failing_delivery(one)
            client = signed_in(app, staff("success", name=f"Colleague {one}"))
            client.post(f"/people/{a_member(f'Member {one}').id}/call", data={"call-outcome": "wrote"})

    for url in ("/admin", "/admin/mails", "/admin/deliveries", "/admin/acts"):
        assert_queries_do_not_grow(app, browser, url, add, few=2, full=8)


def test_a_mail_that_quotes_what_its_reader_may_see_is_read_by_nobody_else(app: Flask) -> None:
    ines, olaf = staff("owner", name="Ines Adler"), staff("owner")
    mail = a_mail("sent", "telling:1>u1", recipient=ines.email, subject="Mei answered")
    for user, quoted in ((ines, True), (olaf, False)):
        pages = text(signed_in(app, user), "/admin/mails"), text(signed_in(app, user), f"/admin/mails/{mail.id}")
        assert [mail.subject in page for page in pages] == [quoted, quoted]
        assert ("https://advocates.northwind.example/i/…" in pages[1]) is quoted
        assert ines.email in pages[1]
