"""Of the tokens that were mailed none remains: in no row, file, log line or list, after all of them were used."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.core.clock import at, now
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.search.actions import index_due
from portal.ledger.outbox.mail import send_due
from portal.ledger.outbox.mail.line import MailServer
from portal.ledger.outbox.mail.smtp import SMTPTransport
from portal.ledger.worker import drain
from tests.actors import signed_in
from tests.channels import addresses
from tests.kits.notices.post import DOMAIN, a_reply, received
from tests.mail_sink import Sink, mail_sink
from tests.remains import everything_logged, tables_with
from tests.world import World, a_world

BASE = "https://advocates.northwind.example"
TOKEN = re.compile(r"(?<![\w=.-])[0-9a-f]{32}(?![\w-])")
"""A mark behind `?reader=` opens nothing: it fills in the reader's own address."""
LINK = re.compile(rf"{BASE}(/[^\s\"<>#?]*?[0-9a-f]{{32}}[^\s\"<>#]*)")
ONE_CLICK, ANSWER = "List-Unsubscribe", "Reply-To"
LEADING = {"answer", "join", "mails", "new-address", "new-password", "not-my-address", "quote", "sign-in", "stay"}
"""The first step of each address that a token stands in."""


@pytest.mark.slow
@pytest.mark.one_database
def test_no_token_that_was_mailed_stands_anywhere(
    app: Flask, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    with everything_logged() as written, mail_sink() as sink:
        world = a_world(app)
        carried = a_day(sink)
        links = {link for _recipient, text in carried for link in LINK.findall(text)}
        opened(app, links)
        answered(carried)
        listed = lists(app, world)
    tokens = {token for _recipient, text in carried for token in TOKEN.findall(text)}
    assert {link.split("/")[1] for link in links} == LEADING, "every kind of link was mailed"
    assert sum("reply+" in text for _recipient, text in carried) > 0

    def found(text: str) -> set[str]:
        return tokens & set(TOKEN.findall(text))

    logged = written.getvalue() + "".join(capfd.readouterr())
    assert "/answer/<token>" in logged, "it was logged"
    assert found(logged) == set()
    assert tables_with(found) == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if found(path.read_bytes().decode("latin-1"))] == []
    assert {path for path, text in listed.items() if found(text)} == set()


def a_day(sink: Sink) -> list[tuple[str, str]]:
    """Everything that waits is handed over in the course of a day: to whom, and all that stands in it."""
    for hours in (0, 12, 24):
        with at(now() + timedelta(hours=hours)):
            while write_due_mails() or drain() or index_due():
                pass
            while send_due(SMTPTransport(MailServer(sink.url), "hello@northwind.example")):
                pass
    return [(str(mail["To"]), "\n".join([*map(str, mail.values()), *bodies(mail)])) for mail in sink.mails]


def bodies(mail: object) -> list[str]:
    return [part.get_content() for part in mail.iter_parts()]  # type: ignore[attr-defined]


def opened(app: Flask, links: set[str]) -> None:
    """Look at each, press its button, ask for a page that is not there, and send what fails."""
    for link in sorted(links):
        browser = app.test_client()
        browser.get(link)
        browser.get(f"{link}/nothing")
        browser.post(link, data={"score": "none of these"})
        browser.post(link, data={"password": "linden-harbour-72", "score": "9"})


def answered(carried: list[tuple[str, str]]) -> None:
    for recipient, text in carried:
        for address in set(re.findall(rf"reply\+[0-9a-f]{{32}}@{re.escape(DOMAIN)}", text)):
            received(a_reply(recipient, f"As you write to {recipient}."), address)
    drain()


def lists(app: Flask, world: World) -> dict[str, str]:
    """Every page of an owner's and an administrator's, with what it says."""
    client = signed_in(app, world.owner)
    places = {name: getattr(world, name) for name in ("mail_id", "member_id", "user_id", "testimonial_id")}
    return {path: client.get(path).text for path in addresses(app, places, {})}
