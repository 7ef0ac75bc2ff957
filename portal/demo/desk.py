"""What colleagues do in the play besides looking after one person: their week, and the desk of marketing."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from portal.access.actions.staff import add_staff
from portal.core.clock import now
from portal.core.database import db
from portal.kits.leaving.actions import ask_to_erase
from portal.kits.tasks.actions import finish_task
from portal.kits.tasks.models import Task
from portal.people.actions.edit import add_company, edit_company
from portal.people.actions.pauses import pause
from portal.people.actions.people import company_named
from portal.people.models import Member
from portal.rooms.feedback.actions import capture_feedback, tag_named

from .cast import COLLEAGUES, CUSTOMERS, Customer
from .rows import staff
from .sayings import Saying, Sayings
from .tagging import tag_what_came_in
from .timeline import Act, Play, Step

BEGINS = 426
BUSY_SINCE = 8
"""Tasks that fell due since then are still open, and what came in is still to be read."""
CHURNED = "Tessel Manufacturing"
SIGNS, SIGNS_IN = "Kestrel Council", 12
"""Whose people are asked for nothing until then."""
NOTES = {
    "thank_in_person": "Wrote a card by hand.",
    "introduce_a_peer": "Put the two of them in touch.",
    "say_what_came_of_it": "Told them what we built and what we left out.",
    "invite_personally": "Will write this week.",
}
WORKED_BY = {
    "success": "success",
    "marketing": "marketing",
    "product": "product",
    "executive": "executive",
    "owner": "success_owner",
}


def open_house(play: Play, password_hash: str) -> None:
    """The vendor's people and the companies, early: what falls on the weekend after is done on the same Friday."""
    _on(play, BEGINS, lambda: _hire(password_hash), at=0)
    _on(play, BEGINS, lambda: _take_on_customers(play.anchor), at=1)
    _on(play, 50, lambda: edit_company(company_named(CHURNED), {"kind": "former"}, staff("success_owner")))


def keep_house(play: Play, sayings: Sayings) -> None:
    """Every week: what came in is tagged, what fell due is done. Now and then something is overheard, and one company
    is paused at the end."""
    for days_ago in range(BEGINS - 19, BUSY_SINCE - 1, -7):
        _on(play, days_ago, tag_what_came_in, at=16)
        _on(play, days_ago, _do_what_is_due, at=17)
    _on(play, 1, lambda: _pause(play.anchor), at=15)
    for days_ago in (380, 310, 230, 160, 84, 18):
        _on(play, days_ago, _overhear(sayings.take("heard")), at=15)
    _on(play, 1, _ask_to_erase_somebody, at=14)


def _ask_to_erase_somebody() -> None:
    """Somebody who never joined wants to be forgotten; a second colleague has yet to agree."""
    stranger = db.session.scalars(
        select(Member).where(Member.joined_at.is_(None), Member.merged_into_id.is_(None)).order_by(Member.id).limit(1)
    ).one()
    ask_to_erase(stranger, staff("success"), posts="go", because="Asked on the phone to be taken off every list.")


def _hire(password_hash: str) -> None:
    for each in COLLEAGUES:
        add_staff(each.email, each.name, list(each.roles), None, password_hash=password_hash)


def _take_on_customers(today: date) -> None:
    for each in CUSTOMERS:
        add_company(_details(each, today), staff("success_owner"))


def _details(each: Customer, today: date) -> dict[str, object]:
    return {
        "name": each.name,
        "kind": each.kind,
        "domain": each.domain,
        "plan": each.plan,
        "revenue": each.revenue,
        "potential": each.potential,
        "renews_on": today + timedelta(days=each.renews_in),
        "industry": each.industry,
        "region": each.region,
        "takes_gifts": each.takes_gifts,
        "owner_user_id": staff(each.owner).id if each.owner else None,
    }


def _do_what_is_due() -> None:
    due = select(Task).where(Task.status == "open", Task.due_on <= now().date()).order_by(Task.id)
    for task in db.session.scalars(due):
        finish_task(task, staff(WORKED_BY[task.role]), NOTES.get(task.name, ""))


def _pause(today: date) -> None:
    until = today + timedelta(days=SIGNS_IN)
    pause(company_named(SIGNS), "until the new framework contract is signed", until, staff("success"))


def _overhear(saying: Saying) -> Act:
    def act() -> None:
        tags = [tag_named(facet, name) for facet, name in saying.tags]
        capture_feedback(saying.text, staff("marketing"), source="event", tags=tags)

    return act


def _on(play: Play, days_ago: int, act: Act, *, at: int = 8) -> None:
    play.add(Step(datetime.combine(play.day(days_ago), time(at, tzinfo=UTC)), act))
