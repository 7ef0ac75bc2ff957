"""`flask mail test` sends a letter now, and says at which step it ended."""

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.ledger.test_outbox import states
from tests.mail_sink import free_port
from tests.tls import Authority, Server, a_server

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ours"), "ours")


@pytest.fixture
def way_out(app: Flask, ours: Authority) -> Iterator[Server]:
    with a_server(tls_context=ours.context()) as server:
        app.config.update(MAIL_URL=server.url("smtp+starttls"), MAIL_CA_FILE=str(ours.file))
        yield server


def tried(app: Flask, address: str = "Priya@northwind.example") -> tuple[int, dict[str, Any]]:
    result = app.test_cli_runner().invoke(args=["mail", "test", address, "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_a_test_letter_arrives_and_its_sender_is_told_what_to_look_for(app: Flask, way_out: Server) -> None:
    code, told = tried(app)
    assert (code, told["ok"], told["step"]) == (0, True, "taken")
    assert told["server"] == f"127.0.0.1:{way_out.port}"
    (letter,) = way_out.sink.mails
    assert letter["To"] == "priya@northwind.example"
    assert str(letter["Subject"]) in told["words"]
    assert "None" not in letter["Message-ID"]
    assert states() == {}, "no row is written"
    assert "spam" in app.test_cli_runner().invoke(args=["mail", "test", "mei@orbit.example"]).stdout


def without_a_server(app: Flask, _server: Server) -> None:
    app.config["MAIL_URL"] = ""


def nowhere(app: Flask, _server: Server) -> None:
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{free_port()}"


def by_another_authority(app: Flask, _server: Server) -> None:
    app.config["MAIL_CA_FILE"] = None


def with_another_password(app: Flask, server: Server) -> None:
    app.config["MAIL_URL"] = server.url("smtp+starttls", "hunter2")


def to_a_stranger(_app: Flask, server: Server) -> None:
    server.sink.answers = {"priya@northwind.example": "550 5.7.1 relay access denied"}


def from_a_stranger(_app: Flask, server: Server) -> None:
    async def refuse(*_told: Any) -> str:
        return "553 5.7.1 not your address"

    server.sink.handle_MAIL = refuse  # type: ignore[attr-defined]


def as_rubbish(_app: Flask, server: Server) -> None:
    async def refuse(*_told: Any) -> str:
        return "554 5.6.0 looks like junk"

    server.sink.handle_DATA = refuse  # type: ignore[method-assign]


WRONG: dict[str, Callable[[Flask, Server], None]] = {
    "setting": without_a_server,
    "connection": nowhere,
    "certificate_trust": by_another_authority,
    "sign_in": with_another_password,
    "recipient": to_a_stranger,
    "sender": from_a_stranger,
    "letter": as_rubbish,
}


@pytest.mark.parametrize("step", WRONG)
def test_a_test_letter_that_fails_says_at_which_step(step: str, app: Flask, way_out: Server) -> None:
    WRONG[step](app, way_out)
    code, told = tried(app)
    assert (code, told["ok"], told["step"]) == (1, False, step)
    assert told["words"].endswith(".")
    assert "hunter2" not in json.dumps(told)
    assert way_out.sink.mails == []


def test_a_name_that_nobody_knows_is_a_step_of_its_own(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_asked: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    app.config["MAIL_URL"] = "smtps://mail.northwind.example"
    code, told = tried(app)
    assert (code, told["step"], told["server"]) == (1, "name", "mail.northwind.example:465")


def test_a_test_letter_goes_to_an_address(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["mail", "test", "priya"]).exit_code == 2
