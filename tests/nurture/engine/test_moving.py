from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.tasks.models import Task
from portal.ledger.ledger import Line, record, record_lines
from portal.ledger.worker import drain
from portal.nurture.cli import tick_once
from portal.nurture.engine.acting import act_on_due
from portal.nurture.engine.page import MapPage
from portal.nurture.engine.timers import answer_to_time
from portal.nurture.engine.writing import PlaceTaken, write
from portal.nurture.models import NurtureMove, Place, PlannedAction
from portal.nurture.reactions import sweep
from portal.people.actions.segments import note_answer, standing_holds
from portal.people.models import Member
from tests.actors import a_member, staff
from tests.queries import counted

DAY = timedelta(days=1)


def answers(member: Member, score: int, answered_at: datetime | None = None, *, historic: bool = False) -> None:
    moment = answered_at or now()
    with transaction():
        note_answer(member, score, moment, f"test:{member.id}:{moment.isoformat()}")
        facts = {"survey": "nps", "score": score, "real": True}
        record("survey.answered", member=member, facts=facts, occurred_at=moment, historic=historic)


def happens(member: Member, verb: str, **facts: object) -> None:
    with transaction():
        record(verb, member=member, facts=facts or None)


def stage(member: Member) -> str | None:
    db.session.rollback()
    return db.session.scalars(select(Place.stage).where(Place.member_id == member.id)).one()


def moves(member: Member) -> list[tuple[str, str, str]]:
    db.session.rollback()
    wanted = select(NurtureMove).where(NurtureMove.member_id == member.id).order_by(NurtureMove.sequence)
    return [(move.from_stage, move.to_stage, move.event) for move in db.session.scalars(wanted)]


def wishes(member: Member) -> list[str]:
    db.session.rollback()
    wanted = select(PlannedAction).where(PlannedAction.member_id == member.id).order_by(PlannedAction.id)
    return [f"{wish.kind} {wish.name}".strip() for wish in db.session.scalars(wanted)]


def test_everybody_has_a_place_from_the_day_they_are_known(app: Flask) -> None:
    mei = a_member()
    assert tick_once()["due"] >= 1
    assert stage(mei) == "known"
    assert mei.stage == "known"


def test_a_member_moves_by_what_they_do(app: Flask) -> None:
    mei = a_member()
    for verb in ("member.invited", "member.joined", "member.welcomed"):
        happens(mei, verb)
    drain()
    assert stage(mei) == "active"
    assert moves(mei) == [
        ("known", "invited", "member.invited"),
        ("invited", "settling_in", "member.joined"),
        ("settling_in", "active", "member.welcomed"),
    ]
    db.session.expire_all()
    assert mei.stage == "active"


def test_an_angry_answer_brings_care_a_task_and_silence_from_marketing(app: Flask) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy")
    answers(jonas, 3)
    tick_once()
    assert stage(jonas) == "being_heard"
    assert standing_holds(jonas.id, "promotion")
    assert "listen_call" in db.session.scalars(select(Task.name)).all()


def test_silence_never_moves_somebody_out_of_care(app: Flask) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy")
    answers(jonas, 3)
    tick_once()
    with at(now() + 400 * DAY):
        tick_once()
    assert stage(jonas) == "being_heard"


def test_care_is_left_by_an_answer_and_promotion_may_go_on_after_it(app: Flask) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy", joined_at=now())
    answers(jonas, 3)
    tick_once()
    happens(jonas, "case.answered")
    drain()
    assert stage(jonas) == "mending"
    assert any(hold.source.startswith("nurture:") for hold in standing_holds(jonas.id, "promotion"))
    with at(now() + 2 * DAY):
        answers(jonas, 9)
        drain()
    assert stage(jonas) == "active"
    assert not any(hold.source.startswith("nurture:") for hold in standing_holds(jonas.id, "promotion"))


def test_an_old_answer_that_is_only_brought_in_asks_nothing_of_anybody(app: Flask) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy")
    drain()
    answers(jonas, 2, now() - 200 * DAY, historic=True)
    tick_once()
    assert stage(jonas) == "known"
    assert wishes(jonas) == []
    assert jonas.segment == "detractor"


def test_a_fresh_answer_that_is_brought_in_moves_without_sending_anything(app: Flask) -> None:
    sofia = a_member("Sofía Ruiz", "Casa Verde")
    drain()
    answers(sofia, 7, now() - 10 * DAY, historic=True)
    tick_once()
    assert stage(sofia) == "finding_fit"
    assert not [wish for wish in wishes(sofia) if wish.startswith(("message", "survey"))]


def test_an_older_answer_that_arrives_late_is_history_only(app: Flask) -> None:
    mei = a_member()
    answers(mei, 9, now() - DAY)
    drain()
    answers(mei, 7, now() - 20 * DAY)
    drain()
    assert stage(mei) == "known"


