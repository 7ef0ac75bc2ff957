"""People and companies that are likely on the list twice."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import transaction
from portal.core.inputs import argument, row_id
from portal.core.paging import page_by_key

from ...actions.merge import note_namesakes
from ...queries.doubles import PAIR_ORDER, likely_company_doubles, likely_doubles
from ...queries.people import person_or_404
from ...viewer import viewer
from . import blueprint


@blueprint.get("/people/doubles")
@may("people.edit")
def doubles() -> ResponseReturnValue:
    """Pairs of people of one name, at the same company or elsewhere."""
    elsewhere = argument("where") == "elsewhere"
    pairs = likely_doubles(same_company=not elsewhere)
    page = page_by_key(pairs, PAIR_ORDER, request.args.get("page"))
    return render_template("people/people/doubles.html", page=page, elsewhere=elsewhere)


@blueprint.get("/companies/doubles")
@may("people.edit")
def company_doubles() -> ResponseReturnValue:
    """Pairs of companies of one domain, or of one name but for its legal form."""
    return render_template("people/companies/doubles.html", pairs=likely_company_doubles())


@blueprint.post("/people/namesakes")
@may("people.edit")
def namesakes() -> ResponseReturnValue:
    """These two only share a name."""
    ids = [request.form.get(name, type=row_id) for name in ("one", "other")]
    if None in ids or ids[0] == ids[1]:
        abort(404)
    with transaction():
        one, other = (person_or_404(member_id) for member_id in ids if member_id is not None)
        note_namesakes(one, other, viewer().user)
    flash(_("Noted: two people who share a name. They won't be suggested again."), "success")
    return redirect(url_for("people.doubles", where=request.form.get("where")), 303)
