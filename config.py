"""Fanfare's settings: read once from the environment, checked, and loud about nonsense.

This is the only module that reads the environment. Every setting has a safe default; a secret that is
not given is made once and kept in the instance folder.
"""

import json
import re
import secrets
import ssl
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
OWN_KEY, OLDER_KEYS, KEYS_ASIDE = "secret_key", "secret_key_fallbacks", "secret_key_aside"
SHORTEST_KEY = 32


class ConfigError(SystemExit):
    """A setting makes no sense; the message names it and says what would."""


class Settings(BaseSettings):
    """The whole configuration. Names in the environment are the field names in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    instance_path: Path = Field(default=ROOT / "instance", description="folder for database, index, files, secret")
    database_url: str = Field(
        default="", description="sqlite:///FILE or postgresql://…; empty: a file in the instance folder"
    )
    redis_url: str = Field(default="", description="redis://…; empty: limits are kept in memory, for one web process")
    host: str = Field(default="127.0.0.1", description="address that the web process listens on")
    port: int = Field(default=8000, ge=1, le=65535)
    base_url: str = Field(default="", description="where people reach the site; used in every mail")
    secret_key: SecretStr = Field(default=SecretStr(""), description="at least 32 characters; empty: made and kept")
    secret_key_fallbacks: SecretStr = Field(
        default=SecretStr(""), description="older ones that are still read: with spaces between, or a list in JSON"
    )
    mail_url: SecretStr = Field(
        default=SecretStr(""), description="smtp://, smtp+starttls:// or smtps://user:password@host:port"
    )
    mail_ca_file: str = Field(default="", description="file of the authorities that certify the mail server")
    mail_from: str = Field(default="", description="address that mails come from")
    mail_in_domain: str = Field(default="", description="domain whose mail comes in here; empty: none does")
    mail_in_host: str = Field(default="127.0.0.1", description="address that `flask mail receive` listens on")
    mail_in_port: int = Field(default=0, ge=0, le=65535, description="its port; 0: off")
    mail_in_authserv_id: str = Field(
        default="", description="the mail server in front, whose Authentication-Results count; empty: nobody's"
    )
    search_engine: Literal["whoosh"] = "whoosh"
    company_name: str = Field(default="Fanfare", min_length=1, max_length=60)
    company_color: str = Field(default="#4263eb", description="six hexadecimal digits after a #")
    time_zone: str = Field(default="Europe/London", description="zone of people whose own is not known")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="how many proxies in front set X-Forwarded-*")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str) -> str:
        if not value:
            return value
        scheme, _, rest = value.partition("://")
        if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
            return f"postgresql+psycopg://{rest}"
        if scheme == "sqlite":
            return value
        raise ValueError("start it with sqlite:/// or postgresql://")

    @field_validator("redis_url")
    @classmethod
    def _redis_is_redis(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("start it with redis://, rediss:// or unix://")
        return value

    @field_validator("base_url")
    @classmethod
    def _base_url_is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("give an address such as https://advocates.company.example")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _secret_is_long(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError("use at least 32 characters")
        return value

    @field_validator("secret_key_fallbacks")
    @classmethod
    def _older_secrets_are_long(cls, value: SecretStr) -> SecretStr:
        try:
            keys = _several(value.get_secret_value())
        except ValueError:
            raise ValueError("write the keys with spaces between, or as a list in JSON") from None
        if any(len(key) < SHORTEST_KEY for key in keys):
            raise ValueError("each has at least 32 characters; write keys with spaces in them as a list in JSON")
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_is_smtp(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname):
            raise ValueError("give smtp://, smtp+starttls:// or smtps:// with a host")
        if not _is_port(parts):
            raise ValueError("end it with the port as a number from 1 to 65535, or leave the port out")
        if parts.scheme == "smtp" and (parts.username or parts.password) and not _is_this_machine(parts.hostname or ""):
            raise ValueError(
                "smtp:// would send the password over an open line; write smtp+starttls:// (mostly port 587) or "
                "smtps:// (mostly port 465), or leave user and password out"
            )
        return value

    @field_validator("mail_ca_file")
    @classmethod
    def _authorities_are_there(cls, value: str) -> str:
        try:
            if value:
                ssl.create_default_context(cafile=value)
        except FileNotFoundError:
            raise ValueError("there is no such file") from None
        except ssl.SSLError:
            raise ValueError("there is no certificate in this file; it holds some in PEM (BEGIN CERTIFICATE)") from None
        except OSError as error:
            raise ValueError(f"this file cannot be read ({error.strerror})") from None
        return value

    @field_validator("mail_in_domain")
    @classmethod
    def _domain_is_a_domain(cls, value: str) -> str:
        if value and not re.fullmatch(
            r"(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", value.lower()
        ):
            raise ValueError("give a domain such as mail.company.example")
        return value.lower()

    @field_validator("mail_in_authserv_id")
    @classmethod
    def _authserv_id_is_one_word(cls, value: str) -> str:
        if value and not re.fullmatch(r"[a-z0-9]([a-z0-9._-]{0,198}[a-z0-9])?", value.lower()):
            raise ValueError("give the first word of the server's Authentication-Results, such as mx.company.example")
        return value.lower()

    @field_validator("company_color")
    @classmethod
    def _color_is_hexadecimal(cls, value: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError("write a colour as #4263eb")
        return value.lower()

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("give a zone such as Europe/London") from error
        return value

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        path = self.instance_path.expanduser().resolve()
        object.__setattr__(self, "instance_path", path)
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{path / 'fanfare.db'}")
        if not self.base_url:
            object.__setattr__(self, "base_url", f"http://127.0.0.1:{self.port}")
        if not self.mail_from:
            object.__setattr__(self, "mail_from", f"hello@{urlsplit(self.base_url).hostname}")
        return self

    def secret(self) -> str:
        """The signing secret: the one that was set, or the one kept in the instance folder (made at first use)."""
        return self.secret_key.get_secret_value() or kept_secret(self.instance_path)

    def secret_fallbacks(self) -> list[str]:
        """Older ones that are still read, the newest first. Those that are kept belong to a secret that is kept."""
        kept = [] if self.secret_key.get_secret_value() else kept_fallbacks(self.instance_path)
        return [*_several(self.secret_key_fallbacks.get_secret_value()), *kept]


def _several(text: str) -> list[str]:
    """Keys with spaces between, or a list in JSON. Raises ValueError for another thing in JSON."""
    keys = json.loads(text) if text.startswith("[") else text.split()
    if not all(isinstance(key, str) for key in keys):
        raise ValueError("not all of them are texts")
    return list(keys)


def _is_port(parts: SplitResult) -> bool:
    with suppress(ValueError):
        return parts.port != 0
    return False


def _is_this_machine(host: str) -> bool:
    """Whether what is sent there never leaves this machine. No name but localhost is believed to be."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host.lower() == "localhost"


def kept_secret(folder: Path) -> str:
    """The secret that is kept in the instance folder; made at first use."""
    path = folder / OWN_KEY
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # atomic, and the first of two processes wins
        draft.unlink()
    return _keys_in(path)[0]


def kept_fallbacks(folder: Path) -> list[str]:
    """The older ones beside it (`flask keys new`), one in each line, the newest first."""
    path = folder / OLDER_KEYS
    return _keys_in(path) if path.exists() and path.read_text().strip() else []


def _keys_in(path: Path) -> list[str]:
    keys = path.read_text().strip().splitlines()
    if not keys or min(map(len, keys)) < SHORTEST_KEY:
        raise ConfigError(f"{path}: fewer than {SHORTEST_KEY} characters are no key. Put back the one that was there.")
    return keys


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment; `overrides` win. Raises ConfigError, which names every wrong setting."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"  {'.'.join(map(str, problem['loc'])).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise ConfigError("Fanfare cannot start with these settings:\n" + "\n".join(lines)) from None
