"""The list of companies, and adding one more."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.access.queries import colleagues
from portal.core.clock import now
from portal.core.inputs import argument, row_id
from portal.core.paging import page_by_key

from ...actions.edit import add_company
from ...forms.people import CompanyForm
from ...labels import COMPANY_KINDS
from ...queries.companies import ENOUGH_CONTACTS, CompanyFilters, companies_wanted
from ...viewer import viewer
from . import blueprint


@blueprint.get("/companies")
@may("people.read")
def companies() -> ResponseReturnValue:
    """The list, narrowed by what is in the address."""
    filters = CompanyFilters(
        words=argument("q"),
        kind=argument("kind", 10),
        owner=request.args.get("owner", type=row_id),
        renewing=argument("renewing", 3),
    )
    page = page_by_key(companies_wanted(filters), filters.order, request.args.get("page"))
    return render_template(
        "people/companies/companies.html",
        page=page,
        wanted=filters,
        kinds=COMPANY_KINDS,
        owners=colleagues(),
        enough=ENOUGH_CONTACTS,
        today=now().date(),
    )


@blueprint.route("/companies/new", methods=["GET", "POST"])
@may("people.edit")
def new_company() -> ResponseReturnValue:
    """Add one company."""
    form = CompanyForm()
    if form.sent() and form.submit(lambda: add_company(form.details(), viewer().user), at=form.name):
        company = form.result
        flash(_("%(name)s added.", name=company.name), "success")
        return redirect(url_for("people.company", company_id=company.id), 303)
    return render_template("people/companies/new.html", form=form), form.status
