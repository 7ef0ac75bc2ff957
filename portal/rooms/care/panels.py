"""What care adds to the pages of a person and of a company."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.core.database import db
from portal.core.slots import panel
from portal.people.models import Company, Member
from portal.people.timeline import fact_label
from portal.rooms.feedback.models import Feedback

from .actions.cases import standing_case
from .forms import OUTCOME_LABELS, CallForm
from .history import CALL_LOOKS
from .models import STANDING, Case, Concern
from .outcomes import source_of
from .queries import MAX_CASES, company_cases, last_touch, member_calls, member_cases, member_promises


@fact_label("triage")
def _triage(triage: bool) -> str:
    return _("to review first") if triage else ""


@fact_label("outcome")
def _outcome(code: str) -> str | None:
    return str(OUTCOME_LABELS[code]) if code in OUTCOME_LABELS else None


@panel("member", order=20)
def member_panel(member: Member) -> str | None:
    """Cases for those who may read them, calls for those who log them."""
    logs = current_user.may("people.edit")
    reads = current_user.may("cases.read")
    if not (logs or reads):
        return None
    cases, promises = member_cases(member.id), member_promises(member.id)
    return render_template(
        "care/_member_panel.html",
        member=member,
        cases=cases if reads else [],
        open_case=_standing(cases) or (standing_case(member) if len(cases) == MAX_CASES else None),
        calls=member_calls(member.id),
        promises=promises,
        form=CallForm(formdata=None, back=request.path).offer(promises) if logs else None,
        outcomes=OUTCOME_LABELS,
        call_looks=CALL_LOOKS,
    )


def _standing(cases: list[Case]) -> Case | None:
    return next((case for case in cases if case.status in STANDING), None)


@panel("company", order=20)
def company_panel(company: Company) -> str | None:
    """The last human touch, and open cases."""
    if not current_user.may("cases.read"):
        return None
    return render_template("care/_company_panel.html", touch=last_touch(company.id), cases=company_cases(company.id))


@panel("feedback_actions", order=40)
def case_of_piece(piece: Feedback) -> str | None:
    """The way from something that a customer said to the case about it, or to a new one."""
    if piece.member_id is None or not current_user.may("cases.read"):
        return None
    case_id = db.session.scalar(select(Concern.case_id).where(Concern.source == source_of(piece)))
    if case_id is None and not current_user.may("cases.work"):
        return None
    return render_template("care/_piece_action.html", piece=piece, case_id=case_id)
