from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.personal import kept_of_people
from portal.kits.notices.actions import Outcome, send_message, withdraw_message
from portal.kits.notices.contact_policy import WEEKLY, Limits, written_lately
from portal.kits.notices.letters import TEMPLATES
from portal.kits.notices.models import HeldBack
from portal.kits.notices.queries import messages_to
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import post_mail
from portal.people.actions.segments import hold, release_hold
from portal.people.models import Member
from portal.people.persons import person_of
from tests.actors import a_member, a_user, staff
from workflows.durations import parse_rate

TUESDAY = datetime(2026, 3, 10, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_tuesday(app: Flask) -> Iterator[None]:
    with at(TUESDAY):
        yield


def a_fan(**changes: object) -> Member:
    return a_member(**{"joined_at": TUESDAY - timedelta(days=90), "time_zone": "Europe/London"} | changes)


def written(member: Member, cause: str = "nurture:1", **options: object) -> Outcome:
    template = str(options.pop("template", "thinking_of_you"))
    if TEMPLATES[template].needs:
        options.setdefault("context", {"question": "Would you?", "url": "https://northwind.example/answer"})
    with transaction() as session:
        return send_message(session.get_one(Member, member.id), template, cause_key=cause, **options)


def mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def why_not(member: Member) -> list[str]:
    return list(db.session.scalars(select(HeldBack.reason).where(HeldBack.member_id == member.id)))


def test_a_joined_member_is_written_to_by_a_person_with_a_name() -> None:
    priya = staff("success", name="Priya Shah")
    member = a_fan(owner_user_id=priya.id)
    assert written(member).posted
    [mail] = mails()
    assert (mail.sender_name, mail.reply_to, mail.recipient) == ("Priya Shah", priya.email, member.email)
    assert mail.text.startswith("Mei, ")
    assert "\n\nPriya Shah\n" in mail.text
    assert "!" not in mail.subject + mail.text.replace("<!doctype", "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unsubscribed_at": TUESDAY - timedelta(days=1)}, "unsubscribed"),
        ({"paused_until": TUESDAY + timedelta(hours=1)}, "paused"),
        ({"joined_at": None}, "not_joined"),
    ],
)
def test_promotion_reaches_nobody_who_does_not_want_it(changes: dict[str, object], reason: str) -> None:
    member = a_fan(**changes)
    outcome = written(member)
    assert (outcome.posted, outcome.reason) == (False, reason)
    assert outcome.why
    assert why_not(member) == [reason]
    assert not mails()


def test_a_break_that_is_over_holds_nothing_back() -> None:
    assert written(a_fan(paused_until=TUESDAY - timedelta(hours=1))).posted


def test_a_contact_who_has_not_joined_can_be_asked_a_question_but_not_advertised_to() -> None:
    member = a_fan(joined_at=None)
    assert written(member, "a", template="one_question").posted
    assert written(member, "b").reason == "not_joined"


def test_a_hold_stops_promotion_and_questions_until_it_is_released() -> None:
    member = a_fan()
    with transaction():
        hold(member.id, "promotion", "case:1")
    assert written(member, "a").reason == "held"
    assert written(member, "b", template="one_question").reason == "held"
    assert written(member, "c", template="thank_you").posted
    with transaction():
        release_hold(member.id, "promotion", "case:1")
    assert written(member, "d").posted


def test_a_record_that_was_merged_away_is_not_written_to() -> None:
    survivor = a_fan()
    assert written(a_fan(merged_into_id=survivor.id)).reason == "merged"


def test_somebody_whose_sign_in_was_closed_is_not_advertised_to() -> None:
    member = a_fan()
    user = a_user(member)
    with transaction() as session:
        session.get_one(User, user.id).active = False
    assert written(member).reason == "locked"


def test_answers_to_what_they_said_reach_even_those_who_unsubscribed() -> None:
    member = a_fan(unsubscribed_at=TUESDAY, joined_at=None, paused_until=TUESDAY + timedelta(days=9))
    assert written(member, template="thank_you").posted
    [mail] = mails()
    assert not mail.headers
    assert "Unsubscribe from these" not in mail.text


def test_a_care_question_passes_as_service() -> None:
    member = a_fan(unsubscribed_at=TUESDAY)
    assert written(member, template="one_question", category="service").posted


def test_three_optional_mails_in_seven_days_are_enough() -> None:
    member = a_fan()
    for number, template in enumerate(["thinking_of_you", "one_question", "thinking_of_you"]):
        assert written(member, f"n:{number}", template=template).posted
    assert written(member, "n:4").reason == "budget"
    assert written(member, "n:5", template="thank_you").posted
    assert written(a_fan(), "n:4").posted
    with at(TUESDAY + timedelta(days=8)):
        assert written(member, "n:6").posted


