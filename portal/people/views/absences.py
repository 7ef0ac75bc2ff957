"""Being away: colleagues enter it themselves, or whoever manages users does it for them."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import may, staff_only
from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.filters import flash_news
from portal.core.inputs import row_id
from portal.core.urls import safe_next

from ..absences import day_of
from ..actions.absences import begin_absence, end_absence
from ..forms.absences import AbsenceForm
from ..models import Absence
from ..queries.absences import coming_absences, possible_deputies, stays_with
from ..viewer import viewer

blueprint = Blueprint("absences", __name__)


@blueprint.route("/you/absence", methods=["GET", "POST"])
@staff_only
def own() -> ResponseReturnValue:
    """When the viewer is away, and who stands in."""
    return _page(viewer().user, url_for("absences.own"))


@blueprint.post("/you/absence/end")
@staff_only
def end_own() -> ResponseReturnValue:
    """The viewer is back, or stays."""
    return _end(viewer().id, url_for("absences.own"))


@blueprint.route("/admin/users/<int:user_id>/absence", methods=["GET", "POST"])
@may("users.edit")
def of_colleague(user_id: int) -> ResponseReturnValue:
    """When a colleague is away, entered for them."""
    return _page(_colleague(user_id), url_for("absences.of_colleague", user_id=user_id))


@blueprint.post("/admin/users/<int:user_id>/absence/end")
@may("users.edit")
def end_of_colleague(user_id: int) -> ResponseReturnValue:
    """A colleague is back, or stays."""
    return _end(_colleague(user_id).id, url_for("absences.of_colleague", user_id=user_id))


def _page(user: User, here: str) -> ResponseReturnValue:
    form = AbsenceForm(day_of(user, now()), possible_deputies(user.id))
    user_id = user.id
    if form.sent() and form.submit(lambda: _begin(user_id, form), at=form.starts_on):
        flash_news(True, _told(form.result))
        return redirect(here, 303)
    person = db.session.get_one(User, user_id)
    rows, day = coming_absences(person), day_of(person, now())
    return render_template("people/you/absence.html", form=form, person=person, absences=rows, day=day), form.status


def _told(absence: Absence) -> str:
    """That it is saved, and what the deputy may not do: nobody should find that out from what was left undone."""
    told, person, deputy = _("Saved. On those days, new work goes to whoever stands in."), absence.user, absence.deputy
    stays = ", ".join(stays_with(person, deputy))
    if not stays:
        return str(told)
    who = {"deputy": deputy.name, "name": person.name, "what": stays}
    but = (
        _("%(deputy)s can't do everything that you do. These stay with you: %(what)s.", **who)
        if person.id == viewer().id
        else _("%(deputy)s can't do everything that %(name)s does. These stay with %(name)s: %(what)s.", **who)
    )
    return f"{told} {but}"


def _begin(user_id: int, form: AbsenceForm) -> Absence:
    starts_on, ends_on = form.starts_on.data, form.ends_on.data
    assert starts_on  # noqa: S101 - the form has checked it
    assert ends_on  # noqa: S101
    user, deputy = (db.session.get_one(User, each) for each in (user_id, form.deputy.data))
    return begin_absence(user, starts_on, ends_on, deputy, viewer().user)


def _end(user_id: int, back: str) -> ResponseReturnValue:
    absence_id = request.form.get("absence", 0, type=row_id)
    with transaction():
        theirs = select(Absence).where(Absence.id == absence_id, Absence.user_id == user_id)
        absence = db.session.scalar(theirs)
        was_news = absence is not None and end_absence(absence, viewer().user)
    flash_news(was_news, _("Saved. New work stays with its owner on those days."))
    return redirect(safe_next(request.form.get("back"), back), 303)


def _colleague(user_id: int) -> User:
    return db.session.scalar(select(User).where(User.id == user_id, is_staff(User.id))) or abort(404)
