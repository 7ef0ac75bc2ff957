"""A link in a mail has no token until it is handed over, and none is kept afterwards."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.actions.passwords import send_password_link
from portal.access.models import Link, LinkToken, User
from portal.core.database import db, transaction
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.deciding import send_again
from portal.ledger.outbox.mail import post_mail, send_due
from portal.ledger.outbox.mail.line import MailServer
from portal.ledger.outbox.mail.smtp import SMTPTransport
from tests.actors import a_member, a_user
from tests.mail_sink import Sink, mail_sink

BEGINNING = "https://advocates.northwind.example/new-password/"
LINK = re.compile(BEGINNING + r"([\w-]+)")


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member())


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_sink() as sink:
        yield sink


def asked(user: User) -> Mail:
    """The email with a password link, which waits."""
    with transaction() as session:
        send_password_link(session.get_one(User, user.id))
    return db.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def carried(sink: Sink) -> str:
    """The path of the link in what arrived last."""
    db.session.rollback()
    send_due(SMTPTransport(MailServer(sink.url), "hello@northwind.example"))
    parts = [part.get_content() for part in sink.mails[-1].iter_parts()]
    tokens = {token for part in parts for token in LINK.findall(part)}
    assert len(tokens) == 1, "the plain part and the other one carry the same"
    return f"/new-password/{tokens.pop()}"


def test_what_arrives_opens_and_what_stands_in_its_row_does_not(client: FlaskClient, mei: User, sink: Sink) -> None:
    waiting = LINK.findall(asked(mei).text)[0]
    assert db.session.scalars(select(LinkToken)).all() == []
    path = carried(sink)
    assert client.get(path).status_code == 200
    assert client.get(f"/new-password/{waiting}").status_code == 410
    kept = db.session.scalars(select(Mail)).one()
    assert path.rpartition("/")[2] not in kept.text + kept.html + str(kept.headers)


def test_what_stands_for_a_link_of_hers_opens_nothing_in_a_mail_to_somebody_else(mei: User, sink: Sink) -> None:
    placeholder = LINK.findall(asked(mei).text)[0]
    send_due(SMTPTransport(MailServer(sink.url), "hello@northwind.example"))
    with transaction() as session:
        session.execute(Mail.__table__.delete())
        words = {"subject": "Look", "text": f"{BEGINNING}{placeholder}", "html": "<p></p>", "category": "service"}
        post_mail(key="typed", recipient="oscar@else.example", sender_name="Oscar", **words)  # type: ignore[arg-type]
    assert carried(sink).rpartition("/")[2] == placeholder
    assert db.session.scalar(select(func.count()).select_from(LinkToken)) == 1


def test_a_mail_that_goes_out_again_carries_another_token_and_the_first_goes_on_working(
    client: FlaskClient, mei: User, sink: Sink
) -> None:
    mail = asked(mei)
    first = carried(sink)
    with transaction() as session:
        sent = session.get_one(Mail, mail.id)
        sent.state = "uncertain"
        send_again(sent)
    second = carried(sink)
    assert first != second
    assert [client.get(path).status_code for path in (first, second)] == [200, 200]
    assert client.post(first, data={"password": "linden-harbour-72"}).status_code == 303
    assert client.get(second).status_code == 410, "both lead to the same link, which is used"


def test_the_links_of_a_kept_mail_are_printed_and_the_ones_printed_before_end(
    app: Flask, client: FlaskClient, mei: User
) -> None:
    mail_id = asked(mei).id
    send_due(None)
    assert db.session.scalars(select(LinkToken)).all() == []
    first = app.test_cli_runner().invoke(args=["mail", "link", str(mail_id)]).output.strip()
    answer = app.test_cli_runner().invoke(args=["mail", "link", str(mail_id), "--json"]).output
    [second] = json.loads(answer)["links"]
    paths = [url.removeprefix("https://advocates.northwind.example") for url in (first, second)]
    assert [client.get(path).status_code for path in paths] == [410, 200]
    lines = select(Activity.member_id).where(Activity.verb == "mail.links_printed")
    assert db.session.scalars(lines).all() == [mei.member_id] * 2


@pytest.mark.parametrize("why", ["sent", "used", "unknown", "nothing in it"])
def test_what_cannot_be_printed_is_told(app: Flask, mei: User, sink: Sink, why: str) -> None:
    mail = asked(mei)
    if why == "sent":
        carried(sink)
    else:
        send_due(None)
    with transaction() as session:
        link = session.scalars(select(Link)).one()
        link.used_at = link.created_at if why == "used" else None
        if why == "nothing in it":
            session.get_one(Mail, mail.id).text = "Hello"
    number = 99 if why == "unknown" else mail.id
    result = app.test_cli_runner().invoke(args=["mail", "link", str(number)])
    words = {"sent": "wasn't kept", "unknown": "no email with the number 99"}
    assert result.exit_code == 2
    assert words.get(why, "no link that still works") in result.stderr
    assert result.stdout == ""
