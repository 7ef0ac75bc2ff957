"""What is kept of people in betas. Their rows go with their record: that is when seats become free (leaving.py)."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select

from portal.core.personal import add_impersonal, named_in, personal, unname
from portal.core.persons import Person

from .models import (
    Applicant,
    Beta,
    BetaClosing,
    BetaKey,
    BetaQuestion,
    BetaReport,
    BetaReportIdea,
    BetaTask,
    BetaTaskDone,
    KeyReveal,
    SeatChange,
)


@personal(Applicant, _l("Betas you applied for"), goes_along=True)
def applications_of(person: Person) -> ColumnElement[bool]:
    return Applicant.member_id.in_(person.member_ids)


def _applied(person: Person) -> Select[int]:
    return select(Applicant.id).where(applications_of(person))


@personal(BetaClosing, _l("What you were told at the end of a beta"))
def closings_of(person: Person) -> ColumnElement[bool]:
    return BetaClosing.applicant_id.in_(_applied(person))


@personal(BetaReport, _l("What you reported in betas"), words=("title", "text"))
def reports_of(person: Person) -> ColumnElement[bool]:
    return BetaReport.applicant_id.in_(_applied(person))


@personal(BetaReportIdea, _l("Ideas your reports support"))
def report_ideas_of(person: Person) -> ColumnElement[bool]:
    return BetaReportIdea.report_id.in_(select(BetaReport.id).where(reports_of(person)))


@personal(BetaTaskDone, _l("Tasks you did in betas"))
def tasks_done_by(person: Person) -> ColumnElement[bool]:
    return BetaTaskDone.applicant_id.in_(_applied(person))


@personal(SeatChange, _l("Your seats in betas"))
def seat_changes_of(person: Person) -> ColumnElement[bool]:
    return SeatChange.applicant_id.in_(_applied(person))


@personal(
    BetaKey,
    _l("Keys you were given"),
    erase=unname(BetaKey, applicant_id=None),
    stays=_l("That a beta key was given out, so nobody gets it twice."),
    hidden=("sealed", "sealed_with", "fingerprint"),
)
def keys_of(person: Person) -> ColumnElement[bool]:
    return BetaKey.applicant_id.in_(_applied(person))


@personal(KeyReveal, _l("When you looked at a key"), erase=unname(KeyReveal, user_id=None))
def reveals_by(person: Person) -> ColumnElement[bool]:
    return KeyReveal.user_id.in_(person.user_ids)


named_in(Applicant, "told", "why")
named_in(BetaReport, "title", "text", "answer")
named_in(SeatChange, "why")
named_in(BetaClosing, "thanks", "gift")
named_in(Beta, "purpose", "instructions")
named_in(BetaQuestion, "text", "otherwise")
named_in(BetaTask, "title", "instructions")
add_impersonal("what colleagues offer to testers", Beta, BetaQuestion, BetaTask)
