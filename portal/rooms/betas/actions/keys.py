"""The pool of keys: loaded sealed, given out once, and every look written down."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import Refused
from portal.core.sealing import Sealed
from portal.core.text import one_line
from portal.ledger.ledger import record

from ..models import IN_TEST, TESTING, Applicant, Beta, BetaKey, KeyReveal
from ..queries.seeing import has_signed_newest
from ..secrets import fingerprint, fingerprints, older_fingerprints, seal, unseal
from ..verbs import KEY_ADDED, KEY_REVEALED
from .steps import lock_rows, record_for, seen

LONGEST = 500


def add_keys(beta: Beta, keys: Iterable[str], actor: User) -> int:
    """Take keys into the pool, one a line; how many were new. Raises Refused for a line that is too long."""
    lines = list(dict.fromkeys(line for key in keys if (line := one_line(key))))
    if any(len(line) > LONGEST for line in lines):
        raise Refused(_("A key has at most %(most)d characters. Put each on a line of its own.", most=LONGEST))
    older = older_fingerprints(beta)
    rows = [_row(beta, line) for line in lines if older.isdisjoint(fingerprints(line))]
    new = insert_or_ignore(BetaKey, rows)
    if new:
        record(KEY_ADDED, actor=actor, about=beta, facts={"count": new})
    return new


def _row(beta: Beta, key: str) -> dict[str, Any]:
    sealed = seal(key)
    return {
        "beta_id": beta.id,
        "sealed": sealed.text,
        "sealed_with": sealed.number,
        "fingerprint": fingerprint(key),
        "created_at": now(),
    }


def reveal_key(applicant: Applicant, actor: User) -> str:
    """The key of this tester, for their own eyes. The first time one is taken from the pool; each time is logged.

    Raises Refused for anybody else, without the newest signature, or when the pool is empty.
    """
    beta = lock_rows(applicant)
    if actor.member_id != applicant.member_id or applicant.status not in IN_TEST or beta.status not in TESTING:
        raise Refused(_("You can't see this key right now."))
    if not has_signed_newest(beta, actor):
        raise Refused(_("There's a newer agreement. Sign it, and you can see your key again."))
    key = db.session.scalar(select(BetaKey).where(BetaKey.applicant_id == applicant.id))
    first = key is None
    if key is None:
        key = _next_key(beta)
        key.applicant_id, key.given_at = applicant.id, now()
    db.session.add(KeyReveal(key_id=key.id, user_id=actor.id, at=now()))
    seen(applicant, beta)
    record_for(KEY_REVEALED, applicant, actor=actor, first=first)
    return unseal(Sealed(key.sealed, key.sealed_with))


def _next_key(beta: Beta) -> BetaKey:
    free = select(BetaKey).where(BetaKey.beta_id == beta.id, BetaKey.applicant_id.is_(None), BetaKey.given_at.is_(None))
    key = db.session.scalar(free.order_by(BetaKey.id).limit(1).with_for_update(skip_locked=True))
    if key is None:
        raise Refused(_("There's no key left at the moment. We're getting you one."))
    return key
