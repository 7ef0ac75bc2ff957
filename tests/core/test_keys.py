"""Secret keys can be changed: what an older one signed is read until it is removed, and new things bear the newest."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import ConfigError, kept_fallbacks, load_settings
from portal import create_app
from portal.access.passwords import hash_password
from portal.access.sign_in_attempts import attempt_keys, forgive_account, note_attempt, refuse_over_limit
from portal.core.clock import at, now
from portal.core.database import transaction
from portal.core.errors import TooMany
from portal.core.kept_keys import change_key, drop_keys_aside, forget_key, keys_aside
from portal.core.keys import key_number, signature
from portal.ledger.outbox.mail.return_path import mail_of, return_path
from tests.actors import signed_in, staff
from tests.keys import NEW, NEWEST, OLD, use_keys

pytestmark = pytest.mark.one_database
SECRET = "four slow green kites"


def is_in(client: FlaskClient) -> bool:
    return client.get("/you/sessions").status_code == 200


def test_settings_take_older_keys_with_spaces_between_or_as_a_list(tmp_path: Path) -> None:
    for several in (f"{NEW} {OLD}", f"{NEW}\n{OLD}", json.dumps([NEW, OLD])):
        settings = load_settings(instance_path=tmp_path, secret_key=NEWEST, secret_key_fallbacks=several)
        assert settings.secret_fallbacks() == [NEW, OLD]
    with_space = "a phrase of more than thirty-two characters"
    settings = load_settings(secret_key=NEWEST, secret_key_fallbacks=json.dumps([with_space]))
    assert settings.secret_fallbacks() == [with_space]


@pytest.mark.parametrize("nonsense", ["short", f"{OLD} hunter2", '["x"]', "[1, 2]", "[hunter2", "a b c"])
def test_older_keys_that_cannot_be_are_refused_and_not_repeated(nonsense: str) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY_FALLBACKS") as refusal:
        load_settings(secret_key=NEWEST, secret_key_fallbacks=nonsense)
    assert "hunter2" not in str(refusal.value)


def test_the_application_knows_all_of_them(tmp_path: Path) -> None:
    app = create_app(
        load_settings(instance_path=tmp_path, secret_key=NEWEST, secret_key_fallbacks=f"{NEW} {OLD}", log_level="ERROR")
    )
    with app.test_request_context():
        assert app.config["SECRET_KEY_FALLBACKS"] == [NEW, OLD]
        assert app.config["WTF_CSRF_SECRET_KEY"] == [OLD, NEW, NEWEST], "the last one signs"


def test_a_number_is_the_same_everywhere_and_another_for_each_key(app: Flask) -> None:
    assert key_number("x" * 32) == "e3a93469"
    assert len({key_number(key) for key in (OLD, NEW, NEWEST)}) == 3


def test_whoever_is_signed_in_stays_so_and_the_cookie_is_signed_anew(app: Flask) -> None:
    use_keys(app, OLD)
    inside, stranger = signed_in(app, staff("success")), signed_in(app, staff("success"))
    use_keys(app, NEW, OLD)
    assert is_in(inside)
    use_keys(app, NEW)
    assert is_in(inside), "one visit was enough"
    assert not is_in(stranger), "the older key is gone"
    use_keys(app, NEWEST)
    assert not is_in(inside)


def test_a_browser_that_was_closed_is_remembered_and_its_cookie_signed_anew(app: Flask) -> None:
    use_keys(app, OLD)
    user = staff("success")
    with transaction() as session:
        session.get_one(type(user), user.id).password_hash = hash_password(SECRET)
    browser = app.test_client()
    browser.post("/sign-in", data={"email": user.email, "password": SECRET, "remember": "y"})
    name, kept = app.config["SESSION_COOKIE_NAME"], app.config["REMEMBER_COOKIE_NAME"]
    before = browser.get_cookie(kept)
    assert before
    use_keys(app, NEW, OLD)
    browser.delete_cookie(name)
    assert is_in(browser)
    after = browser.get_cookie(kept)
    assert after
    assert after.value != before.value
    use_keys(app, NEW)
    browser.delete_cookie(name)
    assert is_in(browser), "without the older key"
    browser.delete_cookie(name)
    browser.set_cookie(kept, before.value)
    assert not is_in(browser)


def token_on(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_page_that_was_open_meanwhile_can_still_be_sent(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    use_keys(app, OLD)
    browser = app.test_client()
    said = {"email": "mei@orbit.example", "password": "wrong"}
    said["csrf_token"] = token_on(browser.get("/sign-in", base_url="https://localhost").text)

    def answer() -> int:
        headers = {"Referer": "https://localhost/sign-in"}
        return browser.post("/sign-in", data=said, base_url="https://localhost", headers=headers).status_code

    use_keys(app, NEW, OLD)
    assert answer() == 422, "taken, and the password is wrong"
    new = token_on(browser.get("/sign-in", base_url="https://localhost").text)
    use_keys(app, NEW)
    assert answer() == 400, "the older key is gone"
    said["csrf_token"] = new
    assert answer() == 422


def test_a_mail_that_comes_back_later_is_still_known(app: Flask) -> None:
    app.config["MAIL_IN_DOMAIN"] = "in.northwind.example"
    use_keys(app, OLD)
    token = str(return_path(17)).removeprefix("bounce+").partition("@")[0]
    use_keys(app, NEWEST, NEW, OLD)
    assert mail_of(token) == 17
    assert token not in str(return_path(17))
    assert mail_of(f"18-{token.partition('-')[2]}") is None
    use_keys(app, NEWEST, NEW)
    assert mail_of(token) is None


def test_a_changed_key_forgives_no_attempt(app: Flask) -> None:
    use_keys(app, OLD)
    asked = ("sign-in", "mei@orbit.example", "192.0.2.7")
    with transaction():
        for _ in range(10):
            note_attempt(attempt_keys(*asked))
    use_keys(app, NEW, OLD)
    keys = attempt_keys(*asked)
    with transaction():
        written = note_attempt(keys)
    with pytest.raises(TooMany):
        refuse_over_limit(keys, written)
    with transaction():
        forgive_account("sign-in", "mei@orbit.example")
        written = note_attempt(keys)
    refuse_over_limit(keys, written)


def test_the_key_that_is_kept_can_be_changed_and_the_older_one_forgotten(tmp_path: Path) -> None:
    first = load_settings(instance_path=tmp_path).secret()
    second = change_key(tmp_path)
    third = change_key(tmp_path)
    settings = load_settings(instance_path=tmp_path)
    assert key_number(settings.secret()) == third
    assert [key_number(key) for key in settings.secret_fallbacks()] == [second, key_number(first)]
    for name in ("secret_key", "secret_key_fallbacks"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert forget_key(tmp_path, key_number(first))
    assert not forget_key(tmp_path, third), "the newest stays"
    assert [key_number(key) for key in load_settings(instance_path=tmp_path).secret_fallbacks()] == [second]


def test_a_forgotten_key_lies_aside_for_a_month_and_longer_while_it_seals_something(tmp_path: Path) -> None:
    first = load_settings(instance_path=tmp_path).secret()
    number = key_number(first)
    change_key(tmp_path)
    assert forget_key(tmp_path, number)
    assert keys_aside(tmp_path) == {number: first}
    assert (tmp_path / "secret_key_aside").stat().st_mode & 0o077 == 0
    drop_keys_aside(tmp_path, ())
    with at(now() + timedelta(days=31)):
        drop_keys_aside(tmp_path, (None, number))
        assert keys_aside(tmp_path) == {number: first}
        drop_keys_aside(tmp_path, (None, "00000000"))
        assert keys_aside(tmp_path) == {}


def test_older_keys_that_are_kept_belong_to_a_key_that_is_kept(tmp_path: Path) -> None:
    load_settings(instance_path=tmp_path).secret()
    change_key(tmp_path)
    assert load_settings(instance_path=tmp_path, secret_key=NEWEST).secret_fallbacks() == []


def test_an_older_key_of_several_words_stays_one(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("correct horse battery staple and more words here")
    change_key(tmp_path)
    assert kept_fallbacks(tmp_path) == ["correct horse battery staple and more words here"]


@pytest.mark.parametrize("name", ["secret_key", "secret_key_fallbacks"])
@pytest.mark.parametrize("text", ["short\n", "x" * 40 + "\nshort\n"])
def test_a_file_with_what_is_no_key_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError, match="are no key"):
        create_app(load_settings(instance_path=tmp_path))


def test_an_empty_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(ConfigError, match="are no key"):
        create_app(load_settings(instance_path=tmp_path))


def test_keys_that_are_changed_at_once_are_all_kept(tmp_path: Path) -> None:
    first = key_number(load_settings(instance_path=tmp_path).secret())
    made: list[str] = []
    racing = [Thread(target=lambda: made.append(change_key(tmp_path))) for _ in range(8)]
    for each in racing:
        each.start()
    for each in racing:
        each.join()
    settings = load_settings(instance_path=tmp_path)
    known = [key_number(key) for key in (settings.secret(), *settings.secret_fallbacks())]
    assert sorted(known) == sorted([*made, first])


Invoke = Callable[..., tuple[int, str]]


@pytest.fixture
def flask(app: Flask) -> Invoke:
    def invoke(*args: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=args)
        return result.exit_code, result.stdout + result.stderr

    return invoke


def test_a_new_key_is_made_only_where_it_is_kept(app: Flask, flask: Invoke) -> None:
    code, said = flask("keys", "new")
    assert code == 2
    assert "SECRET_KEY_FALLBACKS" in said
    app.config["SECRET_KEY_IS_KEPT"] = True
    code, said = flask("keys", "new", "--json")
    assert code == 0
    settings = load_settings(instance_path=Path(app.config["INSTANCE_PATH"]))
    assert json.loads(said) == {"number": key_number(settings.secret())}


def test_only_an_older_key_that_is_kept_can_be_forgotten(app: Flask, flask: Invoke) -> None:
    app.config["SECRET_KEY_IS_KEPT"] = True
    folder = Path(app.config["INSTANCE_PATH"])
    first = key_number(load_settings(instance_path=folder).secret())
    flask("keys", "new")
    assert flask("keys", "forget", "00000000")[0] == 2
    assert flask("keys", "forget", first)[0] == 0
    assert load_settings(instance_path=folder).secret_fallbacks() == []


def test_a_signature_is_the_newest_keys(app: Flask) -> None:
    use_keys(app, NEW, OLD)
    new = signature("17")
    use_keys(app, NEW)
    assert signature("17") == new
