"""Making and redeeming links that work signed out."""

from datetime import timedelta

from sqlalchemy import or_, select, update

from portal.core.clock import now
from portal.core.database import db
from portal.core.tokens import new_token, token_hash

from .models import Link


def make_link(
    purpose: str, subject_id: int, recipient: str, *, member_id: int | None = None, lasts: timedelta | None = None
) -> tuple[Link, str]:
    """A new link and its token; the token is only ever in the mail that carries it."""
    token, hashed = new_token()
    moment = now()
    link = Link(
        purpose=purpose,
        subject_id=subject_id,
        recipient=recipient,
        member_id=member_id,
        token_hash=hashed,
        created_at=moment,
        expires_at=moment + lasts if lasts else None,
    )
    db.session.add(link)
    db.session.flush()
    return link, token


def find_link(purpose: str, token: str) -> Link | None:
    """The link of `token`, if it is for `purpose`, not used and not over."""
    if not 16 <= len(token) <= 64:
        return None
    link = db.session.scalar(select(Link).where(Link.token_hash == token_hash(token), Link.purpose == purpose))
    return link if link is not None and still_good(link) else None


def still_good(link: Link) -> bool:
    """Whether the link was not used and has not run out."""
    return link.used_at is None and (link.expires_at is None or link.expires_at > now())


def use_link(link: Link) -> bool:
    """Mark the link as used; False if somebody was faster."""
    used = update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=now()).returning(Link.id)
    return db.session.execute(used).first() is not None


OPENING = ("password", "sign-in", "address")
"""The purposes whose links open an account: they fall with its address, its password and its closing."""


def void_account_links(user_id: int) -> None:
    """End every unused link that opens this user's account."""
    for purpose in OPENING:
        void_links(purpose, user_id)


def void_links(purpose: str, subject_id: int) -> int:
    """End every unused link of this purpose and subject; how many there were."""
    unused = Link.purpose == purpose, Link.subject_id == subject_id, Link.used_at.is_(None)
    return len(db.session.scalars(update(Link).where(*unused).values(used_at=now()).returning(Link.id)).all())


def is_linked(purpose: str, subject_id: int) -> bool:
    """Whether a link of this purpose and subject still works."""
    unused = Link.purpose == purpose, Link.subject_id == subject_id, Link.used_at.is_(None)
    good = or_(Link.expires_at.is_(None), Link.expires_at > now())
    return db.session.scalar(select(Link.id).where(*unused, good).limit(1)) is not None
