"""What care adds to the pages of a person and of a company."""

from flask import render_template, request
from flask_login import current_user

from ..core.database import db
from ..core.slots import panel
from ..members.models import Company, Member
from .actions.cases import standing_case
from .forms import OUTCOME_LABELS, CallForm
from .history import CALL_LOOKS
from .queries import company_cases, last_touch, member_calls, member_cases, open_promises


@panel("member", order=20)
def member_panel(member: Member) -> str | None:
    """Cases for those who may read them, calls for those who log them."""
    logs = current_user.may("people.edit")
    reads = current_user.may("cases.read")
    if not (logs or reads):
        return None
    return render_template(
        "care/_member_panel.html",
        member=member,
        cases=member_cases(member.id) if reads else [],
        open_case=standing_case(member),
        calls=member_calls(member.id),
        promises=list(db.session.scalars(open_promises(member_id=member.id).limit(8))),
        form=CallForm(formdata=None, back=request.path) if logs else None,
        outcomes=OUTCOME_LABELS,
        call_looks=CALL_LOOKS,
    )


@panel("company", order=20)
def company_panel(company: Company) -> str | None:
    """The last human touch, and open cases."""
    if not current_user.may("cases.read"):
        return None
    return render_template("care/_company_panel.html", touch=last_touch(company.id), cases=company_cases(company.id))
