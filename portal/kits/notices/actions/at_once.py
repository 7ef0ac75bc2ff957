"""Mails at once: written a few minutes after something was told, unless it was read meanwhile.

A line of the inbox is mailed once until it is opened, and nobody gets more in a day or a week than the contact policy
lets through: the rest stands in the digest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, select, tuple_, update
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.queue import Queue, claim, is_any_due
from portal.people.answers import reply_to
from portal.people.viewer import Viewer

from ..contact_policy import refusal_to
from ..enough import may_get_more
from ..kinds import KINDS
from ..models import WITH_THE_DIGEST, Notice, NoticePreference, Notification, unread_of
from ..mornings import not_at_night
from ..sources import Shown, shown_to
from .mailing import note_refusal, post_notice, site_url, thread_headers
from .replying import reply_address_for

PAGE = 20


def write_due_mails(page: int = PAGE) -> int:
    """Settle one page of notifications whose time has come; how many there were."""
    return _QUEUE.settle_page(page) if is_any_due(_due()) else 0


def _due() -> Select[Notification]:
    return select(Notification).where(Notification.due_at <= now()).order_by(Notification.due_at, Notification.id)


def _take(page: int) -> list[Notification]:
    people = (joinedload(Notification.user), joinedload(Notification.member), joinedload(Notification.actor))
    return claim(_due().options(*people), page)


def _settle(notifications: Sequence[Notification]) -> None:
    still_wanted = _still_wanted(notifications)
    by_user: dict[int, list[Notification]] = defaultdict(list)
    told = _mailed_conversations({notification.user_id for notification in notifications})
    for notification in notifications:
        talk = _conversation(notification.user_id, notification.kind, notification.group_key)
        if notification.id in still_wanted and (talk not in told or KINDS[notification.kind].mailed_each):
            told.add(talk)
            by_user[notification.user_id].append(notification)
        else:
            notification.due_at = WITH_THE_DIGEST
    for own in by_user.values():
        _write_to(own[0].user, own)


def _conversation(user_id: int, kind: str, group: str) -> tuple[int, str]:
    """What is mailed once until it is opened: the line, or the conversation that several lines tell of."""
    known = KINDS.get(kind)
    name = known.conversation if known else ""
    return user_id, f"{name} {group.rpartition(':')[2]}" if name else group


def _mailed_conversations(user_ids: set[int]) -> set[tuple[int, str]]:
    """What these readers were mailed about and have not opened since."""
    unread = Notice.read_at.is_(None), Notice.mailed_at.is_not(None), Notice.user_id.in_(user_ids)
    rows = db.session.execute(select(Notice.user_id, Notice.kind, Notice.group_key).where(*unread))
    return {_conversation(user_id, kind, group) for user_id, kind, group in rows}


def _give_up(notification: Notification, _failure: Exception) -> bool:
    """A notification at fault is given up at once, with its reason kept."""
    if notification.due_at != WITH_THE_DIGEST:
        notification.due_at = WITH_THE_DIGEST
        _note(notification, "broken")
    return True


_QUEUE: Queue[Notification] = Queue("mails at once", take=_take, settle=_settle, fail=_give_up)


def _still_wanted(notifications: Sequence[Notification]) -> set[int]:
    """The ids of those whose line is unread and whose reader still wants the mail: two queries for the page."""
    groups = {(notification.user_id, notification.group_key) for notification in notifications}
    unread = select(Notice.user_id, Notice.group_key, Notice.created_at).where(
        Notice.read_at.is_(None), tuple_(Notice.user_id, Notice.group_key).in_(groups)
    )
    opened = {(user_id, group): at for user_id, group, at in db.session.execute(unread)}
    users = {notification.user_id for notification in notifications}
    chosen = select(NoticePreference.user_id, NoticePreference.kind, NoticePreference.mail)
    preferences = {
        (user, kind): mail for user, kind, mail in db.session.execute(chosen.where(NoticePreference.user_id.in_(users)))
    }
    return {notification.id for notification in notifications if _is_wanted(notification, opened, preferences)}


def _is_wanted(
    notification: Notification,
    opened: Mapping[tuple[int, str], datetime],
    preferences: Mapping[tuple[int, str], str | None],
) -> bool:
    kind = KINDS.get(notification.kind)
    since = opened.get((notification.user_id, notification.group_key))
    if kind is None or since is None or since > notification.at:
        return False
    usual = kind.mail_for(is_staff=notification.user.is_staff)
    return (preferences.get((notification.user_id, notification.kind)) or usual) == "at_once"


def _write_to(user: User, notifications: Sequence[Notification]) -> None:
    """Write what one reader is told, at an hour that is no night there; until then it can still be read here."""
    moment = now()
    morning = not_at_night(user, moment)
    if morning > moment:
        for notification in notifications:
            notification.due_at = morning
        return
    shown = shown_to(Viewer(user), {(notification.about_kind, notification.about_id) for notification in notifications})
    for notification in notifications:
        notification.due_at = WITH_THE_DIGEST
        thing = shown.get((notification.about_kind, notification.about_id))
        kind = KINDS[notification.kind]
        if thing is None or not (kind.pressing or may_get_more(user)):
            continue
        reason = refusal_to(user, kind.category)
        if reason:
            _note(notification, reason)
        else:
            notification.due_at = None
            _post(notification, thing)


def _note(notification: Notification, reason: str) -> None:
    kind = KINDS.get(notification.kind)
    category = kind.category if kind else "service"
    note_refusal(
        notification.user, notification.kind, cause_key=f"telling:{notification.id}", category=category, reason=reason
    )


def _post(notification: Notification, thing: Shown) -> None:
    kind, user = KINDS[notification.kind], notification.user
    who = notification.actor.name if notification.actor else ""
    posted = reply_address_for(user, thing.reply_to)
    values = {"kind": kind, "who": who, "line": _line(notification), "shown": thing, "url": site_url(thing.url, user)}
    post_notice(
        user,
        kind.name,
        kind.letter,
        values,
        key=f"telling:{notification.id}",
        category=kind.category,
        sender_name=who,
        reply_to=posted or _colleagues_address(notification),
        can_reply=bool(posted),
        headers=thread_headers(_message_key(notification), thing.thread),
    )
    line = unread_of(user.id), Notice.group_key == notification.group_key
    mailed = update(Notice).where(*line).values(mailed_at=now())
    db.session.execute(mailed, execution_options={"synchronize_session": False})


def _colleagues_address(notification: Notification) -> str | None:
    """Where the answer to a notice in a colleague's name comes in; none where no email does."""
    writer, member = notification.actor, notification.member
    if writer is None or member is None or not writer.is_staff or not current_app.config["MAIL_IN_DOMAIN"]:
        return None
    return reply_to(writer, member, f"telling:{notification.id}>u{notification.user_id}")


def _line(notification: Notification) -> str:
    who = notification.actor.name if notification.actor else current_app.config["COMPANY_NAME"]
    return str(KINDS[notification.kind].line) % {"who": who, "count": 1}


def _message_key(notification: Notification) -> str:
    """The same for the same thing and reader; a second mail about the same thing has a number more."""
    about = Notification.about_kind == notification.about_kind, Notification.about_id == notification.about_id
    earlier = select(Notification.id).where(
        Notification.user_id == notification.user_id, *about, Notification.id < notification.id
    )
    key = f"{notification.about_kind}-{notification.about_id}.u{notification.user_id}"
    return f"{key}.{notification.id}" if db.session.scalar(earlier.limit(1)) else key
