"""What testers do: set it up, try the tasks of the week, and say that they are still there when we ask."""

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import Refused
from portal.core.text import clean, one_line
from portal.ledger.ledger import record

from ..models import TESTING, Applicant, Beta, BetaTask, BetaTaskDone
from ..queries.seeing import has_signed_newest
from ..verbs import BETA_CHANGED, BETA_TRIED, TESTER_ACTIVATED, TESTER_ANSWERED, TESTER_ASKED
from .steps import lock_rows, move, note_seat, record_for, seen


def activate(applicant: Applicant, actor: User) -> None:
    """They have set it up and can begin."""
    beta = begin_act(applicant, actor)
    move(applicant, "activate")
    seen(applicant, beta)
    record_for(TESTER_ACTIVATED, applicant, actor=actor)


def set_task(beta: Beta, week: int, title: str, actor: User, *, instructions: str = "", minutes: int = 10) -> BetaTask:
    """Something small to try in this week of the beta; `minutes` is what it takes."""
    if not one_line(title) or week < 1 or minutes < 1:
        raise Refused(_("A task needs a title, its week, and the minutes it takes."))
    task = BetaTask(
        beta_id=beta.id,
        week=week,
        title=one_line(title)[:120],
        instructions=clean(instructions),
        minutes=minutes,
        created_at=now(),
    )
    db.session.add(task)
    record(BETA_CHANGED, actor=actor, about=beta)
    return task


def finish_task(task: BetaTask, applicant: Applicant, actor: User) -> None:
    """The tester did it. Twice is once."""
    beta = begin_act(applicant, actor)
    if task.beta_id != applicant.beta_id:
        raise Refused(_("This task belongs to another beta."))
    row = {"task_id": task.id, "applicant_id": applicant.id, "done_at": now()}
    if insert_or_ignore(BetaTaskDone, [row]):
        record_for(BETA_TRIED, applicant, actor=actor)
    take_part(applicant, beta)


def still_testing(applicant: Applicant, actor: User) -> None:
    """Their answer when we asked: the seat stays theirs."""
    beta = begin_act(applicant, actor)
    was_silent = applicant.status == "silent"
    take_part(applicant, beta)
    if was_silent:
        record_for(TESTER_ANSWERED, applicant, actor=actor)


def ask_now(applicant: Applicant, actor: User) -> None:
    """Ask a tester before their silence is as long as the beta allows. Nothing happens to one who was asked already."""
    beta = lock_rows(applicant)
    if beta.status != "running":
        raise Refused(_("Testers are asked while the beta runs."))
    if applicant.status != "silent":
        ask_silent(applicant, beta, actor)


def ask_silent(applicant: Applicant, beta: Beta, actor: User | None = None) -> None:
    """Nothing was heard of them for a while: ask, kindly (both held still). The clock of the answer begins."""
    move(applicant, "fall_silent")
    applicant.asked_at, applicant.reminders = now(), applicant.reminders + 1
    applicant.due_at = now() + beta.answer_span
    note_seat(applicant, "asked", by=actor)
    record_for(TESTER_ASKED, applicant, actor=actor, reminders=applicant.reminders)


def begin_act(applicant: Applicant, actor: User) -> Beta:
    """The beta, held still, where this tester may do something in it now. Raises Refused with the reason."""
    beta = lock_rows(applicant)
    if actor.member_id != applicant.member_id or not applicant.tests:
        raise Refused(_("You have no seat in this beta now. If others were waiting, yours went to one of them."))
    if beta.status not in TESTING:
        raise Refused(_("This beta isn't running at the moment. Your seat stays yours."))
    if not has_signed_newest(beta, actor):
        raise Refused(_("There's a newer agreement. Sign it, then you can continue."))
    return beta


def take_part(applicant: Applicant, beta: Beta) -> None:
    """They do something in the beta (both held still)."""
    move(applicant, "take_part")
    seen(applicant, beta)
