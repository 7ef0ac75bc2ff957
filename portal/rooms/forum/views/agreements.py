"""Agreements: their exact words and hash, the page on which one signs, and who has."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import may
from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.paging import By, page_by_key
from portal.people.agreements import change_agreement, opened_by, sign, write_agreement
from portal.people.models import Agreement, AgreementVersion, Signature
from portal.people.viewer import viewer

from ..forms import AgreementForm, NewVersionForm, SignatureForm
from ..queries.managing import agreement_for, agreements, count_signed, own_signature, signatures_of
from .blueprint import actor, blueprint


@blueprint.get("/agreements/<int:agreement_id>")
def agreement(agreement_id: int) -> ResponseReturnValue:
    return _page(_the_agreement(agreement_id), SignatureForm(formdata=None))


@blueprint.post("/agreements/<int:agreement_id>/signature")
def sign_agreement(agreement_id: int) -> ResponseReturnValue:
    """Agree to the version that was read; 409 where there is a newer one by now."""
    form = SignatureForm()
    found = _the_agreement(agreement_id)
    if not form.sent():
        return _page(found, form)
    try:
        with transaction():
            found = _the_agreement(agreement_id)
            version = next((each for each in found.versions if each.number == form.number.data), None)
            sign(version or abort(422), actor())
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("forum.agreement", agreement_id=agreement_id), 303)
    flash(_("Signed. Welcome in."), "success")
    rooms = opened_by(viewer(), found)
    if len(rooms) == 1:
        return redirect(rooms[0].url, 303)
    return redirect(url_for("forum.agreement", agreement_id=agreement_id), 303)


@blueprint.get("/agreements")
@may("forum.manage")
def all_agreements() -> ResponseReturnValue:
    found = agreements()
    return render_template("forum/agreements.html", agreements=found, signed=count_signed(found))


@blueprint.route("/agreements/new", methods=["GET", "POST"])
@may("forum.manage")
def new_agreement() -> ResponseReturnValue:
    form = AgreementForm()
    if not form.sent():
        return render_template("forum/agreement_form.html", form=form, agreement=None), form.status
    try:
        with transaction():
            made = write_agreement(form.name.data or "", form.words.data or "", actor())
    except Refused as refusal:
        form.name.errors = [refusal.message]
        return render_template("forum/agreement_form.html", form=form, agreement=None), 422
    flash(_("Published. Choose it for a category, and it gates that."), "success")
    return redirect(url_for("forum.agreement", agreement_id=made.id), 303)


@blueprint.route("/agreements/<int:agreement_id>/edit", methods=["GET", "POST"])
@may("forum.manage")
def edit_agreement(agreement_id: int) -> ResponseReturnValue:
    """A new version; the older ones stay as they were signed."""
    found = _the_agreement(agreement_id)
    form = NewVersionForm(words=found.newest.words)
    if not form.sent():
        return render_template("forum/agreement_form.html", form=form, agreement=found), form.status
    with transaction():
        version = change_agreement(_the_agreement(agreement_id), form.words.data or "", actor())
    said = _(
        "Version %(number)s is published. Everybody signs again before they see what it gates.", number=version.number
    )
    flash(said, "success")
    return redirect(url_for("forum.agreement", agreement_id=agreement_id), 303)


@blueprint.get("/agreements/<int:agreement_id>/signatures")
@may("forum.manage")
def signatures(agreement_id: int) -> ResponseReturnValue:
    found = _the_agreement(agreement_id)
    order = (By(Signature.signed_at, descending=True), By(Signature.user_id), By(Signature.version_id))
    page = page_by_key(signatures_of(agreement_id), order, request.args.get("page"), size=50)
    names = _names(page.rows)
    numbers = {version.id: version.number for version in found.versions}
    return render_template("forum/signatures.html", agreement=found, page=page, names=names, numbers=numbers)


def _page(found: Agreement, form: SignatureForm) -> ResponseReturnValue:
    newest: AgreementVersion = found.newest
    if not form.errors:
        form.number.data = newest.number
    shown = {"agreement": found, "version": newest, "form": form, "signature": own_signature(viewer(), found)}
    return render_template("forum/agreement.html", **shown, rooms=opened_by(viewer(), found)), form.status


def _the_agreement(agreement_id: int) -> Agreement:
    return agreement_for(viewer(), agreement_id) or abort(404)


def _names(rows: list[Signature]) -> dict[int, User]:
    ids = {row.user_id for row in rows}
    wanted = select(User).where(User.id.in_(ids))
    return {user.id: user for user in db.session.scalars(wanted)}
