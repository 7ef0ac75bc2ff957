"""`flask members add-staff`: how a fresh installation gets its first owner."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.access.passwords import verify_password
from portal.core.database import db
from tests.letters import newest

SECRET = "four slow green kites"
ADA = ("members", "add-staff", "Ada@Northwind.example", "--name", "Ada Berg", "--role", "owner")


def test_the_first_owner_signs_in_with_the_password_from_standard_input(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=[*ADA, "--role", "admin", "--password-stdin", "--json"], input=f"{SECRET}\n"
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "email": "ada@northwind.example",
        "roles": ["admin", "owner"],
        "password": "set",
    }
    assert SECRET not in result.output
    user = db.session.scalars(select(User)).one()
    assert verify_password(user.password_hash, SECRET)
    sign_in = {"email": "ada@northwind.example", "password": SECRET}
    assert app.test_client().post("/sign-in", data=sign_in).status_code == 303


def test_without_a_password_a_link_goes_out_by_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    result = app.test_cli_runner().invoke(args=ADA)
    assert result.exit_code == 0
    assert "on its way" in result.output
    mail = newest()
    assert "https://advocates.northwind.example/new-password/" in mail.text
    assert "/new-password/" not in result.output


def test_where_nothing_is_sent_the_link_is_printed_and_on_request_a_new_one(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=ADA)
    assert "Email isn't set up on this site" in result.output
    first = result.output.split()[-1]
    second = app.test_cli_runner().invoke(args=["mail", "link", str(newest().id)]).output.strip()
    client = app.test_client()
    assert [client.get(url).status_code for url in (first, second)] == [410, 200]
    assert client.post(second, data={"password": SECRET}).status_code == 303
    assert verify_password(db.session.scalars(select(User)).one().password_hash, SECRET)


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("members", "add-staff", "nonsense", "--name", "X", "--role", "owner"), "", "not a complete email address"),
        ((*ADA, "--password-stdin"), "short\n", "12 to 256 characters"),
        ((*ADA, "--password-stdin"), "", "12 to 256 characters"),
        ((*ADA, "--password-stdin"), "password1234\n", "easy to guess"),
        (("members", "add-staff", "a@b.example", "--name", "X", "--role", "emperor"), "", "emperor"),
    ],
)
def test_what_makes_no_sense_is_refused_with_2(app: Flask, arguments: tuple[str, ...], typed: str, told: str) -> None:
    result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
    assert result.exit_code == 2
    assert told in result.stderr
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_the_same_address_twice_is_refused(app: Flask) -> None:
    app.test_cli_runner().invoke(args=ADA)
    again = app.test_cli_runner().invoke(args=[*ADA, "--json"])
    assert again.exit_code == 2
    assert again.stdout == ""
    assert "already signs in" in again.stderr
