"""What staff did, as the ledger has it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.access.guards import may
from portal.core.paging import By, page_by_key
from portal.ledger.models import Activity
from portal.people.timeline import describe

from ..queries import names_in, staff_acts
from .blueprint import blueprint


@blueprint.get("/acts")
@may("admin.read")
def acts() -> ResponseReturnValue:
    page = page_by_key(staff_acts(), (By(Activity.id, descending=True),), request.args.get("page"), size=50)
    names = names_in(page.rows)
    events = [
        describe(
            line,
            by=names.users.get(line.actor_user_id or 0, ""),
            who=names.members.get(line.member_id or 0, ""),
        )
        for line in page.rows
    ]
    return render_template("admin/acts.html", page=page, events=events)
