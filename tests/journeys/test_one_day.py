"""One working day with forty events: what each colleague gets by email, finds in the inbox, and has on Today."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.actions.due_tasks import note_due_tasks
from portal.kits.notices.models import Notice
from portal.kits.notices.queries import inbox_of, told_lines
from portal.kits.tasks.actions import finish_task, give_task
from portal.kits.tasks.models import Task
from portal.kits.tasks.queries import open_tasks
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.nurture.cli import tick_once
from portal.people.actions.absences import begin_absence
from portal.people.actions.invitations import invite_member
from portal.people.actions.joining import accept_invitation
from portal.people.models import Invitation, Member
from portal.people.viewer import Viewer
from portal.rooms.care.actions.calls import CallNotes, keep_promise, log_call, make_promise
from portal.rooms.care.actions.cases import assign_case, close_case, open_case, standing_case, take_case
from portal.rooms.care.models import Case, Promise
from portal.rooms.care.queries import first_cases, promises_due
from portal.rooms.care.reactions import note_overdue
from portal.rooms.care.reactions import promises_due as note_due_promises
from portal.rooms.feedback.actions import capture_feedback, give_feedback
from portal.rooms.forum.actions.flags import decide, flag_post
from portal.rooms.forum.models import Post, Review
from portal.rooms.ideas.actions.boards import BoardPlan, create_board
from portal.rooms.ideas.actions.ideas import Suggestion, suggest_idea
from portal.rooms.ideas.actions.moves import Decision, move_idea
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.models import Board, Idea
from portal.rooms.testimonials.actions import (
    Ask,
    approve,
    ask_customer,
    decline,
    draft_testimonial,
    request_changes,
    withdraw,
)
from portal.rooms.testimonials.models import ApprovalRequest
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import letters
from tests.rooms.care.words import says
from tests.rooms.forum.reading.talking import a_room, begun, said

MONDAY = datetime(2026, 3, 9, 11, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 11, tzinfo=UTC)
TODAY, PRESS = WEDNESDAY.date(), Ask(("press",), ("DE",), "full_name", "one press release")
LISTEN = "Call and listen:"
YES, NO = "Mei Tanaka said yes: Press (Germany)", "Sofía Morales said no"
OTHERWISE, BACK = "Nils Berg suggested other words", "Leo Brandt took their words back"

# Written before the day: (by email at once, new lines in the inbox at six, customers on Today, in Thursday's email).
TABLE: dict[str, tuple[list[str], list[tuple[str, str]], list[str], list[str]]] = {
    "priya": (
        ["A case is now yours: Jonas Weber", "There's news on one of your cases: Jonas Weber",
         "A case is now yours: Ana Sousa"],
        [("care.mine", "Ana Sousa, Fjord Bank"), ("feedback.told", "Mei Tanaka"), ("tasks.due", f"{LISTEN} Nia Okoye"),
         ("forum.announcement", "Closed on Friday")],
        ["Ana Sousa", "Leo Brandt", "Nia Okoye", "Tom Ellis", "Mei Tanaka", "Rui Alves", "Sofía Morales"],
        ["Mei Tanaka", "Closed on Friday"],
    ),
    "daniel": (
        ["A case is now yours: Ana Sousa", "One of your cases is overdue: Rui Alves",
         "A case is now yours: Mei Tanaka"],
        [("care.overdue", "Rui Alves, Casa Verde"), ("care.mine", "Mei Tanaka, Orbit Health"),
         ("care.promise", "Send Ana the guide"), ("feedback.told", "Ana Sousa"),
         ("tasks.due", f"{LISTEN} Nia Okoye"), ("tasks.due", f"{LISTEN} Rui Alves"),
         ("forum.announcement", "Closed on Friday")],
        ["Rui Alves", "Leo Brandt", "Mei Tanaka", "Sofía Morales", "Tom Ellis", "Ana Sousa", "Nia Okoye"],
        ["Ana Sousa", "Closed on Friday"],
    ),
    "lena": (
        [YES, NO, OTHERWISE, BACK],
        [*(("quote.answered", answer) for answer in (YES, NO, OTHERWISE, BACK)),
         ("tasks.due", "Plan their moment: Tom Ellis"), ("people.joined", "Ida Roth"),
         ("forum.announcement", "Closed on Friday")],
        ["Tom Ellis"],
        ["Ida Roth", "Closed on Friday"],
    ),
    "arjun": ([], [("ideas.new", "Compare scanned PDFs"), ("forum.announcement", "Closed on Friday")],
              ["Ana Sousa", "Mei Tanaka", "Nia Okoye", "Rui Alves", "Sofía Morales", "Tom Ellis"],
              ["Compare scanned PDFs", "Closed on Friday"]),
    "ruth": (["Faxed forms"], [("forum.answer", "Faxed forms")], [], []),
}  # fmt: skip


class Day:
    """Who is there, and what they do; each event is one sentence below."""

    def __init__(self) -> None:
        self.colleagues = {
            "priya": staff("success", name="Priya Raman"),
            "daniel": staff("success", name="Daniel Osei"),
            "lena": staff("marketing", name="Lena Hoffmann"),
            "arjun": staff("product", name="Arjun Mehta"),
            "ruth": staff("moderator", name="Ruth Okafor"),
        }
        self.members: dict[str, Member] = {}
        self.logins: dict[str, User] = {}
        self.events = 0
        priya, daniel = (self.colleagues[each].id for each in ("priya", "daniel"))
        for name, company, owner in (
            ("Jonas Weber", "Helio Energy", priya), ("Mei Tanaka", "Orbit Health", priya),
            ("Ana Sousa", "Fjord Bank", daniel), ("Sofía Morales", "Casa Verde", daniel),
            ("Rui Alves", "Casa Verde", daniel), ("Tom Ellis", "Railworks", None), ("Nia Okoye", "Quayside", None),
            ("Nils Berg", "Fjord Bank", daniel), ("Leo Brandt", "Railworks", None), ("Ida Roth", "Helio Energy", priya),
        ):  # fmt: skip
            joined = {} if name == "Ida Roth" else {"joined_at": now(), "welcomed_at": now()}
            member = a_member(name, company, owner_user_id=owner, **joined)
            self.members[name.split()[0]] = member
            if joined:
                self.logins[name.split()[0]] = a_user(member)

    def hand_to_a_deputy(self, name: str) -> User:
        """Somebody new does all day what this colleague did; whose place they take."""
        absent = self.colleagues[name]
        with at(WEDNESDAY - timedelta(hours=14)):
            roles = [held.role for held in absent.roles]
            self.colleagues[name] = deputy = staff(*roles, name="Samira Haddad")
            with transaction() as session:
                mine, theirs = session.get_one(User, absent.id), session.get_one(User, deputy.id)
                begin_absence(mine, TODAY, TODAY + timedelta(days=2), theirs, mine)
            while plan_digests():
                pass
        return absent

    def user(self, name: str) -> User:
        one = self.colleagues.get(name) or self.logins[name]
        return db.session.get_one(User, one.id)

    def member(self, name: str) -> Member:
        return db.session.get_one(Member, self.members[name].id)

    def case(self, name: str) -> Case:
        case = standing_case(self.member(name))
        assert case is not None
        return case

    @contextmanager
    def event(self, hour: int, minute: int) -> Iterator[None]:
        """Something happens at this time of Wednesday; the worker comes by at once, and when the next thing happens."""
        moment = WEDNESDAY + timedelta(hours=hour, minutes=minute)
        with at(moment):
            yield
        self.events += 1
        worker(moment)

    def act(self, hour: int, minute: int, act: Callable[[], object]) -> None:
        """The same for something that is done in a transaction."""
        with self.event(hour, minute), transaction():
            act()


def worker(moment: datetime) -> None:
    """Everything that the worker does at this moment for what concerns colleagues."""
    with at(moment):
        note_overdue()
        note_due_tasks()
        note_due_promises()
        tick_once()
        drain()
        while write_due_mails() + write_due_digests():
            pass


@pytest.fixture
def day(app: Flask) -> Day:
    """Monday and Tuesday have been; colleagues have read what there was."""
    with at(MONDAY):
        day = Day()
        while plan_digests():
            pass
        says(day.member("Rui"), 4, "The export is wrong.")
        says(day.member("Nia"), 2, "Nobody calls back.")
        worker(MONDAY + timedelta(minutes=1))
        lena, ina = day.user("lena"), day.member("Ida")
        with transaction():
            invite_member(ina, lena, "A room for you", "Come and see.")
            give_task(day.member("Tom"), "plan_their_moment", role="marketing", due_on=TODAY, key="tom")
            give_task(day.member("Jonas"), "say_hello", role="success", due_on=TODAY, key="jonas")
            make_promise(day.member("Mei"), day.user("priya"), "Call Mei", TODAY)
            make_promise(day.member("Ana"), day.user("daniel"), "Send Ana the guide", TODAY)
            create_board(BoardPlan("Product", owner_ids=(day.user("arjun").id,)), day.user("arjun"))
            for name in ("Mei", "Sofía", "Nils", "Leo"):
                piece = capture_feedback(f"{name} likes it.", lena, source="call", member=day.member(name))
                ask_customer(draft_testimonial(piece, f"{name} likes it.", lena), PRESS, lena)
            approve(_asked(day.member("Leo")), PRESS, "by the link")
    worker(WEDNESDAY - timedelta(hours=15))
    with at(WEDNESDAY - timedelta(hours=14)), transaction() as session:
        for notice in session.scalars(select(Notice)):
            notice.read_at = now()
    return day


def play(day: Day) -> None:
    """Forty events, from midnight to six in the evening. Four come by themselves: the days of tasks and promises."""
    worker(WEDNESDAY + timedelta(minutes=10))
    worker(WEDNESDAY + timedelta(hours=8, minutes=1))
    day.events += 4
    with day.event(9, 0):
        says(day.member("Jonas"), 3, "The rollout was left to us.")
    with day.event(9, 10):
        says(day.member("Tom"), 2, "Nobody told us.")
    with day.event(9, 20):
        says(day.member("Ana"), 4, "It is slow.")
    day.act(9, 30, lambda: take_case(day.case("Tom"), day.user("daniel")))
    with day.event(9, 40):
        says(day.member("Jonas"), 1, "Still nobody.")
    day.act(9, 50, lambda: assign_case(day.case("Ana"), day.user("priya"), day.user("daniel")))
    day.act(10, 0, lambda: finish_task(_task("jonas"), day.user("priya")))
    day.act(10, 5, lambda: keep_promise(_promise("Call Mei")))
    day.act(10, 10, lambda: accept_invitation(db.session.scalars(select(Invitation)).one(), None, by_email=True))
    day.act(10, 20, lambda: give_feedback(day.member("Mei"), "The search is good."))
    day.act(10, 30, lambda: give_feedback(day.member("Ana"), "The budget is frozen.", between_us=True))
    _talk(day)
    _wishes(day)
    _quotes(day)
    _afternoon(day)
    worker(WEDNESDAY + timedelta(hours=17))


def _talk(day: Day) -> None:
    """Eight events of the forum."""
    with day.event(10, 40):
        topic = begun(a_room(), day.logins["Mei"])
    with day.event(10, 45):
        said(topic, day.colleagues["ruth"])
    with day.event(10, 50):
        said(topic, day.logins["Mei"], "Since when?", reply_to=2)
    with day.event(10, 55):
        said(topic, day.logins["Mei"], "Since May?", reply_to=2)
    with day.event(11, 0):
        post = said(topic, day.logins["Ana"], "Buy our watches.")
    day.act(11, 5, lambda: flag_post(db.session.get_one(Post, post.id), day.user("Mei"), "spam"))
    day.act(11, 10, lambda: decide(_review(), day.user("ruth"), "keep", _review().version))
    with day.event(11, 15):
        begun(a_room("News"), day.colleagues["ruth"], "Closed on Friday", "We are away.", kind="announcement")


def _wishes(day: Day) -> None:
    """Four events of the board of ideas."""
    day.act(11, 20, lambda: suggest_idea(_board(), day.user("Mei"), Suggestion("Compare scanned PDFs")))
    day.act(11, 25, lambda: comment_on(_idea(), day.user("Ana"), "We need it, too."))
    day.act(11, 30, lambda: comment_on(_idea(), day.user("arjun"), "How many a week?"))
    day.act(11, 35, lambda: move_idea(_idea(), day.user("arjun"), Decision("review", _idea().version)))


def _quotes(day: Day) -> None:
    """Four answers to what Lena asked."""
    day.act(11, 40, lambda: approve(_asked(day.member("Mei")), PRESS, "by the link"))
    day.act(11, 45, lambda: decline(_asked(day.member("Sofía"))))
    day.act(11, 50, lambda: request_changes(_asked(day.member("Nils")), "I like it a lot."))
    day.act(11, 55, lambda: withdraw(_asked(day.member("Leo")).version.testimonial))


def _afternoon(day: Day) -> None:
    """Nine events: two clocks run out, a call answers a case, and cases go from hand to hand."""
    with day.event(12, 0):
        pass  # two working days ago Rui and Nia were unhappy
    day.events += 1
    day.act(12, 30, lambda: take_case(day.case("Nia"), day.user("priya")))
    called = CallNotes("reached", "Sent the script.", answers_case=True)
    day.act(13, 0, lambda: log_call(day.member("Jonas"), day.user("priya"), called))
    day.act(13, 10, lambda: close_case(_case_of(day.member("Jonas")), day.user("priya")))
    day.act(13, 20, lambda: open_case(day.member("Mei"), "They said the export is slow.", actor=day.user("priya")))
    day.act(13, 30, lambda: open_case(day.member("Sofía"), "She cannot sign.", actor=day.user("daniel")))
    day.act(13, 40, lambda: assign_case(day.case("Mei"), day.user("daniel"), day.user("priya")))
    day.act(13, 50, lambda: log_call(day.member("Rui"), day.user("daniel"), CallNotes("left_message")))


@pytest.mark.parametrize("away", ["", "daniel"])
def test_a_day_with_forty_events_reaches_each_colleague_as_the_table_says(app: Flask, day: Day, away: str) -> None:
    """Also where one of them is away all day: then all of it is at the deputy's."""
    absent = day.hand_to_a_deputy(away) if away else None
    play(day)
    assert day.events == 40
    evening = WEDNESDAY + timedelta(hours=18)
    with at(evening):
        seen = {name: (_at_once(user), _inbox(user), _today(user)) for name, user in day.colleagues.items()}
        for name, user in day.colleagues.items():
            if name in ("priya", "daniel"):
                page = signed_in(app, user).get("/today").text
                assert all(customer in page for customer in TABLE[name][2])
                assert ("You stand in for Daniel Osei" in page) == (name == away)
        if absent is not None:
            assert (_at_once(absent), _inbox(absent)) == ([], [("forum.announcement", "Closed on Friday")])
    worker(WEDNESDAY + timedelta(days=1, hours=8, minutes=1))
    for name, (at_once, inbox, today, morning) in TABLE.items():
        mails, lines, customers = seen[name]
        assert len(mails) == len(at_once), (name, mails)
        assert all(mail.startswith(begins) for mail, begins in zip(mails, at_once, strict=True)), (name, mails)
        assert sorted(lines) == sorted(inbox), name
        assert sorted(customers) == sorted(today), name
        assert _in_the_morning(day.colleagues[name]) == sorted(morning), name


