"""Addresses that take no more mail, and mails that came in and could not be taken: for whoever runs the site."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.access.guards import may, signed_in
from portal.core.database import db, transaction
from portal.core.paging import By, page_by_key
from portal.core.urls import safe_next
from portal.kits.admin.tabs import add_admin_tab
from portal.people.viewer import viewer

from ..actions import lift_suppression
from ..actions.taking import try_again
from ..aside import REASONS
from ..models import MailIn, Suppression
from ..queries.addresses import failed_mails_in, mails_kept_aside

blueprint = Blueprint("addresses", __name__, url_prefix="/admin/addresses")
add_admin_tab(_l("Addresses"), "addresses.addresses", 40)
NEWEST = (By(Suppression.id, descending=True),)


@blueprint.get("")
@may("admin.read")
def addresses() -> ResponseReturnValue:
    page = page_by_key(select(Suppression), NEWEST, request.args.get("page"))
    return render_template(
        "notices/addresses.html", page=page, failed=failed_mails_in(), aside=mails_kept_aside(), reasons=REASONS
    )


@blueprint.post("/<int:suppression_id>/end")
@signed_in
def lift(suppression_id: int) -> ResponseReturnValue:
    """Whoever runs the site, and whoever keeps the details of people, may say that an address works again."""
    if not (viewer().may("admin.edit") or viewer().may("people.edit")):
        abort(404)
    with transaction():
        suppression = db.session.get(Suppression, suppression_id, with_for_update=True) or abort(404)
        lift_suppression(suppression, viewer().user)
    flash(_("Emails go to this address again."), "success")
    return redirect(safe_next(request.form.get("next"), url_for("addresses.addresses")), 303)


@blueprint.post("/mails/<int:mail_id>/again")
@may("admin.edit")
def again(mail_id: int) -> ResponseReturnValue:
    with transaction():
        try_again(db.session.get(MailIn, mail_id, with_for_update=True) or abort(404))
    flash(_("It will be tried again right away."), "success")
    return redirect(url_for("addresses.addresses"), 303)
