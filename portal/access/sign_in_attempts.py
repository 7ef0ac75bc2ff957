"""Attempts to prove who one is, counted in the database so that every web process sees all of them.

An attempt is written down and committed before the secret is looked at: however many come at once, no more than
the limit are ever judged.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import request
from sqlalchemy import delete, func, insert, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.keys import signatures
from portal.core.networks import network_of

from .models import SignInAttempt

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many failed attempts a window takes, for one account and for one network address."""

    account: int
    network: int


LIMITS = {"sign-in": Limit(10, 60), "forgotten": Limit(3, 20), "link": Limit(5, 40)}


@dataclass(frozen=True)
class SignInAttemptKeys:
    """What an attempt at an act is counted by: hashes of the account and of the network that it came from.

    Of each one for every secret key that is read, the newest first: a changed key forgives nobody.
    """

    limit: Limit
    account: list[str]
    network: list[str]


def attempt_keys(act: str, email: str, address: str | None) -> SignInAttemptKeys:
    """Of an attempt by somebody at `address` for the account `email`, whether that exists or not."""
    network = signatures(_counted(act, "network", network_of(address)))
    return SignInAttemptKeys(LIMITS[act], signatures(_counted(act, "account", email)), network)


def note_attempt(keys: SignInAttemptKeys) -> list[int]:
    """Write the attempt down; the ids that take it back."""
    rows = [{"key": key, "at": now()} for key in (keys.account[0], keys.network[0])]
    return list(db.session.scalars(insert(SignInAttempt).returning(SignInAttempt.id), rows))


def is_over_limit(keys: SignInAttemptKeys) -> bool:
    """Whether this attempt, already written down and committed, is one too many."""
    recent = (
        select(SignInAttempt.key, func.count())
        .where(SignInAttempt.key.in_(keys.account + keys.network), SignInAttempt.at > now() - WINDOW)
        .group_by(SignInAttempt.key)
    )
    counts: dict[str, int] = dict(db.session.execute(recent).all())
    account, network = (sum(counts.get(key, 0) for key in each) for each in (keys.account, keys.network))
    return account > keys.limit.account or network > keys.limit.network


def count_request(act: str, email: str) -> bool:
    """Count this request as an attempt at `act`, in a transaction of its own; False if it is one too many."""
    keys = attempt_keys(act, email, request.remote_addr)
    with transaction():
        note_attempt(keys)
    return not is_over_limit(keys)


def take_back(ids: list[int]) -> None:
    """Forget an attempt that was not judged, or that proved right."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))


def forgive_account(act: str, email: str) -> None:
    """Forget every attempt for this account: its owner was here."""
    theirs = signatures(_counted(act, "account", email))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key.in_(theirs)))


def forget_old_attempts() -> int:
    """Remove attempts that no window reaches any more; how many there were."""
    gone = delete(SignInAttempt).where(SignInAttempt.at < now() - KEPT).returning(SignInAttempt.id)
    return len(db.session.scalars(gone).all())


def _counted(act: str, kind: str, value: str) -> str:
    return f"{act}:{kind}:{value}"
