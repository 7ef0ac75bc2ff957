"""A new job that a member told us of: a colleague confirms it, or says that we cannot."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.errors import Refused
from portal.core.inputs import number_in
from portal.core.perform import perform

from ...actions.job_changes import confirm_job as confirm
from ...actions.job_changes import decline_job as decline
from ...actions.job_changes import lock_member
from ...forms.people import DeclineJobForm
from ...labels import COMPANY_KINDS
from ...models import JobChange
from ...queries.job_changes import last_job_change, may_decide, waiting_job_change
from ...queries.people import person_or_404
from ...viewer import viewer
from . import blueprint


@blueprint.get("/people/<int:member_id>/job/told")
@may("people.read")
def told_job(member_id: int) -> ResponseReturnValue:
    """What they said, what it would open, and the two answers. One that is settled leads to the person."""
    change = _decidable(member_id)
    return _page(change, DeclineJobForm(change.former))


@blueprint.post("/people/<int:member_id>/job/told/confirmation")
@may("people.read")
def confirm_job(member_id: int) -> ResponseReturnValue:
    """They work there."""
    change = _decidable(member_id)
    names = {"name": change.member.name, "company": change.company.name}
    return perform(
        lambda: confirm(_waiting(member_id), viewer().user),
        _("Confirmed: %(name)s works at %(company)s.", **names),
        url_for("people.person", member_id=member_id),
    )


@blueprint.post("/people/<int:member_id>/job/told/refusal")
@may("people.read")
def decline_job(member_id: int) -> ResponseReturnValue:
    """We cannot confirm it: they are asked again, or put back."""
    change = _decidable(member_id)
    form = DeclineJobForm(change.former)
    if not form.sent():
        return _page(change, form)
    put_back = form.next_step.data == "put_back"
    told = _("They're back at their former company.") if put_back else _("They're being asked to tell us again.")
    return perform(
        lambda: decline(_waiting(member_id), viewer().user, put_back=put_back),
        told,
        url_for("people.person", member_id=member_id),
    )


def _page(change: JobChange, form: DeclineJobForm) -> ResponseReturnValue:
    if change.settled_at is not None:
        flash(_who_settled(change), "info")
        return redirect(url_for("people.person", member_id=change.member_id), 303)
    kind = COMPANY_KINDS.get(change.company.kind, change.company.kind)
    page = render_template("people/people/told_job.html", change=change, member=change.member, form=form, kind=kind)
    return page, form.status


def _decidable(member_id: int) -> JobChange:
    """The newest that they told us; 404 for whoever has no say in it."""
    member = person_or_404(member_id)
    change = last_job_change(member.id)
    return change if change is not None and may_decide(viewer(), change) else abort(404)


def _waiting(member_id: int) -> JobChange:
    """The one that waits, with the member's row locked. Raises Refused where somebody was quicker, the member included:
    what is decided is the job that the page showed.
    """
    member = person_or_404(member_id)
    lock_member(member)
    change = waiting_job_change(member.id)
    if change is None:
        raise Refused(_who_settled(last_job_change(member.id) or abort(404)))
    if change.id != number_in(request.form.get("change")):
        raise Refused(_("%(name)s has told us about another job in the meantime. Check that one.", name=member.name))
    return change if may_decide(viewer(), change) else abort(404)


def _who_settled(change: JobChange) -> str:
    if change.settled_by is not None:
        return str(_("%(name)s has settled this already. The history says how.", name=change.settled_by.name))
    return str(_("This has been settled already. The history says how."))
