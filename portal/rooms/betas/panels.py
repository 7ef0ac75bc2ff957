"""What betas add to other pages: a member's next step, what waits for product, and a member's betas for colleagues."""

from flask import render_template
from flask_login import current_user

from portal.core.slots import panel
from portal.people.models import Member
from portal.people.viewer import Viewer, viewer
from portal.rooms.ideas.lifecycle import OPEN
from portal.rooms.ideas.models import Idea

from .badges import PEOPLE_TONES
from .labels import KIND_LABELS, SEVERITY_LABELS, place_text
from .queries.betas import betas_from
from .queries.home import betas_of, new_reports, next_steps, open_invitation, seats_that_lapse
from .queries.reports import reports_for
from .urls import beta_url, report_url

MAX_REPORTS = 8


@panel("member_home", order=15)
def next_step(_member: Member) -> str | None:
    """What the member could do next in the betas that they are in, with the minutes it takes; else nothing."""
    steps = next_steps(viewer())
    if not steps:
        return None
    return render_template("betas/_next.html", steps=steps, place_text=place_text, beta_url=beta_url)


@panel("member_ask", order=10)
def invitation(_member: Member) -> str | None:
    """The newest beta that the member is invited to and can still apply for."""
    place = open_invitation(viewer())
    if place is None:
        return None
    return render_template("betas/_invited.html", place=place, place_text=place_text, beta_url=beta_url)


@panel("today", order=30)
def waiting(person: Viewer) -> str | None:
    """For those who run betas: reports that nobody has looked at, and offers that run out soon."""
    if not person.may("betas.manage"):
        return None
    reports, seats = new_reports(person), seats_that_lapse()
    if not reports and not seats:
        return None
    return render_template("betas/_waiting.html", reports=reports, seats=seats, beta_url=beta_url)


@panel("member", order=45)
def their_betas(member: Member) -> str | None:
    """In which betas the person is or was, and how they stand there."""
    if not current_user.may("betas.read"):
        return None
    places = betas_of(member, viewer())
    if not places:
        return None
    return render_template("betas/_their.html", places=places, beta_url=beta_url, people_tones=PEOPLE_TONES)


@panel("idea_decision", order=20)
def tested(idea: Idea) -> str | None:
    """On an idea's decision page: the betas in which it is tested, and what testers report that speaks for it.

    Those who run betas can begin one here, while the idea is open.
    """
    person = viewer()
    begins = person.may("betas.manage") and idea.status in OPEN and idea.deleted_at is None
    betas, reports = betas_from(idea, person), reports_for(idea, person).rows[:MAX_REPORTS]
    if not betas and not reports and not begins:
        return None
    shown = {"beta_url": beta_url, "report_url": report_url, "severities": SEVERITY_LABELS, "kinds": KIND_LABELS}
    return render_template("betas/_tested.html", idea=idea, betas=betas, reports=reports, begins=begins, **shown)
