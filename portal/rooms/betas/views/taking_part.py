"""What a member does in a beta: apply, take or leave a seat, sign, see the key, try a task, say that they are there."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import members_only
from portal.core.database import transaction
from portal.core.errors import DomainError
from portal.core.perform import perform
from portal.kits.admission.agreements import sign, version_of
from portal.kits.admission.forms import NewVersionForm, SignatureForm
from portal.people.acting import actor
from portal.people.viewer import the_member, viewer

from ..actions.applying import apply
from ..actions.keys import reveal_key
from ..actions.seats import accept_offer, decline_offer, leave, sign_agreement
from ..actions.testing import activate, finish_task, still_testing
from ..forms import application_form
from ..models import Beta
from ..queries.betas import place_of, task_seen_by
from ..queries.own import own_signature
from ..urls import beta_url
from .blueprint import blueprint, the_beta, the_place, the_seen, tried
from .browsing import member_page


@blueprint.post("/<int:beta_id>/application")
@members_only
def apply_for(beta_id: int) -> ResponseReturnValue:
    """Apply with an answer to each question; an answer that is missing comes back with what was chosen."""
    seen = the_seen(beta_id)
    form = application_form(seen.beta.questions)
    if not form.sent():
        return member_page(seen, form)
    with transaction():
        place = apply(the_beta(beta_id), the_member(), form.answers(), actor())
        fits = place.status == "applied"
    flash(_("Thank you. We say yes or no to everybody.") if fits else _("Thank you for your answers."), "success")
    return redirect(beta_url(beta_id), 303)


@blueprint.post("/<int:beta_id>/seat")
@members_only
def take_seat(beta_id: int) -> ResponseReturnValue:
    """Accept the seat that is offered."""
    return tried(beta_id, lambda: accept_offer(the_place(beta_id), actor()), _("The seat is yours."))


@blueprint.post("/<int:beta_id>/no")
@members_only
def say_no(beta_id: int) -> ResponseReturnValue:
    """No to the invitation or the offer."""
    message = _("Thank you for telling us. You're welcome to join the next one.")
    return tried(beta_id, lambda: decline_offer(the_place(beta_id), actor()), message)


@blueprint.post("/<int:beta_id>/application/end")
@members_only
def give_up(beta_id: int) -> ResponseReturnValue:
    """Leave: the seat, the waitlist or the application."""
    message = _("Done. You're welcome to join the next one.")
    return tried(beta_id, lambda: leave(the_place(beta_id), actor()), message)


@blueprint.get("/<int:beta_id>/agreement")
def agreement(beta_id: int) -> ResponseReturnValue:
    """The exact words, for those who have a seat and for colleagues."""
    return agreement_page(beta_id, SignatureForm(formdata=None))


@blueprint.post("/<int:beta_id>/signature")
def sign_it(beta_id: int) -> ResponseReturnValue:
    """Agree to the version that was read; a newer one in the meantime is read first."""
    form = SignatureForm()
    if not form.sent():
        return agreement_page(beta_id, form)
    return perform(
        lambda: _sign(the_beta(beta_id), form.number.data or 0),
        _("Signed. You are in."),
        beta_url(beta_id),
        refused_to=url_for("betas.agreement", beta_id=beta_id),
    )


@blueprint.post("/<int:beta_id>/key")
@members_only
def show_key(beta_id: int) -> ResponseReturnValue:
    """The key, on this answer alone: no page has it, and nobody keeps the answer."""
    try:
        with transaction():
            beta = the_beta(beta_id)
            key = reveal_key(the_place(beta_id), actor())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(beta_url(beta_id), 303)
    return render_template("betas/key.html", beta=beta, key=key), {"Cache-Control": "no-store"}


@blueprint.post("/<int:beta_id>/setup")
@members_only
def set_up(beta_id: int) -> ResponseReturnValue:
    """They have it running."""
    return tried(beta_id, lambda: activate(the_place(beta_id), actor()), _("Good. Tell us what you find."))


@blueprint.post("/<int:beta_id>/tasks/<int:task_id>/done")
@members_only
def done(beta_id: int, task_id: int) -> ResponseReturnValue:
    """They tried the task."""

    def act() -> None:
        task = task_seen_by(viewer(), task_id)
        if task is None or task.beta_id != beta_id:
            abort(404)
        finish_task(task, the_place(beta_id), actor())

    return tried(beta_id, act, _("Noted. What did you find?"))


@blueprint.post("/<int:beta_id>/presence")
@members_only
def still_here(beta_id: int) -> ResponseReturnValue:
    """Their answer when we asked."""
    return tried(beta_id, lambda: still_testing(the_place(beta_id), actor()), _("Good. Your seat stays yours."))


def _sign(beta: Beta, number: int) -> None:
    """For those who have a seat, and for colleagues: 404 for anybody else, as the page with the words."""
    agreement = beta.agreement or abort(404)
    place, reads = place_of(viewer(), beta.id), viewer().may("betas.read")
    if not (reads or (place is not None and place.holds_seat)):
        abort(404)
    version = version_of(agreement, number)
    if reads or place is None:
        sign(version, actor())
    else:
        sign_agreement(place, version, actor())


def agreement_page(beta_id: int, form: SignatureForm, anew: NewVersionForm | None = None) -> ResponseReturnValue:
    """The words with the form that signs them and, for whoever manages betas, the one that writes a new version."""
    seen = the_seen(beta_id)
    agreement = seen.beta.agreement
    if agreement is None or not (viewer().may("betas.read") or (seen.place is not None and seen.place.holds_seat)):
        abort(404)
    version = agreement.newest
    form.show(version.number)
    shown = {
        "beta": seen.beta,
        "agreement": agreement,
        "version": version,
        "signature": own_signature(version, viewer()),
        "anew": anew or NewVersionForm(formdata=None, text=version.text),
    }
    return render_template("betas/agreement.html", form=form, **shown), anew.status if anew else form.status
