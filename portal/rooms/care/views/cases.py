"""The lists of cases, the page of one, and opening one by hand."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.inputs import argument, row_id
from portal.core.paging import page_by_key
from portal.kits.notices.opening import note_opened
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.cases import open_case as open_for
from ..forms import AnswerForm, CallForm, CaseForm, OwnerForm
from ..history import history_of
from ..models import Case
from ..outcomes import piece_of, source_of
from ..queries import case_concerns, case_workers, cases_on, member_promises, shelf_counts, shelves
from .blueprint import back_to_case, blueprint, the_person

SHELF_LABELS = {
    "unowned": _l("Needs an owner"),
    "mine": _l("Mine"),
    "open": _l("All open"),
    "triage": _l("To review"),
    "answered": _l("Answered"),
    "closed": _l("Closed"),
}


@blueprint.get("/cases")
@may("cases.read")
def cases() -> ResponseReturnValue:
    known = shelves(viewer().id)
    counts = shelf_counts(viewer().id)
    chosen = argument("show")
    name = chosen if chosen in known else _first_shelf(counts)
    page = page_by_key(cases_on(known[name]), known[name].order, request.args.get("page"))
    return render_template("care/cases.html", page=page, shelf=name, labels=SHELF_LABELS, counts=counts)


@blueprint.get("/cases/<int:case_id>")
@may("cases.read")
def case(case_id: int) -> ResponseReturnValue:
    note_opened(viewer(), {"case": [case_id]})
    row = db.session.get(Case, case_id) or abort(404)
    return case_page(row, AnswerForm(outcome=row.outcome, told=row.told))


@blueprint.route("/people/<int:member_id>/case", methods=["GET", "POST"])
@may("cases.work")
def open_case(member_id: int) -> ResponseReturnValue:
    piece = piece_of(member_id, request.args.get("feedback", type=row_id))
    form = CaseForm(text=piece.text if piece else "")
    if not form.sent():
        return render_template("care/open_case.html", form=form, member=the_person(member_id)), form.status
    with transaction():
        source = source_of(piece) if piece else None
        opened = open_for(the_person(member_id), form.text.data or "", actor=actor(), source=source)
    return back_to_case(opened.id, _("Case opened. The deadline is running."))


def case_page(case: Case, answer_form: AnswerForm) -> ResponseReturnValue:
    """The page of a case; 422 when the answer was refused."""
    owner_form = OwnerForm(owner=case.owner_user_id)
    owner_form.offer(case_workers())
    promises = member_promises(case.member_id)
    page = render_template(
        "care/case.html",
        case=case,
        concerns=case_concerns(case.id),
        promises=promises,
        history=history_of(case),
        answer_form=answer_form,
        owner_form=owner_form,
        call_form=CallForm(formdata=None, back=url_for("care.case", case_id=case.id)).offer(promises),
    )
    return page, answer_form.status


def _first_shelf(counts: dict[str, int]) -> str:
    """What needs somebody comes first, then one's own, then everything."""
    return next((name for name in ("unowned", "mine") if counts[name]), "open")
