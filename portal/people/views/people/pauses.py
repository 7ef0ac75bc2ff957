"""Pausing a person or a company, and ending the pause before its day."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.clock import now
from portal.core.perform import perform

from ...actions.pauses import end_pause, pause
from ...forms.pauses import PauseForm
from ...models import Company, Member
from ...queries.companies import company_or_404
from ...queries.pauses import pause_of
from ...queries.people import person_or_404
from ...viewer import viewer
from ...zones import programme_day
from . import blueprint

FIRST_GUESS = timedelta(days=30)


@blueprint.route("/people/<int:member_id>/pause", methods=["GET", "POST"])
@may("people.edit")
def pause_person(member_id: int) -> ResponseReturnValue:
    """Ask nothing of this person until a day, and say why."""
    form = _form(person_or_404(member_id))
    back = url_for("people.person", member_id=member_id)
    if form.sent() and form.submit(lambda: _pause(person_or_404(member_id), form), at=form.until):
        return _paused(back)
    return _page(form, person_or_404(member_id), back)


@blueprint.post("/people/<int:member_id>/pause/end")
@may("people.edit")
def end_person_pause(member_id: int) -> ResponseReturnValue:
    """They may be asked again."""
    back = url_for("people.person", member_id=member_id)
    return perform(lambda: end_pause(person_or_404(member_id), viewer().user), _("The pause has ended."), back)


@blueprint.route("/companies/<int:company_id>/pause", methods=["GET", "POST"])
@may("people.edit")
def pause_company(company_id: int) -> ResponseReturnValue:
    """Ask nothing of anybody at this company until a day, and say why."""
    form = _form(company_or_404(company_id))
    back = url_for("people.company", company_id=company_id)
    if form.sent() and form.submit(lambda: _pause(company_or_404(company_id), form), at=form.until):
        return _paused(back)
    return _page(form, company_or_404(company_id), back)


@blueprint.post("/companies/<int:company_id>/pause/end")
@may("people.edit")
def end_company_pause(company_id: int) -> ResponseReturnValue:
    """Its people may be asked again."""
    back = url_for("people.company", company_id=company_id)
    return perform(lambda: end_pause(company_or_404(company_id), viewer().user), _("The pause has ended."), back)


def _form(subject: Member | Company) -> PauseForm:
    return PauseForm(pause_of(subject), programme_day(now()) + FIRST_GUESS)


def _pause(subject: Member | Company, form: PauseForm) -> None:
    assert form.until.data is not None  # noqa: S101 - the form has checked it
    pause(subject, form.reason.data or "", form.until.data, viewer().user)


def _paused(back: str) -> ResponseReturnValue:
    flash(_("Paused. You'll get a task on the working day before it ends."), "success")
    return redirect(back, 303)


def _page(form: PauseForm, subject: Member | Company, back: str) -> ResponseReturnValue:
    page = render_template("people/people/pause.html", form=form, subject=subject, back=back)
    return page, form.status
