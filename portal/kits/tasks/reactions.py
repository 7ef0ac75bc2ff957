"""Tasks that no map gives: before a pause by hand ends by itself, somebody decides whether it should."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.working_days import working_day_before
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.worker import worker_step
from portal.people.models import Member, Pause
from portal.people.queries.pauses import pauses_until
from portal.people.verbs import PAUSE_CHANGED, PAUSE_ENDED
from portal.people.zones import programme_day

from .actions import finish_task, give_task
from .labels import add_task_labels
from .lifecycle import TASK
from .models import Task

OF_MEMBER, OF_COMPANY = "pause_ends", "company_pause_ends"
add_task_labels(
    "pauses",
    {
        OF_MEMBER: _l("Their pause is about to end: extend it or let it end"),
        OF_COMPANY: _l("Their company's pause is about to end: extend it or let it end"),
    },
)


@worker_step("pauses_ending", every=60)
def pauses_ending() -> int:
    """On the last working day before pauses end: a task for whoever set each; how many."""
    day = programme_day(now())
    with transaction():
        ending = [each for each in pauses_until(day) if working_day_before(each.until) <= day]
        return sum(_give(each) for each in ending)


@subscriber("tasks.pauses", PAUSE_ENDED, PAUSE_CHANGED)
def settle_tasks(lines: Sequence[Activity]) -> None:
    """Whoever ended a pause, or chose another day, has done what its task was for; ended by itself, it leaves it."""
    for line in lines:
        pause = db.session.get(Pause, line.about_id)
        if line.actor_user_id is None or pause is None:
            continue
        actor = db.session.get_one(User, line.actor_user_id)
        for task in db.session.scalars(_given_for(pause).with_for_update(of=Task)):
            finish_task(task, actor)


def _given_for(pause: Pause) -> Select[Task]:
    """Its open tasks, less the one for the day on which it ends now."""
    given = Task.key.startswith(_key(pause), autoescape=True), Task.status == TASK.initial
    goes_on = pause.ended_at is None
    return select(Task).where(*given, *((Task.key != _key(pause, pause.until),) if goes_on else ()))


def _give(pause: Pause) -> bool:
    """Once for each day on which it would end. A company without people needs none."""
    member = pause.member or _contact_of(pause)
    if member is None:
        return False
    return give_task(
        member,
        OF_MEMBER if pause.member else OF_COMPANY,
        role="success",
        owner=pause.begun_by,
        due_on=max(working_day_before(pause.until), programme_day(now())),
        key=_key(pause, pause.until),
        why=pause.reason,
    )


def _contact_of(pause: Pause) -> Member | None:
    """Of the company's people the one whom we spoke with last."""
    theirs = select(Member).where(Member.company_id == pause.company_id, Member.merged_into_id.is_(None))
    return db.session.scalar(theirs.order_by(Member.last_touch_at.desc().nulls_last(), Member.id).limit(1))


def _key(pause: Pause, day: date | str = "") -> str:
    return f"pause:{pause.id}:{day}"
