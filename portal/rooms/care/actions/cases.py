"""Opening a case, and taking it from hand to hand until it is closed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.working_days import working_days_after
from portal.kits.notices.actions import settle_notices
from portal.kits.tasks.care import settle_care_tasks
from portal.ledger.ledger import record
from portal.people.absences import Roster, first_on_duty, judge_owner, roster
from portal.people.actions.segments import hold, release_hold
from portal.people.models import Member
from portal.people.queries.staff import looking_after

from ..lifecycle import CASE
from ..models import STANDING, Call, Case, Concern
from ..verbs import CASE_ANSWERED, CASE_ASSIGNED, CASE_CLOSED, CASE_OPENED, CASE_UNREACHABLE

FRESH = timedelta(days=60)
"""An answer older than this when we learn of it goes to triage: nobody is late for it."""
WORKING_DAYS = 2
HELD = ("open", "unreachable")
"""While a case stands so, nothing promotional reaches the member."""


def open_case(member: Member, text: str, *, actor: User, source: str | None = None) -> Case:
    """Open a case by hand, from what a member said in a talk or a letter; one that stands already is added to.

    `source` says where they said it: the first case to which that was added answers it.
    """
    case = standing_case(member)
    news = case is None or case.status != "open"
    if case is None:
        case = new_case(member, now())
    elif news:
        start_clock(case, now())
    db.session.flush()
    add_concern(case, text, source)
    if news:
        hold_promotion(case)
        record(CASE_OPENED, member=member, actor=actor, about=case, facts=_facts(case))
    return case


def standing_case(member: Member) -> Case | None:
    """The member's case that waits for us: in triage, open, or given up on."""
    standing = select(Case).where(Case.member_id == member.id, Case.status.in_(STANDING))
    return db.session.scalar(standing.order_by(Case.id.desc()).limit(1))


def new_case(member: Member, since: datetime, *, fresh: bool = True, duty: Roster | None = None) -> Case:
    """A case for the member, in the session: with a clock from `since` when fresh, else in triage.

    It belongs to whoever looks after the member, else after their company, or to who stands in for them (`duty`, which
    whoever opens many reads once); else it needs an owner.
    """
    case = Case(
        member=member,
        company_id=member.company_id,
        subject="",
        status=CASE.initial if fresh else "triage",
        owner=first_on_duty(looking_after(member), duty or roster(), needs="cases.work"),
        due_at=due_after(since) if fresh else None,
        said_at=since,
        opened_at=now(),
        changed_at=now(),
    )
    db.session.add(case)
    return case


def add_concern(case: Case, text: str, source: str | None = None) -> None:
    """Write down what the customer said, now and to us."""
    if source and db.session.scalar(select(Concern.id).where(Concern.source == source)) is not None:
        source = None
    db.session.add(Concern(case_id=case.id, source=source, text=text, said_at=now()))
    case.hear(text, None, now())


def open_triaged(case: Case, actor: User) -> None:
    """Treat a case from triage as real; its clock starts now."""
    start_clock(case, now(), "take")
    hold_promotion(case)
    record(CASE_OPENED, member=case.member, actor=actor, about=case, facts=_facts(case))


def take_case(case: Case, actor: User) -> None:
    """Make the case one's own; taken from triage, it is opened."""
    if case.status == "triage":
        open_triaged(case, actor)
    assign_case(case, actor, actor)


def assign_case(case: Case, owner: User, actor: User) -> None:
    """Give the case to somebody. What others were told of it is theirs no more."""
    if case.status == "closed":
        raise Refused(_("This case is closed. Reopen it before you give it to somebody."))
    if case.owner_user_id == owner.id:
        return
    judge_owner(owner.id)
    case.owner = owner
    settle_notices("case", [case.id])
    record(CASE_ASSIGNED, member=case.member, actor=actor, about=case)


def answer_case(case: Case, outcome: str, actor: User, told: str = "") -> None:
    """The customer was listened to and answered; `outcome` says to colleagues what we did, `told` to the customer."""
    if not outcome:
        raise Refused(_("Write down what we did. Whoever speaks with them next will need it."))
    _move(case, "answer")
    case.outcome, case.answered_at = outcome, now()
    case.told, case.answered_by_id = told, actor.id
    release_promotion(case)
    record(CASE_ANSWERED, member=case.member, actor=actor, about=case)
    _settle_what_waits(case, actor, done=True)


def give_up(case: Case, actor: User) -> None:
    """The customer could not be reached, though somebody tried."""
    if db.session.scalar(select(Call.id).where(Call.case_id == case.id).limit(1)) is None:
        raise Refused(_("Nobody has tried to reach them yet. Log a call first."))
    _move(case, "give_up")
    record(CASE_UNREACHABLE, member=case.member, actor=actor, about=case)
    _settle_what_waits(case, actor, done=False)


def close_case(case: Case, actor: User) -> None:
    """Nothing more is to be done."""
    _move(case, "close")
    _end(case, actor)


def dismiss_triage(case: Case, actor: User) -> None:
    """An old answer needs no case; it is closed without having been opened."""
    _move(case, "dismiss")
    _end(case, actor)


def reopen_case(case: Case, actor: User) -> None:
    """It was not settled after all; the clock starts anew."""
    start_clock(case, now(), "reopen")
    case.answered_at = None
    hold_promotion(case)
    record(CASE_OPENED, member=case.member, actor=actor, about=case, facts=_facts(case))


def start_clock(case: Case, since: datetime, trigger: str | None = None) -> None:
    """Bring a case that is not open into the open, with two working days from `since`."""
    _move(case, trigger or ("take" if case.status == "triage" else "reopen"))
    case.due_at, case.overdue_noted_at = due_after(since), None


def due_after(since: datetime) -> datetime:
    """When somebody should have called: two working days later, in the programme's zone."""
    return working_days_after(since, WORKING_DAYS, ZoneInfo(current_app.config["TIME_ZONE"]))


def hold_promotion(case: Case) -> None:
    """Let nothing promotional reach the member because of this case."""
    hold(case.member_id, "promotion", hold_source(case))


def release_promotion(case: Case) -> None:
    """End the hold of this case; holds of other sources stay."""
    release_hold(case.member_id, "promotion", hold_source(case))


def hold_source(case: Case) -> str:
    """What holds of this case are known by."""
    return f"case:{case.id}"


def _move(case: Case, trigger: str) -> None:
    case.status = CASE.after(case.status, trigger)
    case.changed_at = now()


def _end(case: Case, actor: User) -> None:
    case.closed_at, case.due_at = now(), None
    release_promotion(case)
    record(CASE_CLOSED, member=case.member, actor=actor, about=case)
    _settle_what_waits(case, actor, done=False)


def _settle_what_waits(case: Case, actor: User, *, done: bool) -> None:
    """One act settles one fact: no task asks for this case any more, and nobody's inbox tells of it as new.

    Tasks from before they knew their case stay while another of theirs stands.
    """
    others = Case.member_id == case.member_id, Case.id != case.id, Case.status.in_(STANDING)
    last = db.session.scalar(select(Case.id).where(*others).limit(1)) is None
    settle_care_tasks(case.member, ("case", case.id), actor, last=last, done=done)
    settle_notices("case", [case.id])


def _facts(case: Case) -> dict[str, int | bool]:
    return {"triage": False} if case.score is None else {"triage": False, "score": case.score}
