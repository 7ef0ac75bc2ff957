"""Questions that the ledger answers."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from portal.core.database import db

from .ledger import subscribers_of
from .models import Activity, Delivery
from .verbs import VERBS


def member_history(member_id: int | ColumnElement[int]) -> Select[Activity]:
    """A member's lines."""
    return select(Activity).where(Activity.member_id == member_id)


def company_history(company_id: int | ColumnElement[int]) -> Select[Activity]:
    """A company's lines."""
    return select(Activity).where(Activity.company_id == company_id)


def ledger_faults() -> Iterator[str]:
    """What is wrong with the ledger: unknown verbs, deliveries that are missing, surplus or without a subscriber."""
    verbs = dict(db.session.execute(select(Activity.verb, func.count()).group_by(Activity.verb)).all())
    for verb, count in verbs.items():
        if verb not in VERBS:
            yield _("%(count)s lines with the unknown verb %(verb)s", count=count, verb=verb)
    found = {
        (verb, name): count
        for verb, name, count in db.session.execute(
            select(Activity.verb, Delivery.subscriber, func.count())
            .join(Delivery, Delivery.activity_id == Activity.id)
            .group_by(Activity.verb, Delivery.subscriber)
        )
    }
    for (verb, name), count in found.items():
        if name not in subscribers_of(verb):
            values = {"count": count, "verb": verb, "name": name}
            yield _("%(count)s deliveries of %(verb)s for %(name)s, who does not subscribe to it", **values)
    yield from _missing(verbs)


def _missing(verbs: dict[str, int]) -> Iterator[str]:
    """Lines newer than the oldest kept delivery that lack one (older ones were pruned after they were done)."""
    oldest = db.session.scalar(select(func.min(Delivery.activity_id)))
    for verb in verbs:
        for name in subscribers_of(verb):
            delivered = select(Delivery.id).where(Delivery.activity_id == Activity.id, Delivery.subscriber == name)
            count = db.session.scalar(
                select(func.count())
                .select_from(Activity)
                .where(Activity.verb == verb, Activity.id >= (oldest or 0), ~delivered.exists())
            )
            if count:
                values = {"count": count, "verb": verb, "name": name}
                yield _("%(count)s lines of %(verb)s without a delivery for %(name)s", **values)
