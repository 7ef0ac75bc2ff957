"""One person: what we know, how they stand, everything that happened."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.mail import flash_mailed

from ...actions.edit import change_address, confirm_details, edit_member
from ...actions.jobs import change_job
from ...forms.people import EditPersonForm, JobChangeForm
from ...history import history_of
from ...holds import standing_pauses
from ...labels import INCENTIVE_LABELS, SOURCE_LABELS
from ...logins import login_of
from ...queries.people import needs_check, person_or_404
from ...queries.person import answers_of, employments_of, holds_of
from ...stages import known_stages, stage_named
from ...viewer import viewer
from ...zones import own_zone
from . import blueprint


@blueprint.get("/people/<int:member_id>")
@may("people.read")
def person(member_id: int) -> ResponseReturnValue:
    """The member's page. A double leads to the one it became part of."""
    member = person_or_404(member_id, merged=True)
    if member.merged_into_id is not None:
        return redirect(url_for("people.person", member_id=member.merged_into_id), 303)
    zone = own_zone(member)
    return render_template(
        "people/people/person.html",
        member=member,
        login=login_of(member),
        stage=stage_named(member.stage, known_stages()),
        answers=answers_of(member),
        employments=employments_of(member),
        holds=holds_of(member),
        pauses=standing_pauses(member),
        history=history_of(member.id, request.args.get("page")),
        local_time=now().astimezone(zone) if zone else None,
        stale=needs_check(member),
        incentive=INCENTIVE_LABELS.get(member.incentive or ""),
        source=SOURCE_LABELS.get(member.source, member.source),
    )


@blueprint.route("/people/<int:member_id>/edit", methods=["GET", "POST"])
@may("people.edit")
def edit_person(member_id: int) -> ResponseReturnValue:
    """Put a person's details right."""
    member = person_or_404(member_id)
    form = EditPersonForm(member)
    if form.sent() and form.submit(lambda: _save(form, member_id), at=form.email):
        if not _say_what_waits(form.address, member_id):
            flash(_("Saved."), "success")
        return redirect(url_for("people.person", member_id=member_id), 303)
    return render_template("people/people/edit.html", form=form, member=member), form.status


@blueprint.post("/people/<int:member_id>/confirmation")
@may("people.edit")
def confirm_person(member_id: int) -> ResponseReturnValue:
    """The details are right, as of now."""
    with transaction():
        confirm_details(person_or_404(member_id), viewer().user)
    flash(_("Details confirmed as of today."), "success")
    return redirect(url_for("people.person", member_id=member_id), 303)


@blueprint.route("/people/<int:member_id>/job", methods=["GET", "POST"])
@may("people.edit")
def new_job(member_id: int) -> ResponseReturnValue:
    """The person works elsewhere now: what that touches is shown before it is done."""
    member = person_or_404(member_id)
    form = JobChangeForm(member)
    if form.sent() and form.submit(lambda: _move(form, member_id), at=form.company):
        flash(_("%(name)s has moved. What they said before stays with the old employer.", name=member.name), "success")
        _say_what_waits(form.address, member_id)
        return redirect(url_for("people.person", member_id=member_id), 303)
    return render_template("people/people/job.html", form=form, member=member), form.status


def _say_what_waits(address: str | None, member_id: int) -> bool:
    """Say that a new address waits, where somebody signs in with the one before; whether it does."""
    waits = address is not None and person_or_404(member_id).email != address
    if waits:
        text = _("We've emailed %(address)s. Their sign-in moves only once the link there is used.", address=address)
        flash_mailed(text)
    return waits


def _save(form: EditPersonForm, member_id: int) -> None:
    member = person_or_404(member_id)
    edit_member(member, form.details(), form.company_name.data or "", viewer().user)
    if form.checked.data:
        confirm_details(member, viewer().user)


def _move(form: JobChangeForm, member_id: int) -> None:
    member = person_or_404(member_id)
    change_job(
        member, form.company.data or "", form.job_title.data or "", form.since.data or now().date(), viewer().user
    )
    if form.address:
        change_address(member, form.address, viewer().user)
