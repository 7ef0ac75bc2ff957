"""Who a letter's links are for: a mark in their address, by which a signed-out reader finds their own filled in.

The mark names a login and vouches for the address that the letter went to. Whoever made one up, or has a letter that
went to an address of long ago, is shown nothing.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from portal.core.database import db
from portal.core.inputs import number_in
from portal.core.keys import is_signed, signature

from .models import User

ARGUMENT = "reader"
PROOF_CHARS = 32


def marked_for(user: User, url: str) -> str:
    """The same address, marked for this reader."""
    parts = urlsplit(url)
    query = f"{parts.query}&" if parts.query else ""
    return parts._replace(query=f"{query}{ARGUMENT}={user.id}.{_proof(user.id, user.email)}").geturl()


def unmarked(url: str) -> str:
    """The same address without anybody's mark."""
    parts = urlsplit(url)
    if f"{ARGUMENT}=" not in parts.query:
        return url
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != ARGUMENT]
    return parts._replace(query=urlencode(kept)).geturl()


def address_of_reader(mark: str | None) -> str | None:
    """The address that this mark vouches for, while it still is its login's."""
    number, _dot, proof = (mark or "").partition(".")
    user_id = number_in(number)
    user = db.session.get(User, user_id) if user_id is not None else None
    return user.email if user is not None and is_signed(_text(user.id, user.email), proof, PROOF_CHARS) else None


def _proof(user_id: int, email: str) -> str:
    return signature(_text(user_id, email))[:PROOF_CHARS]


def _text(user_id: int, email: str) -> str:
    return f"reader:{user_id}:{email}"