def _mails(user: User, *conditions: object) -> list[Mail]:
    db.session.rollback()
    return letters(Mail.recipient == user.email, Mail.created_at > WEDNESDAY, *conditions)


def _at_once(user: User) -> list[str]:
    return [mail.subject for mail in _mails(user, Mail.key.like("telling:%"))]


def _inbox(user: User) -> list[tuple[str, str]]:
    db.session.rollback()
    viewer = Viewer(db.session.get_one(User, user.id))
    rows = db.session.scalars(inbox_of(viewer).where(Notice.read_at.is_(None))).all()
    return [(line.notice.kind, line.shown.title) for line in told_lines(rows, viewer)]


def _today(user: User) -> list[str]:
    """The customers on Today: in cases, in tasks that are due within the week, in promises."""
    viewer = Viewer(db.session.get_one(User, user.id))
    cases = first_cases(viewer.id, 8) if viewer.may("cases.read") and viewer.may("tasks.work") else []
    due = open_tasks(viewer.id, viewer.roles).where(Task.due_on <= date(2026, 3, 18))
    tasks = list(db.session.scalars(due)) if viewer.may("tasks.work") else []
    promises = promises_due(viewer.id, date(2026, 3, 18), 8)
    return list({row.member.name for rows in (cases, tasks, promises) for row in rows})


def _in_the_morning(user: User) -> list[str]:
    """Which of the day's titles stand in Thursday's email; no email is none of them."""
    titles = {title for _mails, lines, _today, _morning in TABLE.values() for _kind, title in lines}
    found = [mail.text for mail in _mails(user, Mail.key.like("digest:2026-03-12%"))]
    assert len(found) <= 1
    return sorted(
        title for title in titles if any(f"\n{title}: http" in text or f"\n{title}\n" in text for text in found)
    )


def _task(key: str) -> Task:
    return db.session.scalars(select(Task).where(Task.key == key)).one()


def _promise(what: str) -> Promise:
    return db.session.scalars(select(Promise).where(Promise.what == what)).one()


def _review() -> Review:
    return db.session.scalars(select(Review)).one()


def _board() -> Board:
    return db.session.scalars(select(Board)).one()


def _idea() -> Idea:
    return db.session.scalars(select(Idea)).one()


def _case_of(member: Member) -> Case:
    return db.session.scalars(select(Case).where(Case.member_id == member.id)).one()


def _asked(member: Member) -> ApprovalRequest:
    asked = select(ApprovalRequest).join(ApprovalRequest.version)
    return next(one for one in db.session.scalars(asked) if one.version.testimonial.member_id == member.id)
