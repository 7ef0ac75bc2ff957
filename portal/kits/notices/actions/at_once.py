"""Mails at once: written a few minutes after something was told, unless it was read meanwhile."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.queue import Queue, claim, is_any_due
from portal.people.viewer import Viewer

from ..contact_policy import refusal_to
from ..kinds import KINDS
from ..models import Notice, NoticePreference, Telling
from ..mornings import not_at_night
from ..sources import Shown, shown_to
from .mailing import note_refusal, post_notice, site_url, thread_headers
from .replying import reply_address_for

PAGE = 20


def write_due_mails(page: int = PAGE) -> int:
    """Settle one page of tellings whose time has come; how many there were."""
    return _QUEUE.settle_page(page) if is_any_due(_due()) else 0


def _due() -> Select[Telling]:
    return select(Telling).where(Telling.due_at <= now()).order_by(Telling.due_at, Telling.id)


def _take(page: int) -> list[Telling]:
    people = (joinedload(Telling.user), joinedload(Telling.member), joinedload(Telling.actor))
    return claim(_due().options(*people), page)


def _settle(tellings: Sequence[Telling]) -> None:
    still_wanted = _still_wanted(tellings)
    by_user: dict[int, list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.id in still_wanted:
            by_user[telling.user_id].append(telling)
        else:
            telling.due_at = None
    for own in by_user.values():
        _write_to(own[0].user, own)


def _give_up(telling: Telling, _failure: Exception) -> bool:
    """A telling at fault is given up at once, with its reason kept."""
    if telling.due_at is not None:
        telling.due_at = None
        _note(telling, "broken")
    return True


_QUEUE: Queue[Telling] = Queue("mails at once", take=_take, settle=_settle, fail=_give_up)


def _still_wanted(tellings: Sequence[Telling]) -> set[int]:
    """The ids of those whose line is unread and whose reader still wants the mail: two queries for the page."""
    groups = {(telling.user_id, telling.group_key) for telling in tellings}
    unread = select(Notice.user_id, Notice.group_key, Notice.created_at).where(
        Notice.read_at.is_(None), tuple_(Notice.user_id, Notice.group_key).in_(groups)
    )
    opened = {(user_id, group): at for user_id, group, at in db.session.execute(unread)}
    users = {telling.user_id for telling in tellings}
    chosen = select(NoticePreference.user_id, NoticePreference.kind, NoticePreference.mail)
    preferences = {
        (user, kind): mail for user, kind, mail in db.session.execute(chosen.where(NoticePreference.user_id.in_(users)))
    }
    return {telling.id for telling in tellings if _is_wanted(telling, opened, preferences)}


def _is_wanted(
    telling: Telling,
    opened: Mapping[tuple[int, str], datetime],
    preferences: Mapping[tuple[int, str], str | None],
) -> bool:
    kind = KINDS.get(telling.kind)
    since = opened.get((telling.user_id, telling.group_key))
    if kind is None or since is None or since > telling.at:
        return False
    return (preferences.get((telling.user_id, telling.kind)) or kind.default_mail) == "at_once"


def _write_to(user: User, tellings: Sequence[Telling]) -> None:
    """Write what one reader is told, at an hour that is no night there; until then it can still be read here."""
    moment = now()
    morning = not_at_night(user, moment)
    if morning > moment:
        for telling in tellings:
            telling.due_at = morning
        return
    shown = shown_to(Viewer(user), {(telling.about_kind, telling.about_id) for telling in tellings})
    for telling in tellings:
        telling.due_at = None
        thing = shown.get((telling.about_kind, telling.about_id))
        if thing is None:
            continue
        reason = refusal_to(user, KINDS[telling.kind].category)
        if reason:
            _note(telling, reason)
        else:
            _post(telling, thing)


def _note(telling: Telling, reason: str) -> None:
    kind = KINDS.get(telling.kind)
    category = kind.category if kind else "service"
    note_refusal(telling.user, telling.kind, cause_key=f"telling:{telling.id}", category=category, reason=reason)


def _post(telling: Telling, thing: Shown) -> None:
    kind, user = KINDS[telling.kind], telling.user
    who = telling.actor.name if telling.actor else ""
    values = {"kind": kind, "who": who, "words": _words(telling), "shown": thing, "url": site_url(thing.url)}
    post_notice(
        user,
        kind.name,
        kind.letter,
        values,
        key=f"telling:{telling.id}",
        category=kind.category,
        sender_name=who,
        reply_to=reply_address_for(user, thing.reply_to),
        headers=thread_headers(_message_key(telling), thing.thread),
    )


def _words(telling: Telling) -> str:
    who = telling.actor.name if telling.actor else current_app.config["COMPANY_NAME"]
    return str(KINDS[telling.kind].line) % {"who": who, "count": 1}


def _message_key(telling: Telling) -> str:
    """The same for the same thing and reader; a second mail about the same thing has a number more."""
    about = Telling.about_kind == telling.about_kind, Telling.about_id == telling.about_id
    earlier = select(Telling.id).where(Telling.user_id == telling.user_id, *about, Telling.id < telling.id)
    key = f"{telling.about_kind}-{telling.about_id}.u{telling.user_id}"
    return f"{key}.{telling.id}" if db.session.scalar(earlier.limit(1)) else key
