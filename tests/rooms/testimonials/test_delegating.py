"""Someone else there has to agree: by an address or a link that was passed on, for reading and answering alone."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.models import User
from portal.core import clock
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions import suppress
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail.checks import reason_against
from portal.ledger.worker import drain
from portal.people.actions.edit import change_address
from portal.people.models import Member
from portal.rooms.testimonials.actions import ask_customer, draft_again, edit_text, withdraw
from portal.rooms.testimonials.actions.clocks import mind_deadlines
from portal.rooms.testimonials.actions.delegating import MAX_INTRODUCED, MAX_NAMED
from portal.rooms.testimonials.models import ApprovalRequest, Delegate, Permission, Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest, texts
from tests.rooms.testimonials.quoting import GERMAN_PRESS, WORDS, asked, drafted, fresh

PRESS = "press@orbit.example"
YES = {"channels": "press", "attribution": "full_name"}


def link_in_mail_to(address: str) -> str:
    """The path of the page that the newest mail to this address leads to."""
    found = re.search(r"https?://[^/]+(/quote/[\w-]+)", newest(Mail.recipient == address).text)
    assert found is not None
    return found[1]


@pytest.fixture
def question(app: Flask) -> ApprovalRequest:
    """What Mei was asked."""
    return asked(member=a_member("Mei Tanaka", email="mei@orbit.example"))


@pytest.fixture
def hers(question: ApprovalRequest) -> str:
    return link_in_mail_to("mei@orbit.example")


@pytest.fixture
def theirs(client: FlaskClient, hers: str) -> str:
    """The link that the press office got."""
    assert client.post(f"{hers}/delegates", data={"email": f" {PRESS.upper()} "}).status_code == 303
    return link_in_mail_to(PRESS)


def passed_on(client: FlaskClient, hers: str) -> str:
    """The path of a link that Mei passes on herself."""
    page = client.post(f"{hers}/delegates/link").text
    found = re.search(r"https?://[^/]+(/agree/[\w-]+)", page)
    assert found is not None
    return found[1]


def headline(client: FlaskClient, path: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get(path).text)
    assert found is not None
    return found[1]


def the_permission() -> Permission | None:
    db.session.rollback()
    return db.session.scalar(select(Permission))


def test_they_read_the_question_and_answer_it(client: FlaskClient, question: ApprovalRequest, theirs: str) -> None:
    page = client.get(theirs).text
    for part in (WORDS, "one press release", "Mei Tanaka asks you to decide", "Approve"):
        assert part in page
    assert client.post(theirs, data=YES).status_code == 303
    permission = the_permission()
    assert permission is not None
    assert f"Approved by {PRESS}, whom Mei Tanaka had asked to agree" in permission.evidence
    assert "from 127.0.0.1" in permission.evidence
    assert fresh(question.version.testimonial).status == "approved"


def test_their_link_is_for_nothing_else(client: FlaskClient, question: ApprovalRequest, theirs: str) -> None:
    assert "Someone else here" not in client.get(theirs).text
    for path in ("/delegates", "/delegates/link", "/withdrawal"):
        assert client.post(theirs + path, data={"email": "friend@orbit.example"}).status_code == 404
    assert client.get(f"{theirs}/delegates").status_code == 404
    client.post(theirs, data=YES)
    assert "Mei Tanaka can take them back" in client.get(theirs).text
    assert "Take it back" not in client.get(theirs).text
    assert client.post(f"{theirs}/withdrawal").status_code == 404
    assert fresh(question.version.testimonial).status == "approved"


@pytest.mark.parametrize(
    ("path", "answer", "kept"),
    [("/no", {}, "declined"), ("/words", {"text": "Other words."}, "changes_requested")],
)
def test_they_may_say_no_or_change_the_words(
    client: FlaskClient, question: ApprovalRequest, theirs: str, path: str, answer: dict[str, str], kept: str
) -> None:
    assert client.post(theirs + path, data=answer).status_code == 303
    assert db.session.get_one(ApprovalRequest, question.id).answer == kept
    assert db.session.scalars(select(Delegate.answered_at)).one() is not None
    assert the_permission() is None


def test_words_that_they_wrote_are_booked_as_theirs(
    app: Flask, client: FlaskClient, question: ApprovalRequest, theirs: str
) -> None:
    client.post(f"{theirs}/words", data={"text": "Three hours became under thirty."})
    quote = fresh(question.version.testimonial)
    assert quote.current is not None
    assert (quote.current.by_author, quote.current.by_delegate) == (True, PRESS)
    versions = (
        signed_in(app, staff("marketing")).get(f"/quotes/{quote.id}").text.split("Version 2")[1].split("Version 1")[0]
    )
    assert PRESS in versions
    assert "Mei Tanaka" not in versions
    mei = db.session.get_one(Member, quote.member_id)
    assert "Three hours became under thirty." in signed_in(app, a_user(mei)).get("/you").text, (
        "they are about her still"
    )


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "answer", "hers_says", "theirs_says", "others_say"),
    [
        ("", YES, f"{PRESS} said yes for you", "Thank you", "The answer was yes"),
        ("/no", {}, f"{PRESS} said no for you", "That's fine", "The answer was no"),
        (
            "/words",
            {"text": "Other words."},
            f"{PRESS} would rather say it like this",
            "Thank you, those are better",
            "Other words were asked for",
        ),
    ],
)
def test_everybody_reads_who_answered_and_is_thanked_for_their_own_answer_alone(
    client: FlaskClient,
    hers: str,
    theirs: str,
    path: str,
    answer: dict[str, str],
    hers_says: str,
    theirs_says: str,
    others_say: str,
) -> None:
    client.post(f"{hers}/delegates", data={"email": "legal@orbit.example"})
    others = link_in_mail_to("legal@orbit.example")
    client.post(theirs + path, data=answer)
    assert [headline(client, each) for each in (hers, theirs, others)] == [hers_says, theirs_says, others_say]


@pytest.mark.one_database
def test_an_answer_of_her_own_is_nobody_else_s(client: FlaskClient, hers: str, theirs: str) -> None:
    client.post(hers, data=YES)
    assert [headline(client, each) for each in (hers, theirs)] == ["Thank you", "The answer was yes"]


@pytest.mark.one_database
def test_what_they_read_speaks_of_the_author_and_of_nobody_else(client: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@orbit.example", time_zone="Europe/London")
    asked(drafted(WORDS, mei), replace(GERMAN_PRESS, logo=True, photo=True))
    hers = link_in_mail_to("mei@orbit.example")
    shared = passed_on(client, hers)
    client.post(f"{hers}/delegates", data={"email": PRESS})
    letter = newest(Mail.recipient == PRESS).text
    pages = [client.get(path).text for path in (link_in_mail_to(PRESS), shared)]
    for text in (letter, *pages):
        assert "until Mei Tanaka withdraws it" in text
        assert "until you withdraw it" not in text
        assert "a portrait of Mei Tanaka" in text
        assert "your portrait" not in text
    assert "20:00 GMT" in letter or "20:00 BST" in letter
    assert "20:00 GMT" in pages[0] or "20:00 BST" in pages[0]
    assert ["Lena Vogt" in page for page in pages] == [False, False]
    own = client.get(hers).text
    assert "20:00 GMT" not in own
    assert "until you withdraw it" in own


@pytest.mark.one_database
def test_her_own_page_says_to_whom_it_was_passed_on(client: FlaskClient, hers: str, theirs: str) -> None:
    assert f"Passed on to {PRESS}" in client.get(hers).text
    assert "Passed on to" not in client.get(theirs).text


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("mail_url", "said"),
    [("", "Choose “Get a link to pass on” instead"), ("smtp://127.0.0.1:1", "They get an email")],
)
def test_an_email_is_promised_only_where_emails_are_sent(
    app: Flask, client: FlaskClient, hers: str, monkeypatch: pytest.MonkeyPatch, mail_url: str, said: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", mail_url)
    assert said in client.post(f"{hers}/delegates", data={"email": PRESS}, follow_redirects=True).text


def test_an_answer_to_their_email_comes_through_us(app: Flask, client: FlaskClient, hers: str) -> None:
    app.config["MAIL_IN_DOMAIN"] = "in.northwind.example"
    client.post(f"{hers}/delegates", data={"email": PRESS})
    reply_to = newest(Mail.recipient == PRESS).reply_to or ""
    assert reply_to.endswith("@in.northwind.example")


def test_who_asked_and_whose_words_they_are_hear_who_answered(
    app: Flask, client: FlaskClient, question: ApprovalRequest, theirs: str
) -> None:
    client.post(theirs, data=YES)
    drain()
    lena = db.session.get_one(User, question.asked_by_id)
    assert f"{PRESS} answered for Mei Tanaka and said yes: Press (Germany)" in signed_in(app, lena).get("/inbox").text
    told = newest(Mail.recipient == "mei@orbit.example")
    assert f"{PRESS} has answered for you" in told.subject
    assert client.post(f"{link_in_mail_to('mei@orbit.example')}/withdrawal").status_code == 303
    assert fresh(question.version.testimonial).status == "withdrawn"


def test_she_can_still_answer_herself_and_the_first_answer_counts(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str
) -> None:
    client.post(f"{hers}/no")
    assert client.post(theirs, data=YES).status_code == 200
    assert the_permission() is None
    assert db.session.scalars(select(Delegate.answered_at)).all() == [None]
    drain()
    assert texts(Mail.subject.contains("has answered for you")) == []


def test_a_link_that_was_passed_on_asks_who_they_are(client: FlaskClient, question: ApprovalRequest, hers: str) -> None:
    shared = passed_on(client, hers)
    assert WORDS in client.get(shared).text
    assert client.post(f"/quote/{shared.rsplit('/')[-1]}", data=YES).status_code == 404, "it answers nothing by itself"
    assert client.post(shared, data={"name": "  "}).status_code == 422
    first = client.post(shared, data={"name": "Jana Kopp, press office"}).headers["Location"]
    second = client.post(shared, data={"name": "Somebody else"}).headers["Location"]
    assert first != second
    assert client.post(first, data=YES).status_code == 303
    permission = the_permission()
    assert permission is not None
    assert "gave their name as Jana Kopp, press office, by a link that Mei Tanaka had passed on" in permission.evidence
    desk = signed_in(client.application, staff("marketing")).get(f"/quotes/{permission.version.testimonial_id}").text
    assert "Approved by “Jana Kopp, press office” (the name they gave), to whom Mei Tanaka had passed a link" in desk
    assert "This question is closed" in client.get(shared).text
    assert client.post(shared, data={"name": "Too late"}).status_code == 200


def test_it_falls_with_the_link_of_whoever_passed_it_on(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str
) -> None:
    shared, priya = passed_on(client, hers), staff("success")
    with transaction() as session:
        mei = session.get_one(Member, question.version.testimonial.member_id)
        change_address(mei, "mei@fjord.example", session.get_one(User, priya.id))
    drain()
    for path, answer in (("", YES), ("/no", {}), ("/words", {"text": "Other."})):
        client.post(theirs + path, data=answer)
    assert [client.get(path).status_code for path in (hers, theirs, shared)] == [410, 410, 410]
    assert client.post(shared, data={"name": "Jana"}).status_code == 410
    assert db.session.get_one(ApprovalRequest, question.id, populate_existing=True).answered_at is None


def test_whoever_had_to_agree_is_asked_about_the_next_words_as_well(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str
) -> None:
    shared = passed_on(client, hers)
    jana = client.post(shared, data={"name": "Jana"}).headers["Location"]
    client.post(f"{theirs}/words", data={"text": "Three hours became under thirty."})
    lena = staff("marketing")
    with transaction() as session:
        quote = session.get_one(Testimonial, question.version.testimonial_id)
        later = ask_customer(quote, GERMAN_PRESS, session.get_one(User, lena.id))
    assert "under thirty" in newest(Mail.recipient == PRESS).text
    for former in (theirs, jana, link_in_mail_to(PRESS)):
        assert "Three hours became under thirty." in client.get(former).text
        assert "Approve" in client.get(former).text
    assert client.post(shared, data={"name": "Karl"}).status_code == 303
    client.post(jana, data=YES | {"question": str(question.id)})
    assert the_permission() is None, "those words were on no page of hers"
    assert client.post(jana, data=YES | {"question": str(later.id)}).status_code == 303
    permission = the_permission()
    assert permission is not None
    assert permission.version.text == "Three hours became under thirty."
    assert "Jana" in permission.evidence


def test_where_more_is_asked_than_before_the_next_question_is_the_customers_alone(
    client: FlaskClient, question: ApprovalRequest, theirs: str
) -> None:
    client.post(f"{theirs}/words", data={"text": "Three hours became under thirty."})
    lena, count = staff("marketing"), len(texts(Mail.recipient == PRESS))
    with transaction() as session:
        quote = session.get_one(Testimonial, question.version.testimonial_id)
        ask_customer(quote, replace(GERMAN_PRESS, territories=("DE", "FR")), session.get_one(User, lena.id))
    assert len(texts(Mail.recipient == PRESS)) == count
    assert "Approve" not in client.get(theirs).text


def test_after_a_no_the_next_question_is_the_customers_alone(
    client: FlaskClient, question: ApprovalRequest, theirs: str
) -> None:
    client.post(f"{theirs}/no")
    lena, count = staff("marketing"), len(texts(Mail.recipient == PRESS))
    with clock.at(now() + timedelta(days=400)), transaction() as session:
        quote = session.get_one(Testimonial, question.version.testimonial_id)
        draft_again(quote, session.get_one(User, lena.id))
        ask_customer(quote, GERMAN_PRESS, session.get_one(User, lena.id))
    assert len(texts(Mail.recipient == PRESS)) == count
    assert "Approve" not in client.get(theirs).text


@pytest.mark.one_database
def test_what_is_no_address_or_hers_or_lost_is_refused(client: FlaskClient, hers: str) -> None:
    with transaction():
        suppress("lost@orbit.example", "bounced")
    before = db.session.scalar(select(func.count(Mail.id)))
    for email in ("", "press", "mei@orbit.example", "lost@orbit.example"):
        assert client.post(f"{hers}/delegates", data={"email": email}).status_code == 422
    assert db.session.scalar(select(func.count(Mail.id))) == before


@pytest.mark.one_database
def test_nobody_sends_spam_by_it(client: FlaskClient, hers: str, theirs: str) -> None:
    assert client.post(f"{hers}/delegates", data={"email": PRESS}).status_code == 422, "once is enough"
    for number in range(MAX_NAMED - 1):
        client.post(f"{hers}/delegates", data={"email": f"office{number}@orbit.example"})
    one_more = client.post(f"{hers}/delegates", data={"email": "more@orbit.example"})
    assert (one_more.status_code, f"asked {MAX_NAMED} others" in one_more.text) == (422, True)
    assert client.post(f"{hers}/delegates/link").status_code == 303
    assert len(texts(Mail.text.contains("asks you to decide whether"))) == MAX_NAMED


@pytest.mark.one_database
def test_a_link_that_went_round_has_an_end(client: FlaskClient, hers: str) -> None:
    shared = passed_on(client, hers)
    answers = {client.post(shared, data={"name": f"Person {each}"}).status_code for each in range(MAX_INTRODUCED)}
    assert answers == {303}
    assert client.post(shared, data={"name": "One more"}).status_code == 422


def remind(question: ApprovalRequest) -> list[str]:
    """Who gets the one reminder of this question, once it is due."""
    row = db.session.get_one(ApprovalRequest, question.id)
    with clock.at((row.remind_at or now()) + timedelta(minutes=1)):
        assert mind_deadlines() == 1
    reminders = select(Mail.recipient).where(Mail.key.startswith("quote-reminder:")).order_by(Mail.id)
    return list(db.session.scalars(reminders))


def test_the_one_reminder_goes_to_everybody_whose_turn_it_is(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str
) -> None:
    client.post(f"{hers}/delegates", data={"email": "legal@orbit.example"})
    passed_on(client, hers)
    assert remind(question) == [PRESS, "legal@orbit.example"]
    assert "A reminder" in newest(Mail.recipient == PRESS).subject


def delegate_at(moment: datetime, client: FlaskClient, hers: str, email: str) -> None:
    with clock.at(moment):
        assert client.post(f"{hers}/delegates", data={"email": email}).status_code == 303


@pytest.mark.one_database
def test_whoever_was_named_just_before_the_reminder_is_left_out(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str
) -> None:
    due = db.session.get_one(ApprovalRequest, question.id).remind_at
    assert due is not None
    delegate_at(due - timedelta(minutes=2), client, hers, "legal@orbit.example")
    assert remind(question) == [PRESS]


@pytest.mark.one_database
def test_the_reminder_waits_where_everybody_was_named_just_before(
    client: FlaskClient, question: ApprovalRequest, hers: str
) -> None:
    row = db.session.get_one(ApprovalRequest, question.id)
    due, over = row.remind_at, row.lapses_at
    assert due is not None
    assert over is not None
    delegate_at(due - timedelta(minutes=2), client, hers, PRESS)
    with clock.at(due + timedelta(minutes=1)):
        assert mind_deadlines() == 0
    db.session.rollback()
    later = db.session.get_one(ApprovalRequest, question.id).remind_at
    assert later is not None
    assert due + (over - due) / 3 < later < over, "in the middle of their own time"
    assert remind(question) == [PRESS]


def test_the_customer_is_reminded_where_nobody_else_can_be(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str
) -> None:
    passed_on(client, hers)
    with transaction():
        suppress(PRESS, "bounced")
    assert remind(question) == ["mei@orbit.example"]


@pytest.mark.parametrize("how", ["answered", "edited", "moved"])
def test_an_email_that_still_waits_asks_nobody_what_cannot_be_answered(
    client: FlaskClient, question: ApprovalRequest, hers: str, theirs: str, how: str
) -> None:
    lena = staff("marketing")
    asking = select(Mail).where(Mail.key.startswith("quote")).order_by(Mail.id)
    assert [reason_against(mail) for mail in db.session.scalars(asking)] == [None, None]
    if how == "answered":
        client.post(f"{hers}/no")
    with transaction() as session:
        if how == "edited":
            edit_text(session.get_one(Testimonial, question.version.testimonial_id), "Other.", session.merge(lena))
        elif how == "moved":
            mei = session.get_one(Member, question.version.testimonial.member_id)
            change_address(mei, "mei@fjord.example", session.merge(lena))
    drain()
    db.session.expire_all()
    first, named, *again = (reason_against(mail) for mail in db.session.scalars(asking))
    assert (first, named, again) == {
        "answered": ("answered", "answered", []),
        "edited": ("withdrawn", "withdrawn", []),
        "moved": ("moved", "withdrawn", [None]),
    }[how]


@pytest.mark.one_database
def test_the_desk_sees_whom_it_was_passed_on_to(
    app: Flask, client: FlaskClient, question: ApprovalRequest, theirs: str
) -> None:
    browser, url = signed_in(app, staff("marketing")), f"/quotes/{question.version.testimonial_id}"
    assert f"Passed on to {PRESS}" in browser.get(url).text
    with clock.at(now()):
        client.post(theirs, data=YES)
        moment = format_datetime(now().astimezone(ZoneInfo("Europe/London")), "EEE d MMM, HH:mm", locale="en_GB")
    assert f"Approved by {PRESS}, whom Mei Tanaka had asked to agree, {moment}" in browser.get(url).text
    verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs.index("testimonial.delegated") < verbs.index("testimonial.approved")


@pytest.mark.one_database
def test_whoever_was_asked_to_agree_reads_what_became_of_it_and_whose_words_they_were(
    client: FlaskClient, question: ApprovalRequest, theirs: str
) -> None:
    with clock.at(question.lapses_at or now()):
        assert "Nobody answered, so we didn't use the words" in client.get(theirs).text
    with transaction() as session:
        withdraw(session.get_one(Testimonial, question.version.testimonial_id))
    page = client.get(theirs).text
    assert "Mei Tanaka took them back" in page
    assert "Your words" not in page.split("<h1>")[1]


@pytest.mark.one_database
def test_nobody_is_named_once_the_question_is_closed(client: FlaskClient, hers: str, theirs: str) -> None:
    client.post(theirs, data=YES)
    assert client.get(f"{hers}/delegates").status_code == 303
    client.post(f"{hers}/delegates", data={"email": "late@orbit.example"})
    assert texts(Mail.recipient == "late@orbit.example") == []
