"""What can be done with a case, one address for each."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.acting import actor

from ..actions import cases as act
from ..forms import AnswerForm, OwnerForm
from ..models import Case
from ..queries import case_workers
from .blueprint import back_to_case, blueprint, locked_case
from .cases import case_page


@blueprint.post("/cases/<int:case_id>/owner")
@may("cases.work")
def assign(case_id: int) -> ResponseReturnValue:
    form = OwnerForm()
    form.offer(case_workers())
    if not form.sent():
        abort(422)
    with transaction():
        act.assign_case(locked_case(case_id), db.session.get_one(User, form.owner.data), actor())
    return back_to_case(case_id, _("The case has a new owner."))


@blueprint.post("/cases/<int:case_id>/taken")
@may("cases.work")
def take(case_id: int) -> ResponseReturnValue:
    with transaction():
        act.take_case(locked_case(case_id), actor())
    return back_to_case(case_id, _("It's yours now."))


@blueprint.post("/cases/<int:case_id>/opening")
@may("cases.work")
def open_triaged(case_id: int) -> ResponseReturnValue:
    with transaction():
        act.open_triaged(locked_case(case_id), actor())
    return back_to_case(case_id, _("Case opened. The deadline is running."))


@blueprint.post("/cases/<int:case_id>/dismissal")
@may("cases.work")
def dismiss(case_id: int) -> ResponseReturnValue:
    with transaction():
        act.dismiss_triage(locked_case(case_id), actor())
    flash(_("Dismissed. It stays in the history."), "success")
    return redirect(url_for("care.cases", show="triage"), 303)


@blueprint.post("/cases/<int:case_id>/answer")
@may("cases.work")
def answer(case_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.sent():
        return case_page(db.session.get(Case, case_id) or abort(404), form)
    with transaction():
        act.answer_case(locked_case(case_id), form.outcome.data or "", actor(), form.told.data or "")
    return back_to_case(case_id, _("Answered. Close it when nothing more is to be done."))


@blueprint.post("/cases/<int:case_id>/unreachable")
@may("cases.work")
def unreachable(case_id: int) -> ResponseReturnValue:
    with transaction():
        act.give_up(locked_case(case_id), actor())
    return back_to_case(case_id, _("Noted that they could not be reached."))


@blueprint.post("/cases/<int:case_id>/closure")
@may("cases.work")
def close(case_id: int) -> ResponseReturnValue:
    with transaction():
        act.close_case(locked_case(case_id), actor())
    return back_to_case(case_id, _("Closed."))


@blueprint.post("/cases/<int:case_id>/closure/end")
@may("cases.work")
def reopen(case_id: int) -> ResponseReturnValue:
    with transaction():
        act.reopen_case(locked_case(case_id), actor())
    return back_to_case(case_id, _("Reopened. The deadline starts again."))
