"""Tries to prove who one is, counted in the database so that every web process sees all of them.

A try is written down and committed before the secret is looked at: however many come at once, no more than
the limit are ever judged.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from flask import current_app
from sqlalchemy import delete, func, insert, select

from portal.core.clock import now
from portal.core.database import db

from .models import SignInAttempt

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many failed tries a window takes, for one account and for one network address."""

    account: int
    network: int


LIMITS = {"sign-in": Limit(10, 60), "forgotten": Limit(3, 20)}


@dataclass(frozen=True)
class Try:
    """One try at `act`, known by two hashes: of the account and of the network that it came from."""

    limit: Limit
    account: str
    network: str


def a_try(act: str, email: str, address: str | None) -> Try:
    """A try by somebody at `address` for the account `email`, whether that exists or not."""
    return Try(LIMITS[act], _key(act, "account", email), _key(act, "network", _network(address)))


def note_try(this: Try) -> list[int]:
    """Write the try down; the ids that take it back."""
    rows = [{"key": key, "at": now()} for key in (this.account, this.network)]
    return list(db.session.scalars(insert(SignInAttempt).returning(SignInAttempt.id), rows))


def is_over_limit(this: Try) -> bool:
    """Whether this try, already written down and committed, is one too many."""
    recent = (
        select(SignInAttempt.key, func.count())
        .where(SignInAttempt.key.in_((this.account, this.network)), SignInAttempt.at > now() - WINDOW)
        .group_by(SignInAttempt.key)
    )
    counts: dict[str, int] = dict(db.session.execute(recent).all())
    return counts.get(this.account, 0) > this.limit.account or counts.get(this.network, 0) > this.limit.network


def take_back(ids: list[int]) -> None:
    """Forget a try that was not judged, or that proved right."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))


def forgive_account(act: str, email: str) -> None:
    """Forget every try for this account: its owner was here."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key == _key(act, "account", email)))


def forget_old_tries() -> int:
    """Remove tries that no window reaches any more; how many there were."""
    gone = delete(SignInAttempt).where(SignInAttempt.at < now() - KEPT).returning(SignInAttempt.id)
    return len(db.session.scalars(gone).all())


def _key(act: str, kind: str, value: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{act}:{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _network(address: str | None) -> str:
    """An IPv4 address; of IPv6 the /64 in which one household can change its address at will."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(found if found.version == 4 else ip_network((found, 64), strict=False))
