"""Ledger queries: the history of a member or a company, and what `flask ledger verify` finds wrong."""

from collections.abc import Iterator

from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select

from portal.core.clock import now
from portal.core.database import db

from .deliveries import KEPT
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
            yield ngettext(
                "%(num)s line with the unknown verb %(verb)s",
                "%(num)s lines with the unknown verb %(verb)s",
                count,
                verb=verb,
            )
    delivered = {
        (verb, name): count
        for verb, name, count in db.session.execute(
            select(Activity.verb, Delivery.subscriber, func.count())
            .join(Delivery, Delivery.activity_id == Activity.id)
            .group_by(Activity.verb, Delivery.subscriber)
        )
    }
    for (verb, name), count in delivered.items():
        if name not in subscribers_of(verb):
            yield ngettext(
                "%(num)s delivery of %(verb)s for %(name)s, who does not subscribe to it",
                "%(num)s deliveries of %(verb)s for %(name)s, who does not subscribe to it",
                count,
                verb=verb,
                name=name,
            )
    yield from _missing(verbs)


def _missing(verbs: dict[str, int]) -> Iterator[str]:
    """Lines that lack a delivery, among those so new that none of theirs can have been pruned."""
    for verb in verbs:
        for name in subscribers_of(verb):
            delivered = select(Delivery.id).where(Delivery.activity_id == Activity.id, Delivery.subscriber == name)
            count = db.session.scalar(
                select(func.count())
                .select_from(Activity)
                .where(Activity.verb == verb, Activity.recorded_at > now() - KEPT, ~delivered.exists())
            )
            if count:
                yield ngettext(
                    "%(num)s line of %(verb)s without a delivery for %(name)s",
                    "%(num)s lines of %(verb)s without a delivery for %(name)s",
                    count,
                    verb=verb,
                    name=name,
                )
