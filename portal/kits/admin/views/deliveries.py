"""What the ledger still has to tell its subscribers, and what went wrong on the way."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.paging import By, page_by_key
from portal.ledger.deliveries import failing_deliveries, retry_delivery
from portal.ledger.models import Delivery

from ..queries import backlogs
from .blueprint import blueprint


@blueprint.get("/deliveries")
@may("admin.read")
def deliveries() -> ResponseReturnValue:
    page = page_by_key(failing_deliveries(), (By(Delivery.id, descending=True),), request.args.get("page"))
    return render_template("admin/deliveries.html", page=page, backlogs=backlogs())


@blueprint.post("/deliveries/<int:delivery_id>/retry")
@may("admin.edit")
def retry(delivery_id: int) -> ResponseReturnValue:
    with transaction():
        delivery = db.session.get(Delivery, delivery_id, with_for_update=True)
        retry_delivery(delivery or abort(404))
    flash(_("It will be tried again right away."), "success")
    return redirect(url_for("admin.deliveries"), 303)
