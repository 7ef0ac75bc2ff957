"""Logging a call in one box, and keeping what was promised."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.filters import flash_news
from portal.core.inputs import argument, number_in
from portal.core.links import link_to
from portal.core.paging import page_by_key
from portal.core.urls import safe_next
from portal.people.absences import covers
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.calls import case_to_call_about, keep_promise, reopen_promise
from ..actions.calls import log_call as keep_call
from ..forms import CallForm
from ..models import Promise
from ..queries import PROMISED, member_promises, open_promises
from .blueprint import blueprint, the_person


@blueprint.route("/people/<int:member_id>/call", methods=["GET", "POST"])
@may("people.edit")
def log_call(member_id: int) -> ResponseReturnValue:
    form = CallForm(back=argument("back"), outcome=argument("outcome") or None)
    if not form.sent():
        member = the_person(member_id)
        form.offer(member_promises(member.id))
        case = case_to_call_about(member, number_in(form.case.data))
        page = render_template("care/call.html", form=form, member=member, case=case)
        return page, form.status
    with transaction():
        keep_call(the_person(member_id), actor(), form.notes())
    flash(_("Logged."), "success")
    return redirect(safe_next(form.back.data, url_for("people.person", member_id=member_id)), 303)


@blueprint.get("/promises")
@may("people.edit")
def promises() -> ResponseReturnValue:
    everybody = argument("whose") == "everybody"
    statement = open_promises() if everybody else open_promises(by=covers(viewer().id))
    page = page_by_key(statement, PROMISED, request.args.get("page"))
    return render_template("care/promises.html", page=page, everybody=everybody)


@blueprint.post("/promises/<int:promise_id>/kept")
@may("people.edit")
def keep(promise_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = keep_promise(_promise(promise_id))
    flash_news(was_news, _("Promise kept. Thank you for remembering."), url_for("care.unkeep", promise_id=promise_id))
    return redirect(_back(), 303)


@blueprint.post("/promises/<int:promise_id>/kept/end")
@may("people.edit")
def unkeep(promise_id: int) -> ResponseReturnValue:
    with transaction():
        reopen_promise(_promise(promise_id))
    return redirect(_back(), 303)


def _promise(promise_id: int) -> Promise:
    return db.session.get(Promise, promise_id) or abort(404)


def _back() -> str:
    return safe_next(request.form.get("back"), link_to("today"))
