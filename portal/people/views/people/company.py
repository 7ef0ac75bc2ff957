"""One company: its people, their mood, its contract, everything that happened."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.clock import now

from ...actions.edit import edit_company as put_right
from ...forms.people import CompanyForm
from ...labels import COMPANY_KINDS, SEGMENT_LABELS
from ...models.member import SEGMENTS
from ...queries.companies import ENOUGH_CONTACTS, company_or_404, former_people_of, people_of, standing_of
from ...queries.history import history_of_company
from ...queries.pauses import standing_pause_of
from ...viewer import viewer
from . import blueprint


@blueprint.get("/companies/<int:company_id>")
@may("people.read")
def company(company_id: int) -> ResponseReturnValue:
    """The company's page. A double leads to the one it became part of."""
    shown = company_or_404(company_id, merged=True)
    if shown.merged_into_id is not None:
        return redirect(url_for("people.company", company_id=shown.merged_into_id), 303)
    standing = standing_of(shown)
    return render_template(
        "people/companies/company.html",
        company=shown,
        standing=standing,
        pauses=list(filter(None, [standing_pause_of(shown)])),
        moods=[(key, SEGMENT_LABELS[key], standing.moods.get(key, 0)) for key in SEGMENTS],
        enough=ENOUGH_CONTACTS,
        engaged=people_of(shown, engaged=True),
        quiet=people_of(shown, engaged=False),
        former=former_people_of(shown),
        history=history_of_company(shown.id, request.args.get("page")),
        kind=COMPANY_KINDS.get(shown.kind, shown.kind),
        days_left=(shown.renews_on - now().date()).days if shown.renews_on else None,
    )


@blueprint.route("/companies/<int:company_id>/edit", methods=["GET", "POST"])
@may("people.edit")
def edit_company(company_id: int) -> ResponseReturnValue:
    """Put a company's details right."""
    edited = company_or_404(company_id)
    form = CompanyForm(edited)
    if form.sent() and form.submit(
        lambda: put_right(company_or_404(company_id), form.details(), viewer().user), at=form.name
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("people.company", company_id=company_id), 303)
    return render_template("people/companies/edit.html", form=form, company=edited), form.status
