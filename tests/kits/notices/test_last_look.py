from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.notices.actions import send_message, withdraw_message
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import send_due
from portal.people.actions.segments import hold
from portal.people.models import Member
from tests.actors import a_member

TUESDAY = datetime(2026, 3, 10, 11, tzinfo=UTC)


class Postbag:
    """A transport that remembers whom it wrote to."""

    def __init__(self) -> None:
        self.recipients: list[str] = []

    def send(self, mail: Mail) -> None:
        self.recipients.append(mail.recipient)

    def close(self) -> None:
        """There is nobody to say goodbye to."""


@pytest.fixture(autouse=True)
def _on_a_tuesday(app: Flask) -> Iterator[None]:
    with at(TUESDAY):
        yield


class Addressee(NamedTuple):
    id: int
    email: str


def a_waiting_mail(template: str = "thinking_of_you") -> Addressee:
    member = a_member(joined_at=TUESDAY - timedelta(days=30), time_zone="Europe/London")
    with transaction() as session:
        assert send_message(session.get_one(Member, member.id), template, cause_key="n:1").posted
    return Addressee(member.id, member.email)


def state_of(member: Addressee) -> tuple[str, str | None]:
    return tuple(db.session.execute(select(Mail.state, Mail.error).where(Mail.member_id == member.id)).one())


def change(member: Addressee, **values: object) -> None:
    with transaction() as session:
        row = session.get_one(Member, member.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_hold_reaches_the_mails_that_already_wait() -> None:
    angry, content = a_waiting_mail(), a_waiting_mail()
    with transaction():
        hold(angry.id, "promotion", "case:7")
    post = Postbag()
    while send_due(post):
        pass
    assert post.recipients == [content.email]
    assert state_of(angry) == ("held", "held")
    assert state_of(content) == ("sent", None)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"unsubscribed_at": TUESDAY}, "unsubscribed"),
        ({"paused_until": TUESDAY + timedelta(days=3)}, "paused"),
        ({"email": "mei@new-employer.example"}, "moved"),
    ],
)
def test_what_changed_since_a_mail_was_written_is_noticed_before_it_goes(
    values: dict[str, object], reason: str
) -> None:
    member = a_waiting_mail()
    change(member, **values)
    assert send_due(Postbag()) == 1
    assert state_of(member) == ("held", reason)


def test_a_site_without_a_mail_server_keeps_held_mails_apart() -> None:
    member, content = a_waiting_mail(), a_waiting_mail()
    change(member, unsubscribed_at=TUESDAY)
    assert send_due(None) == 2
    assert state_of(member) == ("held", "unsubscribed")
    assert state_of(content) == ("kept", None)


def test_an_answer_to_what_they_said_goes_out_all_the_same() -> None:
    member = a_waiting_mail("thank_you")
    change(member, unsubscribed_at=TUESDAY)
    send_due(Postbag())
    assert state_of(member) == ("sent", None)


def test_a_mail_that_is_withdrawn_never_leaves() -> None:
    member = a_waiting_mail()
    with transaction():
        withdraw_message(db.session.get_one(Member, member.id), "n:1", "answered")
    assert send_due(Postbag()) == 0
    assert state_of(member) == ("held", "answered")


def test_a_mail_that_is_gone_cannot_be_withdrawn() -> None:
    member = a_waiting_mail()
    send_due(Postbag())
    with transaction():
        withdraw_message(db.session.get_one(Member, member.id), "n:1", "answered")
    assert state_of(member) == ("sent", None)
