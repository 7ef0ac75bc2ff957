"""Whatever somebody writes, whoever they say they are: a letter leaves only to whom a reply address was made for."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from portal.access.models import Link, User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions import suppress
from portal.kits.notices.actions.sending_back import MAX_A_DAY
from portal.kits.notices.actions.taking import take_mails_in
from portal.kits.notices.incoming.keeping import keep_mail
from portal.ledger.models import Mail
from tests.kits.notices.post import DOMAIN, Taken, a_reply, address_for, last_in, mails_to, received
from tests.kits.notices.things import a_reader, a_thing

UNKNOWN = f"reply+{'0' * 32}@{DOMAIN}"
VICTIM, WORDS = "victim@else.example", "Buy this now."


def everything_that_leaves() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(mail.recipient, mail.subject + mail.text + mail.html) for mail in db.session.scalars(select(Mail))]


def forged(mail: EmailMessage, **headers: str) -> EmailMessage:
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


Way = Callable[[str, str], tuple[EmailMessage, str, str]]
"""Of the address of a good token and of one that is over: the mail, its envelope, and whom it is sent to."""
WAYS: dict[str, Way] = {
    "to an unknown token": lambda _good, _over: (a_reply(VICTIM, WORDS), VICTIM, UNKNOWN),
    "to an unknown return path": lambda _good, _over: (a_reply(VICTIM, WORDS), VICTIM, f"bounce+1-{'0' * 24}@{DOMAIN}"),
    "to a good token": lambda good, _over: (a_reply(VICTIM, WORDS), VICTIM, good),
    "to a good token, from nobody": lambda good, _over: (a_reply("nobody", WORDS), "x@else.example", good),
    "to a token that is over": lambda _good, over: (a_reply(VICTIM, WORDS), VICTIM, over),
    "on the envelope alone": lambda good, _over: (a_reply("x@else.example", WORDS), VICTIM, good),
    "with an address for answers": lambda good, _over: (
        forged(a_reply("x@else.example", WORDS), Reply_To=VICTIM, Sender=VICTIM, Return_Path=VICTIM),
        "x@else.example",
        good,
    ),
    "with another to hear of it": lambda _good, over: (
        forged(a_reply("x@else.example", WORDS), Cc=VICTIM, Disposition_Notification_To=VICTIM, Errors_To=VICTIM),
        "x@else.example",
        over,
    ),
    "with both in the From": lambda good, _over: (
        forged(EmailMessage(), From=f"{VICTIM}, x@else.example", Message_ID="<1@x>"),
        VICTIM,
        good,
    ),
    "with words that are read in two ways": lambda _good, over: (a_reply(VICTIM, "> " + WORDS), VICTIM, over),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_forged_sender_gets_nothing_and_the_owner_none_of_their_words(taken: list[Taken], way: str) -> None:
    reader, thing = a_reader(), a_thing()
    good = address_for(reader, thing)
    with at(now() - timedelta(days=61)):
        over = address_for(reader, thing)
    mail, envelope, recipient = WAYS[way](good, over)
    received(mail, recipient, envelope_from=envelope)
    assert taken == []
    for whom, text in everything_that_leaves():
        assert whom == reader.email
        assert WORDS not in text
        assert VICTIM not in text
    assert last_in().state in {"returned", "ignored"}
    assert last_in().text == "", "the words of a stranger are not kept either"


def test_the_owner_hears_of_it_at_the_address_that_we_know(taken: list[Taken]) -> None:
    reader = a_reader()
    received(a_reply("home@else.example", WORDS), address_for(reader, a_thing()))
    [mail] = mails_to(reader.email)
    assert "a different email address" in mail.text
    assert (mail.headers["Auto-Submitted"], mail.headers["Return-Path"]) == ("auto-replied", "<>")
    assert (last_in().state, last_in().reason) == ("returned", "foreign sender")


def test_words_go_back_only_where_they_came_from_on_both_sides(taken: list[Taken]) -> None:
    reader = a_reader()
    with at(now() - timedelta(days=61)):
        over = address_for(reader, a_thing())
    received(a_reply(reader.email, "Mine."), over)
    received(a_reply(reader.email, "Not mine.", message_id="<2@x>"), over, envelope_from="x@else.example")
    first, second = mails_to(reader.email)
    assert ("Mine." in first.text, "no longer in use" in first.text) == (True, True)
    assert ("Not mine." in second.text, "no longer in use" in second.text) == (False, True)


@pytest.mark.parametrize(
    ("name", "value", "envelope"),
    [
        ("Auto-Submitted", "auto-replied", None),
        ("Precedence", "junk", None),
        ("List-Id", "<news.orbit.example>", None),
        ("X-Autoreply", "yes", None),
        ("Subject", "from nowhere", ""),
        ("Subject", "from nowhere, too", "<>"),
    ],
)
def test_a_machine_is_told_nothing(taken: list[Taken], name: str, value: str, envelope: str | None) -> None:
    reader = a_reader()
    mail = a_reply("home@else.example", WORDS)
    del mail[name]
    mail[name] = value
    received(mail, address_for(reader, a_thing()), envelope_from=envelope)
    assert (everything_that_leaves(), last_in().state) == ([], "ignored")


def test_twenty_a_day_are_enough_for_one_person(taken: list[Taken]) -> None:
    reader, other = a_reader(), a_reader("Ben Reader")
    addresses = [address_for(reader, a_thing()) for _ in range(2)]
    for number in range(MAX_A_DAY + 3):
        received(a_reply(f"{number}@else.example", message_id=f"<{number}@x>"), addresses[number % 2])
    assert len(mails_to(reader.email)) == MAX_A_DAY == 20
    received(a_reply("1@else.example"), address_for(other, a_thing()))
    assert len(mails_to(other.email)) == 1
    with at(now() + timedelta(days=1)):
        received(a_reply("1@else.example", message_id="<next@x>"), addresses[0])
    assert len(mails_to(reader.email)) == MAX_A_DAY + 1


def test_an_address_that_takes_no_mail_is_not_written_to(taken: list[Taken]) -> None:
    reader = a_reader()
    with transaction():
        suppress(reader.email, "bounced")
    received(a_reply("home@else.example"), address_for(reader, a_thing()))
    assert everything_that_leaves() == []


def test_whoever_has_left_or_moved_to_another_address_is_not_written_to(taken: list[Taken]) -> None:
    closed, moved = a_reader(), a_reader("Ben Reader")
    for reader in (closed, moved):
        address = address_for(reader, a_thing())
        with transaction() as session:
            user = session.get_one(User, reader.id)
            user.active, user.email = reader is moved, user.email if reader is closed else "new@orbit.example"
        received(a_reply(reader.email, message_id=f"<{reader.id}@x>"), address)
        assert last_in().state == "ignored"
    assert (everything_that_leaves(), taken) == ([], [])


def test_a_token_that_was_forgotten_meanwhile_is_nobodys(taken: list[Taken]) -> None:
    reader = a_reader()
    keep_mail(a_reply(reader.email).as_bytes(), reader.email, [address_for(reader, a_thing())])
    with transaction() as session:
        session.delete(session.scalars(select(Link)).one())
    take_mails_in()
    assert (everything_that_leaves(), last_in().state) == ([], "ignored")
