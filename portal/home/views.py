"""The first pages, and the theme that a browser chose."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guards import may, signed_in, to_sign_in
from portal.core.clock import now
from portal.core.filters import today
from portal.core.links import add_link
from portal.core.menu import Entry, add_menu_entry
from portal.core.pages import THEMES
from portal.core.slots import first_panel, panels
from portal.core.urls import safe_next
from portal.people.viewer import the_member, viewer
from portal.rooms.care.queries import first_cases, promises_due, shelf_counts
from portal.rooms.feedback.outcomes import told_by

from .first_pages import first_page
from .greeting import greeting
from .queries import ROWS, overdue_cases, person_to_thank, renewing_soon

blueprint = Blueprint("home", __name__)
add_menu_entry(Entry(_l("Home"), "home.home", "home", 10, lambda found: not found.is_staff))
add_menu_entry(Entry(_l("Today"), "home.today", "sun", 10, lambda found: found.may("tasks.work")))
add_link("home", "home.home")
add_link("today", "home.today")
add_link("theme", "home.set_theme")

TOLD = 3
"""How much of what a member told us stands on their home."""
A_WEEK = timedelta(days=7)
A_YEAR = 365 * 24 * 3600


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Where everybody arrives: signed out, at the door; members, here; everybody else, at their own first page."""
    if not current_user.is_authenticated:
        return to_sign_in()
    first = first_page(viewer())
    if first != "home.home":
        return redirect(url_for(first), 303)
    member = the_member()
    return render_template(
        "home/home.html",
        member=member,
        greeting=greeting(now(), member.short_name),
        ask=first_panel("member_ask", member) if viewer().may_be_asked else "",
        said=told_by(viewer(), member, TOLD),
        news=panels("member_home", member),
        side=panels("member_home_side", member),
    )


@blueprint.get("/today", endpoint="today")
@may("tasks.work")
def today_page() -> ResponseReturnValue:
    """Who needs me today: each part at most a handful, with the way to the whole."""
    moment, person = now(), viewer()
    reads_cases, reads_people = person.may("cases.read"), person.may("people.read")
    return render_template(
        "home/today.html",
        greeting=greeting(moment, person.name.partition(" ")[0]),
        moment=moment,
        weekday=format_date(moment, "EEEE, d MMMM"),
        cases=first_cases(person.id, ROWS) if reads_cases else [],
        counts=shelf_counts(person.id) if reads_cases else {},
        late=overdue_cases(moment) if reads_cases else 0,
        promises=promises_due(person.id, today() + A_WEEK, ROWS),
        renewals=renewing_soon(today()) if reads_people else [],
        thanks=person_to_thank(moment) if person.may("people.edit") else None,
        top=panels("today_top", person),
        tasks=panels("today", person),
    )


@blueprint.post("/theme")
@signed_in
def set_theme() -> ResponseReturnValue:
    """Keep light or dark for this browser; anything else follows the system."""
    answer = redirect(safe_next(request.form.get("next"), url_for("home.home")), 303)
    chosen = request.form.get("theme")
    if chosen not in (*THEMES, "auto"):
        abort(422)
    if chosen == "auto":
        answer.delete_cookie("theme", samesite="Lax")
    else:
        secure = request.is_secure
        answer.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer
