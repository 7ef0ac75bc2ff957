"""Letters leave by a verified line or not at all: no password, name or word goes to a server that proved nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from config import ConfigError, load_settings
from portal.core.database import db
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import send_due
from portal.ledger.outbox.mail.line import LineFailed, MailServer
from portal.ledger.outbox.mail.smtp import configured_transport
from tests.ledger.test_outbox import a_mail, states
from tests.mail_sink import mail_sink
from tests.tls import Authority, Server, a_server

pytestmark = pytest.mark.one_database
LINES = {"smtps": "ssl_context", "smtp+starttls": "tls_context"}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("theirs"), "theirs")


@pytest.fixture(params=list(LINES))
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


Shows = Callable[..., AbstractContextManager[Server]]


@pytest.fixture
def shows(scheme: str) -> Shows:
    """A server that shows what it is given, on the line of this scheme."""
    return lambda context: a_server(**{LINES[scheme]: context})


def failed(url: str, ca: Authority | None) -> LineFailed:
    with pytest.raises(LineFailed) as failure:
        MailServer(url, str(ca.file) if ca else None).open()
    return failure.value


def test_a_certificate_of_a_trusted_authority_for_this_name_is_taken(
    scheme: str, shows: Shows, ours: Authority
) -> None:
    with shows(ours.context()) as server:
        MailServer(server.url(scheme), str(ours.file)).open().quit()
    assert server.passwords == [("right", True)]


FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "certificate_trust": ("theirs", {}),
    "certificate_name": ("ours", {"host": "mail.northwind.example"}),
    "certificate_expired": ("ours", {"ends": timedelta(days=-1)}),
}


@pytest.mark.parametrize("step", FAULTS)
def test_another_certificate_is_not_and_the_server_is_told_nothing(
    step: str, scheme: str, shows: Shows, ours: Authority, request: pytest.FixtureRequest
) -> None:
    who, how = FAULTS[step]
    shown = request.getfixturevalue(who).context(**how)
    with shows(shown) as server:
        assert failed(server.url(scheme), ours).step == step
    assert server.passwords == []
    assert server.told == (["EHLO", "STARTTLS"] if scheme == "smtp+starttls" else [])


def test_an_authority_that_no_setting_names_is_not_trusted(scheme: str, shows: Shows, ours: Authority) -> None:
    with shows(ours.context()) as server:
        failure = failed(server.url(scheme), None)
    assert failure.step == "certificate_trust"
    assert "MAIL_CA_FILE" in str(failure)
    assert server.passwords == []


def test_where_starttls_is_not_offered_nothing_is_sent_in_the_open(ours: Authority) -> None:
    with a_server() as server:
        assert failed(server.url("smtp+starttls"), ours).step == "starttls"
    assert server.passwords == []
    assert server.told == ["EHLO"]


def test_tls_at_a_port_that_speaks_none_says_what_to_write(ours: Authority) -> None:
    with a_server() as server:
        failure = failed(server.url("smtps"), ours)
    assert failure.step == "tls"
    assert "smtp+starttls://" in str(failure)


def test_a_refused_sign_in_says_so_and_never_the_password(scheme: str, shows: Shows, ours: Authority) -> None:
    with shows(ours.context()) as server:
        failure = failed(server.url(scheme, "hunter2"), ours)
    assert failure.step == "sign_in"
    assert "hunter2" not in f"{failure} {MailServer(server.url(scheme, 'hunter2'))!r}"
    assert server.passwords
    assert set(server.passwords) == {("hunter2", True)}


def test_a_letter_waits_for_a_line_and_its_row_says_why(app: Flask, theirs: Authority, ours: Authority) -> None:
    a_mail("a")
    a_mail("b")
    with a_server(tls_context=theirs.context()) as server:
        app.config.update(MAIL_URL=server.url("smtp+starttls"), MAIL_CA_FILE=str(ours.file))
        send_due(configured_transport())
    assert states() == {"a": "waiting", "b": "waiting"}
    assert server.told == ["EHLO", "STARTTLS"], "asked once for a whole batch"
    reasons = set(db.session.scalars(select(Mail.error)))
    assert len(reasons) == 1
    assert "The certificate of 127.0.0.1 is not trusted here" in reasons.pop()


def test_a_server_that_wants_a_sign_in_first_makes_letters_wait(app: Flask) -> None:
    a_mail()
    with mail_sink() as sink:
        sink.answers = {"mei@example.org": "530 5.7.0 Must issue a STARTTLS command first"}
        app.config["MAIL_URL"] = sink.url
        send_due(configured_transport())
    assert states() == {"welcome:1": "waiting"}


@pytest.mark.parametrize(
    "host", ["mail.northwind.example", "10.0.0.5", "[2001:db8::1]", "0.0.0.0", "localhost.example"]
)
def test_a_password_over_an_open_line_is_refused_at_the_start(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_URL", f"smtp://me:hunter2@{host}:25")
    with pytest.raises(ConfigError, match=r"(?s)MAIL_URL.*smtp\+starttls://") as refusal:
        load_settings()
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "harmless",
    [
        "smtp://me:pw@localhost:25",
        "smtp://me:pw@127.0.0.2",
        "smtp://me:pw@[::1]:2525",
        "smtp://mail.example",
        "smtps://me:pw@mail.example",
        "smtp+starttls://me:pw@mail.example",
    ],
)
def test_other_lines_are_taken(harmless: str) -> None:
    assert load_settings(mail_url=harmless).mail_url.get_secret_value() == harmless


def test_a_file_of_authorities_without_any_is_refused_at_the_start(tmp_path: Path, ours: Authority) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("-----BEGIN NOTHING-----\n")
    for wrong in (empty, tmp_path / "missing.pem", tmp_path):
        with pytest.raises(ConfigError, match="MAIL_CA_FILE"):
            load_settings(mail_ca_file=str(wrong))
    assert load_settings(mail_ca_file=str(ours.file)).mail_ca_file == str(ours.file)
