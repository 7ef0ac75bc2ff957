"""`offer beta` on a map invites to the newest beta that is meant for the member, once, and never against a hold."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions import send_message
from portal.ledger.ledger import Line, record_lines
from portal.nurture.cli import tick_once
from portal.nurture.engine.acting import act_on_due
from portal.nurture.models import PlannedAction
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.rooms.betas.models import Applicant
from tests.actors import a_member, a_user, staff
from tests.rooms.betas.rooms import a_beta


def offered(user: User, name: str = "beta") -> str | None:
    """What comes of the map's wish to offer something to this member."""
    with transaction() as session:
        number = len(session.scalars(select(PlannedAction)).all())
        wish = PlannedAction(
            key=f"test:{number}", member_id=user.member_id, map_name="advocacy", stage="contributor",
            rule="contributor:enter_once", kind="offer", name=name, role="", options={"max": "1/180d"},
            effective_at=now(), due_at=now(), created_at=now(),
        )  # fmt: skip
        session.add(wish)
    act_on_due()
    return db.session.get_one(PlannedAction, wish.id, populate_existing=True).outcome


def test_a_member_is_invited_to_the_newest_beta_that_is_meant_for_them(app: Flask) -> None:
    pm = staff("product")
    mei = a_user(a_member("Mei Tanaka", country="JP", joined_at=now()))
    assert offered(mei) == "no_beta"
    norway = {"country": ["NO"]}
    open_one = a_beta(pm, "recruit", name="For everybody")
    a_beta(pm, "recruit", name="For Norway", audience=norway)
    a_beta(pm, name="A draft")
    assert offered(mei) == "done"
    assert db.session.execute(select(Applicant.beta_id, Applicant.status)).all() == [(open_one.id, "invited")]
    assert offered(mei) == "too_often:1/180d"
    assert offered(mei, "cake") == "nothing_offered:cake"


def test_somebody_who_is_being_heard_is_offered_nothing(app: Flask) -> None:
    a_beta(staff("product"), "recruit")
    jonas = a_user(a_member("Jonas Lind", joined_at=now()))
    with transaction():
        hold(jonas.member_id or 0, "promotion", "case:1")
    assert offered(jonas) == "held:held"
    assert db.session.scalar(select(Applicant.id)) is None


def a_contributor(name: str, when: datetime) -> User:
    """Somebody who has just become one, by what they did."""
    user = a_user(a_member(name, country="GB", joined_at=when))
    steps = ("member.invited", "member.joined", "member.welcomed", *["feedback.given"] * 3)
    for number, verb in enumerate(steps):
        facts = {"source": "portal"} if verb == "feedback.given" else None
        with at(when + number * timedelta(minutes=1)), transaction():
            record_lines([Line(verb, member_id=user.member_id, facts=facts)])
    with at(when + timedelta(hours=1)):
        tick_once()
    assert db.session.get_one(Member, user.member_id, populate_existing=True).stage == "contributor"
    return user


def what_came_of_the_offer(user: User) -> str | None:
    db.session.rollback()
    wish = PlannedAction.member_id == user.member_id, PlannedAction.kind == "offer"
    return db.session.scalars(select(PlannedAction.outcome).where(*wish)).one()


def test_whoever_becomes_a_contributor_is_invited_a_week_later_unless_they_are_held_or_have_heard_enough(
    app: Flask,
) -> None:
    monday = datetime(2027, 3, 1, 10, tzinfo=UTC)
    with at(monday - timedelta(days=1)):
        beta = a_beta(staff("product"), "recruit")
    mei, jonas, ana = (a_contributor(name, monday) for name in ("Mei Tanaka", "Jonas Lind", "Ana Sousa"))
    with at(monday + timedelta(days=6)):
        tick_once()
    assert [what_came_of_the_offer(user) for user in (mei, jonas, ana)] == [None] * 3, "a week is not over"
    with at(monday + timedelta(days=6, hours=12)), transaction() as session:
        hold(jonas.member_id or 0, "promotion", "case:1")
        for number in range(2):
            member = session.get_one(Member, ana.member_id)
            send_message(member, "one_question", cause_key=f"test:{number}", context={"question": "Why?", "url": "/"})
    with at(monday + timedelta(days=8)):
        tick_once()
        tick_once()
    assert [what_came_of_the_offer(user) for user in (mei, jonas, ana)] == [
        "done",
        "held:held",
        "held:budget",
    ]
    invited = db.session.execute(select(Applicant.beta_id, Applicant.member_id, Applicant.status)).all()
    assert invited == [(beta.id, mei.member_id, "invited")]