def test_a_mail_planned_for_next_week_does_not_slip_past_the_budget_of_that_week() -> None:
    member = a_fan()
    next_week = TUESDAY + timedelta(days=14)
    for number in range(3):
        assert written(member, f"n:{number}", due_at=next_week).posted
    assert written(member, "n:4", due_at=next_week + timedelta(days=1)).reason == "budget"


ABOUT = ("answer:1:1", "answer:2:1", "quote-delegate:3", "quote-reminder:5>d3")


def test_emails_about_a_member_to_somebody_else_are_none_that_they_got() -> None:
    member = a_fan()
    theirs = {"quote-reminder:5>1": member.email}
    with transaction():
        for key, recipient in {**dict.fromkeys(ABOUT, "priya@northwind.example"), **theirs}.items():
            post_mail(key=key, recipient=recipient, subject=key, text="", html="", category="service",
                      sender_name="Northwind", member_id=member.id)  # fmt: skip
    assert [message.subject for message in messages_to(member.id)] == list(theirs)
    assert written_lately(member.id, now(), WEEKLY) == 1
    assert written(member).posted

    person = person_of(member)
    rows = [kept for kept in kept_of_people() if kept.model is Mail]
    copied = [mail.key for kept in rows if kept.copied for mail in mails_that(kept.whose(person))]
    assert set(copied) == {*theirs, f"nurture:1>{member.id}"}
    erased = [mail.key for kept in rows if kept.erase for mail in mails_that(kept.whose(person))]
    assert sorted(erased) == sorted(mail.key for mail in mails())


def mails_that(rows: ColumnElement[bool]) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(rows)))


def test_a_mail_that_was_held_back_leaves_the_budget_free() -> None:
    member, one = a_fan(), Limits(messages=parse_rate("1/30d"))
    assert written(member, "a", limits=one).posted
    assert written(member, "b", limits=one).reason == "budget"
    with transaction():
        withdraw_message(member, "a", "answered")
    assert written(member, "c", limits=one).posted


def test_the_same_cause_never_writes_twice_and_gets_the_same_answer() -> None:
    member, other = a_fan(), a_fan(unsubscribed_at=TUESDAY)
    assert written(member) == written(member)
    assert written(other) == written(other)
    with transaction() as session:
        session.get_one(Member, other.id).unsubscribed_at = None
    assert written(other).reason == "unsubscribed"
    assert len(mails()) == 1
    assert db.session.scalar(select(func.count()).select_from(HeldBack)) == 1


@pytest.mark.one_database
def test_a_cause_that_is_too_long_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="too long"):
        written(a_fan(), "x" * 101)


def test_a_mail_waits_for_the_members_own_morning() -> None:
    evening = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)  # half past nine in the evening in Tokyo
    with at(evening):
        outcome = written(a_fan(time_zone=None, country="JP"))
    assert outcome.due_at == datetime(2026, 3, 10, 23, 0, tzinfo=UTC)


def test_a_mail_waits_for_the_end_of_the_weekend() -> None:
    with at(datetime(2026, 3, 14, 11, tzinfo=UTC)):
        outcome = written(a_fan(time_zone="Europe/Berlin"), template="thank_you")
    assert outcome.due_at == datetime(2026, 3, 16, 7, tzinfo=UTC)


def test_an_account_mail_does_not_wait_for_the_morning() -> None:
    night = datetime(2026, 3, 15, 2, tzinfo=UTC)
    with at(night):
        assert written(a_fan(), template="thank_you", category="account").due_at == night


def test_what_stands_in_a_letter_is_asked_for_only_when_it_is_written() -> None:
    asked: list[str] = []

    def words() -> dict[str, object]:
        asked.append("once")
        return {"sentence": "You told us <b>first</b>."}

    assert not written(a_fan(unsubscribed_at=now()), "a", context=words).posted
    assert asked == []
    assert written(a_fan(), "b", template="thank_you", context=words).posted
    assert asked == ["once"]
    [mail] = mails()
    assert "You told us <b>first</b>." in mail.text
    assert "&lt;b&gt;first" in mail.html


@pytest.mark.one_database
def test_a_letter_without_what_it_needs_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="needs question, url"):
        written(a_fan(), template="one_question", context={})
    assert not mails()


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["welcome", "thinking_of_you", "thank_you", "one_question"])
def test_a_letter_can_be_written_with_no_more_than_it_needs(name: str) -> None:
    assert written(a_fan(), template=name).posted
    [mail] = mails()
    assert mail.subject
    assert "None" not in mail.text
    assert "\n\n\n" not in mail.text
