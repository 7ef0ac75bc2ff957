import runpy
from pathlib import Path

import pytest
from gunicorn.util import parse_address

from config import ROOT, ConfigError, load_settings
from portal.serve import reached_at


@pytest.mark.parametrize(
    ("name", "nonsense", "hint"),
    [
        ("port", "0", "PORT"),
        ("port", "eighty", "PORT"),
        ("base_url", "advocates.example", "https://"),
        ("base_url", "ftp://advocates.example", "https://"),
        ("database_url", "mysql://x", "postgresql://"),
        ("redis_url", "http://x", "redis://"),
        ("mail_url", "mail.example:25", "smtp://"),
        ("mail_in_authserv_id", "mx.northwind.example; dmarc=pass", "Authentication-Results"),
        ("mail_in_authserv_id", "mx northwind", "Authentication-Results"),
        ("secret_key", "short", "32 characters"),
        ("secret_key", "x" * 31, "32 characters"),
        ("search_engine", "elastic", "SEARCH_ENGINE"),
        ("company_color", "blue", "#4263eb"),
        ("time_zone", "Mars/Olympus", "Europe/London"),
        ("trusted_proxies", "-1", "TRUSTED_PROXIES"),
        ("company_name", "x" * 61, "COMPANY_NAME"),
    ],
)
def test_nonsense_is_refused_with_a_hint(name: str, nonsense: str, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name.upper(), nonsense)
    with pytest.raises(ConfigError) as refusal:
        load_settings()
    assert name.upper() in str(refusal.value)
    assert hint in str(refusal.value)


def test_a_refusal_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    monkeypatch.setenv("MAIL_URL", "imap://me:hunter3@mail.example")
    with pytest.raises(ConfigError) as refusal:
        load_settings()
    assert "hunter" not in str(refusal.value)


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = load_settings(instance_path=tmp_path).secret()
    assert len(first) == 64
    assert load_settings(instance_path=tmp_path).secret() == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_an_empty_setting_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("PORT", "9000")
    settings = load_settings(instance_path=tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/fanfare.db"
    assert settings.base_url == "http://127.0.0.1:9000"


def test_common_forms_of_a_postgresql_address_are_taken() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert load_settings(database_url=f"{scheme}://u@h/d").database_url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("host", "bind", "reached"),
    [
        ("127.0.0.1", "127.0.0.1:8000", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0:8000", "127.0.0.1"),
        ("::", "[::]:8000", "[::1]"),
        ("2001:db8::5", "[2001:db8::5]:8000", "[2001:db8::5]"),
        ("localhost", "localhost:8000", "localhost"),
    ],
)
def test_the_web_process_listens_at_addresses_of_either_kind(
    host: str, bind: str, reached: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", host)
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["bind"] == bind
    assert parse_address(bind) == (host, 8000)
    assert reached_at(host) == reached
