"""Two records of one person, or of one company, become one."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.links import make_link
from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.ledger import record, subscriber
from portal.ledger.models import Activity, Delivery
from portal.ledger.outbox.mail import post_mail
from portal.people import merging as rules
from portal.people.actions.segments import hold, note_answer
from portal.people.audience import make_audience
from portal.people.merging import merge_hook, pointing_to
from portal.people.models import AudienceTerm, Employment, Hold, Invitation, Member, Namesakes, SegmentChange
from tests.actors import a_member, staff
from tests.people.merging import merge
from tests.registries import restored


def test_everything_that_points_to_the_double_goes_over(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction() as session:
        again = session.merge(again)
        record("call.logged", member=again)
        note_answer(again, 9, now(), "answer:1")
        hold(again.id, "promotion", "care:1")
        link, _token = make_link("invitation", 1, again.email, member_id=again.id)
        session.add(
            Invitation(
                member_id=again.id,
                link_id=link.id,
                subject="",
                message="",
                sent_at=now(),
                expires_at=now() + timedelta(9),
            )
        )
        post_mail(
            key="k", recipient=again.email, subject="s", text="t", html="h", category="service", sender_name="Priya",
            member_id=again.id,
        )  # fmt: skip
    merge(mei, again)

    left = {
        f"{table.name}.{column.name}"
        for table, column in pointing_to("member")
        if db.session.execute(select(column).where(column == again.id)).first()
    }
    assert left == set()
    for kind in (SegmentChange, Hold, Link, Invitation):
        assert db.session.scalar(select(kind.member_id)) == mei.id


def test_the_ledger_keeps_every_line_and_says_what_happened(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    before = db.session.query(Activity).count()
    merge(mei, again)

    lines = db.session.query(Activity).order_by(Activity.id).all()
    assert len(lines) == before + 1
    assert (lines[-1].verb, lines[-1].member_id, lines[-1].about_id) == ("member.merged", mei.id, again.id)


def test_the_newest_answer_of_both_makes_the_segment(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction() as session:
        note_answer(session.merge(mei), 9, now() - timedelta(days=30), "answer:1")
        note_answer(session.merge(again), 4, now() - timedelta(days=2), "answer:2")
    merge(mei, again)

    assert (mei.segment, mei.nps) == ("detractor", 4)
    assert (again.segment, again.nps, again.stage, again.company_id) == ("unknown", None, None, None)


def test_gaps_are_filled_and_no_wish_is_lost(app: Flask) -> None:
    earlier = now() - timedelta(days=50)
    mei = a_member("Mei Tanaka", "", job_title="Head of IT", last_touch_at=earlier)
    again = a_member(
        "Mei Tanaka", "Orbit Health", job_title="Other", country="JP", unsubscribed_at=earlier, takes_gifts=False,
        last_touch_at=now(), joined_at=earlier, wants="Peace",
    )  # fmt: skip
    again_touch = again.last_touch_at
    merge(mei, again)

    assert (mei.company.name, mei.job_title, mei.country, mei.wants) == ("Orbit Health", "Head of IT", "JP", "Peace")
    assert (mei.unsubscribed_at, mei.joined_at, mei.takes_gifts) == (earlier, earlier, False)
    assert mei.last_touch_at == again_touch


def test_one_current_employment_is_left(app: Flask) -> None:
    mei, again = a_member("Mei Tanaka", "Orbit Health"), a_member("Mei Tanaka", "Orbit Health")
    elsewhere = a_member("Mei Tanaka", "Helio Energy")
    merge(mei, again)
    merge(mei, elsewhere)

    jobs = db.session.query(Employment).filter_by(member_id=mei.id).all()
    assert {(job.company.name, job.until is None) for job in jobs} == {("Orbit Health", True), ("Helio Energy", False)}
    assert len(jobs) == 2


def test_the_longer_of_two_equal_holds_stands(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction():
        hold(mei.id, "promotion", "nurture", now() + timedelta(days=2))
        hold(again.id, "promotion", "nurture")
        hold(again.id, "promotion", "care:9")
    merge(mei, again)

    standing = db.session.query(Hold).filter_by(member_id=mei.id, released_at=None).all()
    assert {(row.source, row.until) for row in standing} == {("nurture", None), ("care:9", None)}


def test_pending_deliveries_wait_in_the_queue_of_the_one_who_stays(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    subscriber("test.merge", "call.logged")(lambda _lines: None)
    with transaction():
        record("call.logged", member=db.session.merge(again))
    merge(mei, again)

    assert {row.member_id for row in db.session.query(Delivery).filter_by(subscriber="test.merge")} == {mei.id}


def test_a_row_that_a_unique_rule_refuses_stays_with_the_double(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    jonas, priya = a_member("Jonas Weber"), staff("success")
    with transaction() as session:
        for member in (mei, again):
            session.add(Namesakes(one_id=member.id, other_id=jonas.id, said_by_id=priya.id, said_at=now()))
    merge(mei, again)

    assert {row.one_id for row in db.session.query(Namesakes)} == {mei.id, again.id}


def test_a_room_settles_its_own_rows_before_they_are_moved(
    pair: tuple[Member, Member],
) -> None:
    settled: list[tuple[int, int]] = []
    mei, again = pair
    with restored(rules._hooks):

        @merge_hook("member")
        def settle(double: Member, stays: Member) -> None:
            settled.append((double.id, stays.id))

        merge(mei, again)

    assert settled == [(again.id, mei.id)]


def test_an_audience_that_names_the_double_means_the_one_who_stays(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction():
        make_audience({"member": [str(again.id)]})
        make_audience({"member": [str(again.id), str(mei.id)]})
    merge(mei, again)

    assert [term.value for term in db.session.query(AudienceTerm)] == [str(mei.id)] * 2


def test_nobody_is_merged_with_themselves_or_twice(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with pytest.raises(Refused):
        merge(mei, mei)
    merge(mei, again)
    with pytest.raises(Refused):
        merge(again, mei)
