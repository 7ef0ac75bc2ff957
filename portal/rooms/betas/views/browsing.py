"""Betas as a list and as one page, for members; colleagues are led to theirs."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import now
from portal.core.inputs import argument, choice_in
from portal.core.paging import Page
from portal.kits.notices.opening import note_opened
from portal.people.viewer import Viewer, viewer
from portal.rooms.ideas.urls import idea_url

from ..forms import ApplicationForm, application_form
from ..labels import place_text
from ..models import TESTING, Applicant
from ..notices import places_of
from ..queries.betas import (
    SeenBeta,
    beta_seen_by,
    betas_seen,
    closing_of,
    idea_of,
    my_places,
    open_for,
    place_of,
    tasks_in,
)
from ..queries.own import has_keys, minutes_a_week, reports_by, waitlist_place
from .blueprint import blueprint
from .dashboard import dashboard

SHELVES: dict[str, Callable[[Viewer, str | None], Page[Any]]] = {
    "mine": my_places,
    "open": open_for,
    "over": lambda person, cursor: my_places(person, cursor, over=True),
}


@blueprint.get("")
def betas() -> ResponseReturnValue:
    """What looks for testers, what the member is in, what is over; for colleagues all of them."""
    person, cursor = viewer(), request.args.get("page")
    if person.may("betas.read"):
        status = argument("status")
        return render_template("betas/all.html", page=betas_seen(person, cursor, status), status=status)
    shown = choice_in("show", SHELVES)
    if shown:
        pages = {shown: SHELVES[shown](person, cursor)}
    else:
        pages = {name: shelf(person, None) for name, shelf in SHELVES.items()}
    return render_template("betas/betas.html", pages=pages, shown=shown, place_text=place_text)


@blueprint.get("/<int:beta_id>")
def beta(beta_id: int) -> ResponseReturnValue:
    """One beta: for colleagues how it goes, for a member what it is and where they stand."""
    person = viewer()
    note_opened(person, {"applicant": places_of(person, beta_id)})
    seen = beta_seen_by(person, beta_id)
    if seen is None:
        return _farewell(person, beta_id)
    if person.may("betas.read"):
        return dashboard(seen)
    return member_page(seen, application_form(seen.beta.questions, formdata=None))


def member_page(seen: SeenBeta, form: ApplicationForm) -> ResponseReturnValue:
    """What the beta is, what it asks, where the member stands and what they can do next."""
    beta, place, person = seen.beta, seen.place, viewer()
    shown: dict[str, Any] = {
        "tasks": tasks_in(beta.id, person, place) if seen.is_open else [],
        "reports": reports_by(place, person) if place is not None and seen.is_open else [],
        "closing": closing_of(place.id, person) if place is not None and place.status == "completed" else None,
        "waits_at": waitlist_place(place) if place is not None and place.status == "waitlisted" else None,
        "idea": idea_of(beta, person),
        "minutes": minutes_a_week(beta),
    }
    week = beta.week_at(now())
    applies = beta.takes_applications(now()) and (place is None or place.allows("apply"))
    acts = beta.status in TESTING and place is not None and place.tests and seen.is_open
    page = render_template(
        "betas/beta.html",
        seen=seen,
        beta=beta,
        place=place,
        form=form,
        applies=applies,
        acts=acts,
        has_keys=acts and has_keys(beta),
        place_text=place_text(place) if place is not None else "",
        week=week,
        waiting=[line.task for line in shown["tasks"] if line.done_at is None and line.task.week <= week],
        idea_url=idea_url,
        **shown,
    )
    return page, form.status


def _farewell(person: Viewer, beta_id: int) -> ResponseReturnValue:
    """Somebody who was taken out reads why, and nothing of the beta; for all others there is none."""
    place: Applicant | None = place_of(person, beta_id)
    if place is None or place.status != "removed":
        abort(404)
    return render_template("betas/gone.html", place=place)
