"""Erasing somebody else: asked for, agreed to, declined; and helping somebody back who wants to stay."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.access.owned import owned_by
from portal.core.database import db
from portal.core.links import link_to
from portal.core.perform import perform
from portal.kits.jobs.actions import retry_job
from portal.people.logins import login_of
from portal.people.queries.people import person_or_404
from portal.people.viewer import viewer

from ..actions import agree, ask_to_erase, decline, has_second_colleague, undo_leaving
from ..actions.asking import ERASE
from ..forms import EraseForm
from ..models import Departure
from ..queries import open_departure_of

blueprint = Blueprint("departures", __name__)


@blueprint.route("/people/<int:member_id>/erasure", methods=["GET", "POST"])
@may(ERASE)
@confirmed
def erase(member_id: int) -> ResponseReturnValue:
    """Ask for it; a lone colleague decides it."""
    member, form = person_or_404(member_id), EraseForm()
    alone = not has_second_colleague(viewer().user)

    def ask() -> None:
        ask_to_erase(person_or_404(member_id), viewer().user, posts=form.posts.data, because=form.because.data or "")

    if not (form.sent() and form.submit(ask)):
        login = login_of(person_or_404(member_id))
        owned = owned_by(login.id) if login is not None else []
        page = render_template("leaving/erase.html", form=form, member=member, alone=alone, login=login, owned=owned)
        return page, form.status
    if alone:
        flash(_("Everything of this person is being erased."), "success")
        return redirect(url_for("people.people"), 303)
    flash(_("Nothing is erased yet. A second colleague has to agree; they find it on Today."), "success")
    return redirect(url_for("people.person", member_id=member_id), 303)


@blueprint.post("/people/<int:member_id>/erasure/agreed")
@may(ERASE)
@confirmed
def agree_to(member_id: int) -> ResponseReturnValue:
    """The second yes."""
    return perform(
        lambda: agree(_open(member_id), viewer().user),
        _("Everything of this person is being erased."),
        url_for("people.people"),
        refused_to=url_for("people.person", member_id=member_id),
    )


@blueprint.post("/people/<int:member_id>/erasure/declined")
@may(ERASE)
def decline_it(member_id: int) -> ResponseReturnValue:
    """Leave everything as it is."""
    mine = _open(member_id).asked_by_id == viewer().id
    return perform(
        lambda: decline(_open(member_id), viewer().user),
        _("Request withdrawn. Nothing is erased.") if mine else _("Request declined. Nothing is erased."),
        url_for("people.person", member_id=member_id),
    )


@blueprint.post("/people/<int:member_id>/leaving/end")
@may(ERASE)
@confirmed
def keep(member_id: int) -> ResponseReturnValue:
    """Somebody who is leaving told us that they would rather stay."""
    return perform(
        lambda: undo_leaving(_open(member_id), viewer().user),
        _("They stay, and can sign in as before. Their quotes stay withdrawn, and private feeds need a new address."),
        url_for("people.person", member_id=member_id),
    )


@blueprint.post("/departures/<int:departure_id>/retry")
@may(ERASE)
def retry(departure_id: int) -> ResponseReturnValue:
    """Go on where an error stopped it."""

    def go_on() -> None:
        departure = db.session.get(Departure, departure_id)
        retry_job((departure and departure.job) or abort(404))

    return perform(go_on, _("Erasing has resumed."), link_to("today") or url_for("people.people"))


def _open(member_id: int) -> Departure:
    return open_departure_of(person_or_404(member_id).id) or abort(404)
