"""Keys at rest: sealed (core/sealing.py), so that a stolen database holds none; a keyed hash finds doubles."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select

from portal.core import sealing
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.keys import derived, key_number, secret_keys
from portal.core.sealing import Sealed, SealedRows, add_sealed_rows

from .models import Beta, BetaKey

SEALING, FINGERPRINT = "beta keys: seal", "beta keys: fingerprint"


def seal(text: str) -> Sealed:
    """The encrypted form of a key; another one each time."""
    return sealing.seal(text, SEALING)


def unseal(sealed: Sealed) -> str:
    """The key again. Raises Refused where its secret key is missing (with the number of that) or it was changed."""
    return sealing.unseal(sealed, SEALING)


def fingerprint(text: str) -> str:
    """A keyed hash, the same for the same key: finds a double without telling anything about it."""
    return fingerprints(text)[0]


def fingerprints(text: str) -> list[str]:
    """The same with every secret key that is read, the newest first."""
    return [hmac.new(derived(key, FINGERPRINT), text.encode(), hashlib.sha256).hexdigest() for key in secret_keys()]


def older_fingerprints(beta: Beta) -> set[str]:
    """Those of keys in this pool which the newest secret key has not sealed: `flask keys rotate` makes them few."""
    newest = key_number(secret_keys()[0])
    older = BetaKey.beta_id == beta.id, BetaKey.sealed_with.is_distinct_from(newest)
    return set(db.session.scalars(select(BetaKey.fingerprint).where(*older)))


def _sealed_anew(rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    """A fingerprint stays as it was where a double got into the pool before this process knew both secret keys."""
    texts = {row.id: text for row in rows if (text := _readable(row)) is not None}
    prints = {row_id: fingerprint(text) for row_id, text in texts.items()}
    pool = select(BetaKey.beta_id, BetaKey.fingerprint).where(BetaKey.fingerprint.in_(prints.values()))
    taken = {(beta_id, known) for beta_id, known in db.session.execute(pool)}
    for row in rows:
        if row.id in texts:
            sealed, mine = seal(texts[row.id]), (row.beta_id, prints[row.id])
            kept = row.fingerprint if mine in taken else prints[row.id]
            taken.add(mine)
            yield {"id": row.id, "sealed": sealed.text, "sealed_with": sealed.number, "fingerprint": kept}


def _readable(row: Row[Any]) -> str | None:
    try:
        return unseal(Sealed(row.sealed, row.sealed_with))
    except Refused:
        return None


add_sealed_rows(SealedRows(BetaKey, _sealed_anew))
