"""Telling users what happened: in their inbox, and by mail where they wish it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, select, update

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.clock import now
from portal.core.database import db, upserting, values_table
from portal.ledger.models import Activity

from ..kinds import KINDS, NoticeKind
from ..models import Notice, NoticeActor, NoticePreference, Notification
from ..models.inbox import UNREAD

AT_ONCE_AFTER = timedelta(minutes=3)
"""Whoever is in the room reads it there meanwhile, and gets no mail."""
LONGEST_KEY = 100


def notify(
    kind: str,
    user_ids: Collection[int],
    *,
    about: tuple[str, int],
    group: str | None = None,
    actor: User | None = None,
    cause: Activity | None = None,
    anchor: str = "",
) -> int:
    """Tell these users of something; how many were told. Call it inside a transaction.

    `about` is the (kind, id) of a NoticeSource. What has the same `group` (default: kind and about) is one line while
    it is unread. Nobody is told of their own act, nor twice of one `cause`: where several kinds fit, call with the
    one that matters most first. What was only brought in now (`cause.historic`) is told to nobody.
    A fixed number of statements, however many users.
    """
    if cause is not None and cause.historic:
        return 0
    event = _Event(KINDS[kind], about, group or f"{kind}:{about[0]}:{about[1]}", actor, cause, anchor, now())
    if len(event.group) > LONGEST_KEY:
        raise ValueError(f"a group of {len(event.group)} characters is too long")
    preferences = _preferences(event.kind, {*user_ids} - ({actor.id} if actor else set()))
    told = _keep_notifications(event, preferences)
    notices = _count_in(event, {user_id: preferences[user_id] for user_id in told})
    if actor is not None and notices:
        _count_actor(notices, actor)
    return len(told)


@dataclass(frozen=True)
class _Event:
    kind: NoticeKind
    about: tuple[str, int]
    group: str
    actor: User | None
    cause: Activity | None
    anchor: str
    at: datetime

    @property
    def cause_key(self) -> str:
        if self.cause is not None:
            return f"activity:{self.cause.id}"
        return f"{self.kind.name}:{self.about[0]}:{self.about[1]}:{self.actor.id if self.actor else ''}"

    @property
    def row(self) -> dict[str, Any]:
        """What a notification and a notice have in common."""
        return {
            "kind": self.kind.name,
            "group_key": self.group,
            "about_kind": self.about[0],
            "about_id": self.about[1],
            "actor_user_id": self.actor.id if self.actor else None,
        }


class _Preference(NamedTuple):
    inbox: bool
    mail: str


def _preferences(kind: NoticeKind, user_ids: set[int]) -> dict[int, _Preference]:
    """How each of these users wants to be told; whoever cannot sign in, or wants nothing of it, is missing."""
    if not user_ids:
        return {}
    mine = and_(NoticePreference.user_id == User.id, NoticePreference.kind == kind.name)
    named = _ids(user_ids)
    asked = (
        select(User.id, NoticePreference.inbox, NoticePreference.mail, is_staff(User.id))
        .join(named, named.c.id == User.id)
        .outerjoin(NoticePreference, mine)
        .where(User.active)
        .order_by(User.id)
    )
    preferences = {
        user_id: _Preference(inbox is not False, mail or kind.mail_for(is_staff=works_here))
        for user_id, inbox, mail, works_here in db.session.execute(asked)
    }
    return {user_id: each for user_id, each in preferences.items() if each.inbox or each.mail != "off"}


def _keep_notifications(event: _Event, preferences: Mapping[int, _Preference]) -> list[int]:
    """Note the event for each user; those who had not heard of it yet."""
    if not preferences:
        return []
    due_at = event.at + AT_ONCE_AFTER
    rows = [
        event.row
        | {"user_id": user_id, "cause_key": event.cause_key, "at": event.at}
        | {"due_at": due_at if preference.mail == "at_once" else None}
        for user_id, preference in preferences.items()
    ]
    noted = upserting(Notification).on_conflict_do_nothing(index_elements=["cause_key", "user_id"])
    return sorted(db.session.scalars(noted.returning(Notification.user_id), rows))


def _count_in(event: _Event, preferences: Mapping[int, _Preference]) -> list[int]:
    """Open a line for each user, or count the event into the one that stands open; the ids of the lines."""
    if not preferences:
        return []
    rows = [
        event.row
        | {"user_id": user_id, "in_inbox": preference.inbox, "anchor": event.anchor, "actors": 0, "count": 1}
        | {"created_at": event.at, "updated_at": event.at}
        for user_id, preference in preferences.items()
    ]
    opened = upserting(Notice)
    newest = ("kind", "about_kind", "about_id", "actor_user_id", "in_inbox", "updated_at")
    counted = opened.on_conflict_do_update(
        index_elements=["user_id", "group_key"],
        index_where=UNREAD,
        set_={name: opened.excluded[name] for name in newest} | {"count": Notice.count + 1},
    )
    return sorted(db.session.scalars(counted.returning(Notice.id), rows))


def _count_actor(notices: list[int], actor: User) -> None:
    """Note who did it on each line; somebody who stands there already is not counted again."""
    rows = [{"notice_id": notice_id, "user_id": actor.id} for notice_id in notices]
    noted = upserting(NoticeActor).on_conflict_do_nothing().returning(NoticeActor.notice_id)
    new = list(db.session.scalars(noted, rows))
    if new:
        raised = update(Notice).where(Notice.id.in_(select(_ids(new).c.id))).values(actors=Notice.actors + 1)
        db.session.execute(raised, execution_options={"synchronize_session": False})


def _ids(ids: Collection[int]) -> Any:
    """Ids as a table: a whole community is more than a statement may have parameters."""
    return values_table("told", {"id": Integer()}, [{"id": one} for one in sorted(ids)])


def open_line(notification: Notification) -> bool:
    """Whether what was told then has not been read since."""
    unread = select(Notice.id).where(
        Notice.user_id == notification.user_id,
        Notice.group_key == notification.group_key,
        Notice.read_at.is_(None),
        Notice.created_at <= notification.at,
    )
    return db.session.scalar(unread) is not None
