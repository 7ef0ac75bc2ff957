"""Agreements: their exact words and hash, the page on which one signs, and who has."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import transaction
from portal.core.paging import By, page_by_key
from portal.core.perform import perform
from portal.people.acting import actor, only_for
from portal.people.viewer import Viewer, viewer

from .agreements import change_agreement, opened_by, sign, version_of, write_agreement
from .choices import every_agreement
from .forms import AgreementForm, NewVersionForm, SignatureForm
from .models import Agreement, AgreementVersion, Signature
from .queries import agreement_for, count_signed, own_signature, signatures_of, signers

blueprint = Blueprint("agreements", __name__, url_prefix="/community/agreements")


def _has_part(found: Viewer) -> bool:
    return found.is_member or found.may("forum.read")


only_for(blueprint, _has_part)


@blueprint.get("/<int:agreement_id>")
def agreement(agreement_id: int) -> ResponseReturnValue:
    return _page(_the_agreement(agreement_id), SignatureForm(formdata=None))


@blueprint.post("/<int:agreement_id>/signature")
def sign_agreement(agreement_id: int) -> ResponseReturnValue:
    """Agree to the version that was read; a refusal where there is a newer one by now."""
    form = SignatureForm()
    agreement = _the_agreement(agreement_id)
    if not form.sent():
        return _page(agreement, form)

    def act() -> None:
        sign(version_of(_the_agreement(agreement_id), form.number.data or 0), actor())

    opened = opened_by(viewer(), agreement)
    page = url_for("agreements.agreement", agreement_id=agreement_id)
    return perform(act, _("Signed. Welcome!"), opened[0].url if len(opened) == 1 else page, refused_to=page)


@blueprint.get("")
@may("forum.manage")
def all_agreements() -> ResponseReturnValue:
    every = every_agreement()
    return render_template("admission/agreements.html", agreements=every, signed=count_signed(every))


@blueprint.route("/new", methods=["GET", "POST"])
@may("forum.manage")
def new_agreement() -> ResponseReturnValue:
    form = AgreementForm()
    if form.sent() and form.submit(
        lambda: write_agreement(form.name.data or "", form.text.data or "", actor()).id, at=form.name
    ):
        flash(_("Published. Choose it for a category to have people sign it there."), "success")
        return redirect(url_for("agreements.agreement", agreement_id=form.result), 303)
    return render_template("admission/agreement_form.html", form=form, agreement=None), form.status


@blueprint.route("/<int:agreement_id>/edit", methods=["GET", "POST"])
@may("forum.manage")
def edit_agreement(agreement_id: int) -> ResponseReturnValue:
    """A new version; the older ones stay as they were signed."""
    agreement = _the_agreement(agreement_id)
    form = NewVersionForm(text=agreement.newest.text)
    if not form.sent():
        return render_template("admission/agreement_form.html", form=form, agreement=agreement), form.status
    with transaction():
        version = change_agreement(_the_agreement(agreement_id), form.text.data or "", actor())
    message = _(
        "Version %(number)s is published. Everybody has to sign it before they see what it covers.",
        number=version.number,
    )
    flash(message, "success")
    return redirect(url_for("agreements.agreement", agreement_id=agreement_id), 303)


@blueprint.get("/<int:agreement_id>/signatures")
@may("forum.manage")
def signatures(agreement_id: int) -> ResponseReturnValue:
    agreement = _the_agreement(agreement_id)
    order = (By(Signature.signed_at, descending=True), By(Signature.user_id), By(Signature.version_id))
    page = page_by_key(signatures_of(agreement_id), order, request.args.get("page"), size=50)
    numbers = {version.id: version.number for version in agreement.versions}
    return render_template(
        "admission/signatures.html", agreement=agreement, page=page, names=signers(page.rows), numbers=numbers
    )


def _page(found: Agreement, form: SignatureForm) -> ResponseReturnValue:
    newest: AgreementVersion = found.newest
    form.show(newest.number)
    shown = {"agreement": found, "version": newest, "form": form, "signature": own_signature(viewer(), found)}
    return render_template("admission/agreement.html", **shown, rooms=opened_by(viewer(), found)), form.status


def _the_agreement(agreement_id: int) -> Agreement:
    return agreement_for(viewer(), agreement_id) or abort(404)
