"""Choosing what reaches one, and ending it by the link that each mail carries."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from portal.access.links import mail_link
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, upserting
from portal.people.logins import login_of, member_of
from portal.people.models import Member

from ..kinds import DIGEST, KINDS, MAIL_PREFERENCES
from ..models import DigestPlan, NoticePreference
from ..mornings import RHYTHMS, next_digest
from .unsubscribing import unsubscribing_by

QUIET = "quiet"
"""The purpose of links that end one kind of mail; their subject is the row of notice_preferences."""


def set_preference(user: User, kind: str, *, inbox: bool, mail: str) -> None:
    """From now on this kind reaches the user like this. Raises ValueError for what does not exist."""
    if kind not in KINDS or mail not in MAIL_PREFERENCES:
        raise ValueError(f"{kind} by mail {mail} cannot be chosen")
    _choose(user.id, kind, {"inbox": inbox, "mail": mail})


def choose_rhythm(user: User, rhythm: str) -> None:
    """How often the user wants what is not urgent in one mail. Raises ValueError for an unknown rhythm."""
    if rhythm not in RHYTHMS:
        raise ValueError(f"a digest cannot come like {rhythm}")
    moment = now()
    row = {"user_id": user.id, "rhythm": rhythm, "next_at": next_digest(user, rhythm, moment), "told_until": moment}
    same = DigestPlan.user_id == user.id, DigestPlan.rhythm == rhythm
    if db.session.scalar(select(DigestPlan.user_id).where(*same)) is not None:
        return
    chosen = upserting(DigestPlan).values(row)
    later = {"rhythm": rhythm, "next_at": row["next_at"]}
    db.session.execute(chosen.on_conflict_do_update(index_elements=["user_id"], set_=later))


def way_out(user: User, kind: str) -> tuple[str, dict[str, str]]:
    """The page that ends mails of this kind (or DIGEST), and the headers by which a mail program offers it."""
    insert_or_ignore(NoticePreference, [{"user_id": user.id, "kind": kind, "inbox": None, "mail": None}])
    mine = select(NoticePreference.id).where(NoticePreference.user_id == user.id, NoticePreference.kind == kind)
    subject_id = db.session.scalars(mine).one()
    _link, placeholder = mail_link(QUIET, subject_id, user.email, member_id=user.member_id)
    return unsubscribing_by(placeholder)


def end_mails(preference: NoticePreference) -> None:
    """No more mails of this kind, to whichever login of this person goes on; the inbox stays as it is."""
    for user in _same_person(db.session.get_one(User, preference.user_id)):
        if preference.kind == DIGEST:
            choose_rhythm(user, "none")
        else:
            _choose(user.id, preference.kind, {"mail": "off"})


def _same_person(user: User) -> Iterator[User]:
    """This login, and those of the records that theirs became part of since the mail went out."""
    yield user
    member = member_of(user)
    while member is not None and member.merged_into_id is not None:
        member = db.session.get(Member, member.merged_into_id)
        login = login_of(member) if member is not None else None
        if login is not None:
            yield login


def _choose(user_id: int, kind: str, values: dict[str, Any]) -> None:
    chosen = upserting(NoticePreference).values({"user_id": user_id, "kind": kind, **values})
    db.session.execute(chosen.on_conflict_do_update(index_elements=["user_id", "kind"], set_=values))
