"""Attempts to prove who one is, counted in the database so that every web process sees all of them.

An attempt is written down and committed before the secret is looked at: however many come at once, no more than
the limit are ever judged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, delete, insert, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import TooMany
from portal.core.floods import seconds_until
from portal.core.keys import signatures
from web_server.networks import network_of

from .models import SignInAttempt

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many failed attempts a window takes, for one account and for one network address; what is said of more."""

    account: int
    network: int
    refusal: Any


LIMITS = {
    "sign-in": Limit(10, 60, _l("That's too many attempts. You can also ask for a new password by email.")),
    "forgotten": Limit(3, 20, _l("You've asked for this often. The newest email still works.")),
    "link": Limit(5, 40, _l("You've asked for several links. The newest one in your inbox still works.")),
}


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


def refuse_over_limit(keys: SignInAttemptKeys, written: list[int]) -> None:
    """Raise TooMany where this attempt, already written down and committed, is one too many. It is taken back then: who
    was refused waits no longer for having asked.
    """
    moment = now()
    account, network = keys.limit.account, keys.limit.network
    over = select(_one_before(keys.account, account, moment), _one_before(keys.network, network, moment))
    last = max((at for at in db.session.execute(over).one() if at is not None), default=None)
    if last is not None:
        with transaction():
            take_back(written)
        raise TooMany(str(keys.limit.refusal), seconds_until(last + WINDOW, moment))


def _one_before(keys: list[str], most: int, moment: datetime) -> ScalarSelect[datetime]:
    """The attempt before the newest `most`, if a window has so many: when that is over there is room for one more."""
    theirs = SignInAttempt.key.in_(keys), SignInAttempt.at > moment - WINDOW
    newest_first = select(SignInAttempt.at).where(*theirs).order_by(SignInAttempt.at.desc())
    return newest_first.offset(most).limit(1).scalar_subquery()


def count_request(act: str, email: str) -> None:
    """Count this request as an attempt at `act`, in a transaction of its own. Raises TooMany if it is one too many."""
    keys = attempt_keys(act, email, request.remote_addr)
    with transaction():
        written = note_attempt(keys)
    refuse_over_limit(keys, written)


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
