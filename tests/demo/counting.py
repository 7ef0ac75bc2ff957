"""How many emails each reader got, in any seven days and on any day."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.database import db
from portal.kits.notices.kinds import KINDS
from portal.kits.notices.models import Notification
from portal.ledger.models import Mail

A_WEEK, MOST_IN_A_WEEK, MOST_IN_A_DAY = timedelta(days=7), 3, 6
LONDON = ZoneInfo("Europe/London")


def too_many() -> list[str]:
    """Members with more than three emails in any seven days, colleagues with more than six on a day.

    Emails about signing in are the reader's own; what has a day to answer by, a seat that they applied for, waits for
    nothing.
    """
    staff = set(db.session.scalars(select(User.email).where(is_staff(User.id))))
    written = select(Mail.recipient, Mail.due_at, Mail.key).where(
        Mail.category != "account", Mail.state.not_in(("held", "failed"))
    )
    by_reader: dict[str, list[datetime]] = defaultdict(list)
    pressing = _pressing()
    for reader, at, key in db.session.execute(written.order_by(Mail.due_at)):
        if key.partition(">")[0] not in pressing:
            by_reader[reader].append(at)
    return [
        f"{reader}: {most}"
        for reader, times in sorted(by_reader.items())
        if (most := _most_in_a_day(times) if reader in staff else _most_in_a_week(times))
        > (MOST_IN_A_DAY if reader in staff else MOST_IN_A_WEEK)
    ]


def _pressing() -> set[str]:
    """The beginnings of the keys of mails that had a day to answer by."""
    kinds = [kind.name for kind in KINDS.values() if kind.pressing]
    return {
        f"telling:{told}" for told in db.session.scalars(select(Notification.id).where(Notification.kind.in_(kinds)))
    }


def _most_in_a_week(times: Sequence[datetime]) -> int:
    return max(bisect_left(times, at + A_WEEK) - index for index, at in enumerate(times))


def _most_in_a_day(times: Sequence[datetime]) -> int:
    days: dict[object, int] = defaultdict(int)
    for at in times:
        days[at.astimezone(LONDON).date()] += 1
    return max(days.values())