def test_silence_moves_and_an_act_starts_it_anew(app: Flask) -> None:
    mei = a_member()
    for verb in ("member.joined", "member.welcomed"):
        happens(mei, verb)
    tick_once()
    start = now()
    with at(start + 80 * DAY):
        happens(mei, "feedback.given", source="portal")
        tick_once()
    with at(start + 100 * DAY):
        tick_once()
    assert stage(mei) == "active"
    with at(start + 171 * DAY):
        tick_once()
    assert stage(mei) == "resting"


def test_a_long_outage_makes_no_storm(app: Flask) -> None:
    mei = a_member()
    for verb in ("member.joined", "member.welcomed"):
        happens(mei, verb)
    tick_once()
    before = len(moves(mei))
    with at(now() + 900 * DAY):
        tick_once()
        tick_once()
    assert len(moves(mei)) == before + 1


def test_a_timer_that_does_something_does_it_once_a_stay(app: Flask) -> None:
    mei = a_member()
    happens(mei, "member.joined")
    tick_once()
    for day in (15, 16, 17):
        with at(now() + day * DAY):
            tick_once()
    assert wishes(mei).count("task say_hello") == 1


def test_whoever_saw_an_old_version_loses(app: Flask) -> None:
    mei = a_member()
    drain()
    happens(mei, "member.invited")
    from portal.nurture.maps.in_force import maps_in_force

    with pytest.raises(PlaceTaken), transaction() as session:
        (version, compiled), *_ = maps_in_force().items()
        page = MapPage(version, compiled, session.scalars(select(Place)).all())
        session.execute(update(Place).values(version=Place.version + 1))
        answer_to_time(page, now() + 400 * DAY)
        write(page)
    assert moves(mei) == []


def test_the_same_line_twice_wants_nothing_twice(app: Flask) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy")
    answers(jonas, 3)
    tick_once()
    before = wishes(jonas)
    assert act_on_due() == 0
    tick_once()
    assert wishes(jonas) == before
    assert db.session.scalar(select(func.count()).select_from(Task)) == len([w for w in before if w.startswith("task")])


def test_every_move_says_why(app: Flask) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy")
    answers(jonas, 3)
    drain()
    move = db.session.scalars(select(NurtureMove)).one()
    assert move.rule.startswith("any/on survey.answered")
    assert move.seen == {"nps": 3, "member.days_since_answer": 0}
    assert move.activity_id is not None


def a_history(members: list[Member]) -> None:
    """The same year for everybody, in an order that mixes them."""
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    steps = ["member.invited", "member.joined", "member.welcomed", *["feedback.given"] * 3, "testimonial.approved"]
    for number, verb in enumerate(steps):
        with at(start + number * 3 * DAY), transaction():
            facts = {"source": "portal"} if verb == "feedback.given" else None
            record_lines([Line(verb, member_id=member.id, facts=facts) for member in members])


def export() -> list[tuple[object, ...]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Member.email, NurtureMove.sequence, NurtureMove.from_stage, NurtureMove.to_stage, NurtureMove.rule,
               NurtureMove.event, NurtureMove.seen, NurtureMove.effective_at)
        .join(Member, Member.id == NurtureMove.member_id).order_by(Member.id, NurtureMove.sequence)
    )  # fmt: skip
    return [tuple(row)[1:] for row in rows]


@pytest.mark.parametrize("page", [1, 3, 500])
def test_the_size_of_a_page_changes_nothing(app: Flask, page: int) -> None:
    from portal.ledger.deliveries import deliver_due

    with at(datetime(2026, 1, 5, 8, tzinfo=UTC)):
        members = [a_member(f"Member {number}") for number in range(5)]
    a_history(members)
    while deliver_due(page=page):
        pass
    per_member = [
        ("known", "invited"),
        ("invited", "settling_in"),
        ("settling_in", "active"),
        ("active", "contributor"),
    ]
    assert [(row[1], row[2]) for row in export()] == per_member * 5


def test_looking_at_due_people_costs_the_same_few_statements(app: Flask) -> None:
    def look(number: int) -> int:
        for each in range(number):
            a_member(f"Person {each}")
        drain()
        with at(now() + 400 * DAY), counted(app) as statements:
            sweep()
        return statements.count

    assert look(5) == look(60)


def test_somebody_of_the_role_does_the_task(app: Flask) -> None:
    priya = staff("success")
    jonas = a_member("Jonas Lind", "Helio Energy", owner_user_id=priya.id)
    answers(jonas, 3)
    tick_once()
    task = db.session.scalars(select(Task).where(Task.name == "listen_call")).one()
    assert task.owner_user_id == priya.id
    assert task.due_on.weekday() < 5
