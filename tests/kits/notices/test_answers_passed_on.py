"""Whom an answer goes to when the colleague is gone, or their server will not have it; and that it goes round once."""

from datetime import timedelta
from email.policy import SMTP

import pytest
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import transaction
from portal.kits.notices.actions import suppress
from portal.kits.notices.answers.ending import pass_on_refused
from portal.ledger.models import Mail
from portal.people.models import Member
from tests.actors import staff
from tests.kits.notices.answering import (
    PHOTO,
    a_letter,
    an_answer,
    attachment_of,
    files_kept,
    forwards,
    hand_in,
    history,
    last_answer,
    ours,
    sent_on,
    work,
)
from tests.kits.notices.post import DOMAIN, a_report, received
from tests.letters import newest
from tests.mail_sink import Sink

pytestmark = pytest.mark.one_database


def test_a_colleague_who_has_left_has_a_successor(port: int, sink: Sink, mei: Member, priya: User) -> None:
    owner, address = staff("marketing", name="Omar Said"), a_letter(mei, priya)
    with transaction() as session:
        session.get_one(User, priya.id).active = False
        session.get_one(Member, mei.id).owner_user_id = owner.id
    hand_in(port, an_answer(mei.email), address)
    work()
    with transaction() as session:
        session.delete(session.get_one(User, priya.id))
    hand_in(port, an_answer(mei.email, name="<2@orbit.example>"), address)
    work()
    assert [mail["To"] for mail in sent_on(sink)] == [owner.email] * 2
    assert last_answer().to_user_id == owner.id


def test_a_colleague_who_is_none_any_more_gets_none(port: int, sink: Sink, mei: Member, priya: User) -> None:
    address = a_letter(mei, priya)
    with transaction() as session:
        session.get_one(User, priya.id).roles.clear()
    hand_in(port, an_answer(mei.email), address)
    work()
    assert [mail["To"] for mail in sent_on(sink)] == [ours()], "nobody is left, so it goes where our emails come from"


def test_what_was_in_nobodys_name_goes_where_our_emails_come_from(port: int, sink: Sink, mei: Member) -> None:
    staff("success")
    hand_in(port, an_answer(mei.email), a_letter(mei, None))
    work()
    assert [mail["To"] for mail in sent_on(sink)] == [ours()]


def test_an_address_that_takes_no_mail_from_us_gets_it_all_the_same(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    with transaction():
        suppress(priya.email, "complained")
    hand_in(port, an_answer(mei.email), a_letter(mei, priya))
    work()
    assert [mail["To"] for mail in sent_on(sink)] == [priya.email]


def test_what_the_colleagues_server_refuses_goes_to_the_next(port: int, sink: Sink, mei: Member, priya: User) -> None:
    owner = staff("owner", name="Omar Said")
    sink.answers[priya.email] = "550 5.2.2 Mailbox full"
    hand_in(port, an_answer(mei.email), a_letter(mei, priya))
    work()
    assert sent_on(sink) == []
    assert len(files_kept()) == 1
    with at(now() + timedelta(hours=2)):
        assert pass_on_refused() == 1
        work()
    [mail] = sent_on(sink)
    assert (mail["To"], attachment_of(mail)) == (owner.email, PHOTO)
    assert f"We sent it to {priya.email} first" in mail.as_string().replace("=\n", "")
    assert (files_kept(), history(mei)) == ([], ["mail.answered"])


def test_while_a_server_is_away_it_is_tried_again_and_nobody_else_is_asked(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    staff("owner", name="Omar Said")
    sink.answers[priya.email] = "450 4.2.0 Later"
    hand_in(port, an_answer(mei.email), a_letter(mei, priya))
    work()
    with transaction() as session:
        [mail] = session.scalars(select(Mail).where(Mail.key.like("answer:%")))
        mail.state, mail.settled_at, mail.error = "failed", now() - timedelta(hours=3), "450 4.2.0 Later"
    sink.answers.clear()
    assert pass_on_refused() == 1
    work()
    assert [mail["To"] for mail in sent_on(sink)] == [priya.email]


def test_what_comes_back_from_the_colleague_goes_to_the_next_with_the_words_that_are_left(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    owner = staff("owner", name="Omar Said")
    hand_in(port, an_answer(mei.email), a_letter(mei, priya))
    work()
    received(a_report("5.2.3"), sink.senders[-1], envelope_from="")
    work()
    [_first, second] = sent_on(sink)
    assert second["To"] == owner.email
    assert "Thank you, Priya." in second.as_string()
    assert "couldn't forward the original email" in second.as_string().replace("=\n", "")
    assert newest(Mail.key.like("answer:%:2")).recipient == owner.email
    a_letter(mei, priya, "another")
    with transaction():
        assert suppress(priya.email, "bounced"), "her address was not blocked by that"


def test_when_nobody_can_be_given_it_it_waits_for_somebody_to_look(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    sink.answers |= {priya.email: "550 5.1.1 No", ours(): "550 5.1.1 No"}
    hand_in(port, an_answer(mei.email), a_letter(mei, priya))
    for hours in (0, 2, 4, 6):
        with at(now() + timedelta(hours=hours)):
            pass_on_refused()
            work()
    assert (last_answer().state, len(files_kept())) == ("undelivered", 1)
    assert [mail.state for mail in forwards()] == ["failed", "failed"]
    with at(now() + timedelta(days=31)):
        work()
    assert files_kept() == []


def test_our_own_forward_goes_round_no_second_time(port: int, sink: Sink, mei: Member, priya: User) -> None:
    address = a_letter(mei, priya)
    hand_in(port, an_answer(mei.email), address)
    work()
    back = sent_on(sink)[0].as_bytes(policy=SMTP)
    hand_in(port, back, address, sender=priya.email)
    work()
    assert (len(sent_on(sink)), last_answer().state, files_kept()) == (1, "looped", [])
    theirs = back.replace(f"X-Fanfare-Forwarded: {DOMAIN}".encode(), b"X-Fanfare-Forwarded: in.orbit.example")
    hand_in(port, theirs, address, sender=priya.email)
    work()
    assert len(sent_on(sink)) == 2, "a customer may have a Fanfare of their own"
