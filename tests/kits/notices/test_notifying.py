import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions import mark_all_read, mark_notice_read, mark_read, notify
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.models import NoticePreference, Notification
from portal.kits.notices.queries import unread_count
from portal.ledger.ledger import record
from portal.ledger.models import Activity
from portal.people.viewer import Viewer
from tests.actors import staff
from tests.kits.notices.things import a_reader, a_thing, hide, lines_of, told
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("things")


def an_event(historic: bool = False) -> Activity:
    with transaction():
        activity_id = record("feedback.given", facts={"source": "portal"}, historic=historic)
    return db.session.get_one(Activity, activity_id)


def unread(user: User) -> int:
    db.session.rollback()
    return unread_count(Viewer(db.session.get_one(User, user.id)))


def wishing(user: User, kind: str, **wish: object) -> None:
    with transaction() as session:
        session.add(NoticePreference(user_id=user.id, kind=kind, **wish))


def test_everybody_named_is_told_but_never_the_one_who_did_it() -> None:
    ada, ben, thing = a_reader("Ada Lind"), a_reader("Ben Okoro"), a_thing()
    assert told("reply", [ada, ben], thing, actor=ben) == 1
    [line] = lines_of(ada)
    assert (line.kind, line.about_id, line.actor_user_id, line.actors, line.count) == ("reply", thing, ben.id, 1, 1)
    assert lines_of(ben) == []


def test_somebody_whose_sign_in_is_closed_is_not_told() -> None:
    gone = a_reader()
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    assert told("reply", [gone], a_thing()) == 0


def test_staff_without_a_membership_are_told_like_anybody() -> None:
    priya = staff("moderator")
    assert told("reply", [priya], a_thing()) == 1
    assert unread(priya) == 1


def test_one_line_counts_what_happened_and_each_person_once() -> None:
    reader, thing = a_reader(), a_thing()
    ben, cleo = a_reader("Ben Okoro"), a_reader("Cleo Park")
    for actor in (ben, cleo, ben, None):
        told("reply", [reader], thing, actor=actor, cause=an_event(), group="talk:1")
    [line] = lines_of(reader)
    assert (line.count, line.actors, line.actor_user_id) == (4, 2, None)


def test_what_comes_after_reading_opens_a_new_line() -> None:
    reader, thing = a_reader(), a_thing()
    told("reply", [reader], thing, cause=an_event())
    with transaction():
        assert mark_read(reader, "thing", [thing]) == 1
        assert mark_read(reader, "thing", [thing]) == 0
    told("reply", [reader], thing, cause=an_event())
    assert [line.read_at is None for line in lines_of(reader)] == [True, False]
    assert unread(reader) == 1


def test_a_group_can_be_read_whatever_its_newest_is_about() -> None:
    reader = a_reader()
    told("reply", [reader], a_thing(), group="talk:1", cause=an_event())
    told("reply", [reader], a_thing(), group="talk:1", cause=an_event())
    told("reply", [reader], a_thing(), group="talk:2", cause=an_event())
    with transaction():
        assert mark_read(reader, "thing", groups=["talk:1"]) == 1
    assert unread(reader) == 1


def test_nobody_reads_for_somebody_else() -> None:
    reader, other, thing = a_reader(), a_reader("Nosy Parker"), a_thing()
    told("reply", [reader], thing)
    [line] = lines_of(reader)
    with transaction():
        assert mark_read(other, "thing", [thing]) == 0
        assert not mark_notice_read(other, line.id)
        assert mark_all_read(other, now()) == 0
    assert unread(reader) == 1


def test_what_came_in_after_the_page_was_opened_stays_new() -> None:
    reader, opened = a_reader(), now()
    told("reply", [reader], a_thing())
    with transaction():
        assert mark_all_read(reader, opened - timedelta(seconds=1)) == 0
        assert mark_all_read(reader, now()) == 1


def test_the_same_cause_is_told_once_whatever_ways_lead_to_it() -> None:
    reader, other, thing, cause = a_reader(), a_reader("Ben Okoro"), a_thing(), an_event()
    assert told("reply", [reader], thing, cause=cause) == 1
    assert told("news", [reader, other], thing, cause=cause, group="other") == 1
    assert [line.kind for line in lines_of(reader)] == ["reply"]
    assert [line.kind for line in lines_of(other)] == ["news"]


def test_what_was_only_brought_in_now_is_told_to_nobody() -> None:
    assert told("reply", [a_reader()], a_thing(), cause=an_event(historic=True)) == 0


def test_what_a_reader_may_no_longer_see_is_not_counted() -> None:
    reader, thing, other = a_reader(), a_thing(), a_thing()
    told("reply", [reader], thing)
    told("reply", [reader], other)
    assert unread(reader) == 2
    hide(thing)
    assert unread(reader) == 1


def test_a_kind_that_somebody_does_not_want_does_not_reach_them() -> None:
    quiet, mail_only, thing = a_reader(), a_reader("Ben Okoro"), a_thing()
    wishing(quiet, "reply", inbox=False, mail="off")
    wishing(mail_only, "reply", inbox=False)
    assert told("reply", [quiet, mail_only], thing) == 1
    assert (unread(quiet), unread(mail_only)) == (0, 0)
    assert db.session.scalars(select(Notification.user_id)).all() == [mail_only.id]


def test_only_kinds_that_go_out_at_once_wait_for_their_mail() -> None:
    reader = a_reader()
    for kind in ("reply", "news", "hint"):
        told(kind, [reader], a_thing())
    due = db.session.execute(
        select(Notification.kind, Notification.due_at.is_not(None)).order_by(Notification.id)
    ).all()
    assert [tuple(row) for row in due] == [("reply", True), ("news", False), ("hint", False)]


def test_hundreds_are_told_with_as_many_statements_as_few(app: Flask) -> None:
    actor, thing = staff("moderator"), a_thing()
    few, many = [staff("product").id for _ in range(3)], [staff("product").id for _ in range(120)]
    asked = []
    for number, ids in enumerate((few, many)):
        with counted(app) as seen, transaction() as session:
            by = session.get_one(User, actor.id)
            assert notify("reply", ids, about=("thing", thing), group=f"talk:{number}", actor=by) == len(ids)
        asked.append(seen.count)
    assert asked[0] == asked[1] <= 7


def test_two_workers_that_tell_at_once_make_one_line(app: Flask) -> None:
    reader, thing = a_reader(), a_thing()
    actors = [staff("product").id for _ in range(4)]
    causes = [an_event().id for _ in actors]
    user_id, together = reader.id, threading.Barrier(4)
    db.session.rollback()

    def tell(actor_id: int, cause_id: int) -> None:
        with app.app_context():
            together.wait(60)
            with transaction() as session:
                actor, cause = session.get_one(User, actor_id), session.get_one(Activity, cause_id)
                notify("reply", [user_id], about=("thing", thing), actor=actor, cause=cause)

    workers = [threading.Thread(target=tell, args=pair) for pair in zip(actors, causes, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    [line] = lines_of(reader)
    assert (line.count, line.actors) == (4, 4)
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 4


@pytest.mark.one_database
@pytest.mark.parametrize("wrong", [{"name": "x" * 31}, {"category": "gossip"}, {"default_mail": "hourly"}])
def test_a_kind_that_makes_no_sense_is_refused_loudly(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"not a name|no category|cannot be mailed"):
        add_notice_kind(NoticeKind(**({"name": "k", "label": "", "description": "", "icon": "x", "line": ""} | wrong)))


def test_a_group_that_is_too_long_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="too long"):
        told("reply", [a_reader()], a_thing(), group="x" * 101)
