"""What is in the demo: the people at their stages, and the stories that can be clicked through."""

import json
from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import Select, func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.kits.notices.models import Notice
from portal.kits.tasks.models import Task
from portal.people.models import Company, Member, SegmentChange
from portal.people.viewer import Viewer
from portal.rooms.care.models import Case, Promise
from portal.rooms.feedback.models import Feedback, FeedbackTag
from portal.rooms.feedback.outcomes import told_by
from portal.rooms.feedback.reading import due_today
from portal.rooms.forum.models import PollVote, Topic
from portal.rooms.testimonials.models import Testimonial
from portal.rooms.testimonials.queries import cleared
from tests.actors import signed_in
from tests.demo.conftest import NOON
from tests.demo.counting import too_many

MEI = "mei.tanaka@orbit-health.example"
RASMUS = "rasmus.kjaer@helio-energy.example"
SOFIA = "sofia.morales@casa-verde.example"

STAGES = {
    "known": 14, "invited": 10, "settling_in": 12, "active": 30, "contributor": 18, "advocate": 14,
    "inner_circle": 4, "finding_fit": 8, "being_heard": 5, "mending": 0, "resting": 5, "none": 0,
}  # fmt: skip


def test_every_stage_has_as_many_people_as_was_meant(demo: Flask) -> None:
    told = json.loads(demo.test_cli_runner().invoke(args=["nurture", "status", "--json"]).stdout)
    assert told == {"members": 120, "maps": {"advocacy": STAGES}}
    standing = dict(db.session.execute(select(Member.stage, func.count()).group_by(Member.stage)).all())
    assert standing == {stage: count for stage, count in STAGES.items() if count}


def test_the_companies_differ_as_real_ones_do(demo: Flask) -> None:
    companies = db.session.scalars(select(Company)).all()
    contacts = Counter(db.session.scalars(select(Member.company_id)))
    assert len(companies) == 12
    assert all(company.plan and company.renews_on and company.revenue is not None for company in companies)
    assert [c.name for c in companies if c.renews_on and (c.renews_on - NOON.date()).days == 40] == ["Helio Energy"]
    assert [c.name for c in companies if c.kind == "former"] == ["Tessel Manufacturing"]
    assert sum(contacts[company.id] == 1 for company in companies) == 3
    assert sum(count >= 5 for count in contacts.values()) == 9


def test_customers_said_many_different_things_and_most_are_tagged(demo: Flask) -> None:
    words = list(db.session.scalars(select(Feedback.text)))
    assert len(words) >= 150
    assert len(set(words)) == len(words)
    tagged = db.session.scalar(select(func.count(FeedbackTag.feedback_id.distinct())))
    older = db.session.scalar(select(func.count()).where(Feedback.created_at < now() - timedelta(days=11)))
    assert older <= tagged < len(words)
    assert db.session.scalar(select(func.count()).where(Feedback.member_id.is_(None))) == 6
    assert db.session.scalar(select(func.count()).where(Feedback.between_us)) >= 1


def test_what_they_said_is_read_and_what_came_of_it_is_told(demo: Flask) -> None:
    kinds = ("Read by", "Written down by", "Now part of the idea", "You approved it as a quote", "Answered by")
    told = [text for email in (MEI, RASMUS) for text in _told(email)]
    assert {kind for kind in kinds if any(text.startswith(kind) for text in told)} == set(kinds)
    looking_after = db.session.scalars(select(User).where(User.name.in_(("Priya Raman", "Inés Carvalho")))).all()
    waiting = [piece for user in looking_after for piece in db.session.scalars(due_today(Viewer(user)))]
    assert 1 <= len(waiting) <= 8
    assert any(piece.read_due_at < now() for piece in waiting)


def test_thirty_one_quotes_are_cleared_and_the_others_are_somewhere_on_the_way(demo: Flask) -> None:
    usable = Testimonial.status == "available", cleared(Testimonial.current_version_id, at=now())
    assert db.session.scalar(select(func.count()).where(*usable)) == 31
    standing = Counter(db.session.scalars(select(Testimonial.status)))
    assert {"drafted", "sent", "changes_requested", "declined", "approved", "expired", "withdrawn"} <= set(standing)


def test_mei_allows_her_own_words_in_the_german_press_and_nowhere_else(demo: Flask) -> None:
    quote = db.session.scalars(_quotes_of("mei.tanaka@orbit-health.example")).one()
    assert quote.current is not None
    assert quote.current.number == 2
    assert "under thirty minutes" in quote.current.text

    def allowed(channel: str, territory: str) -> bool:
        asked = cleared(Testimonial.current_version_id, channel=channel, territory=territory, at=now())
        return db.session.scalar(select(Testimonial.id).where(Testimonial.id == quote.id, asked)) is not None

    assert allowed("press", "DE")
    assert not allowed("press", "AT")
    assert not allowed("web", "DE")


def test_jonas_was_heard_and_sofia_found_peers(demo: Flask) -> None:
    jonas, sofia = _member("jonas.weber@helio-energy.example"), _member("sofia.morales@casa-verde.example")
    scores = select(SegmentChange.score).where(SegmentChange.member_id == jonas.id).order_by(SegmentChange.answered_at)
    assert list(db.session.scalars(scores))[-2:] == [3, 8]
    assert (sofia.segment, sofia.incentive) == ("passive", "meet_peers")


def test_tom_left_and_his_quote_waits_to_be_cleared_again(demo: Flask) -> None:
    tom = _member("tom.ellery@railworks.example")
    assert tom.company is not None
    assert tom.company.name == "Quayside Logistics"
    quote = db.session.scalars(_quotes_of(tom.email)).one()
    assert quote.status == "review_due"
    assert quote.company is not None
    assert quote.company.name == "Railworks"


def test_some_things_are_unfinished_on_purpose(demo: Flask) -> None:
    open_cases = db.session.scalars(select(Case).where(Case.status == "open")).all()
    assert sum(case.due_at is not None and case.due_at < now() for case in open_cases) == 1
    assert sum(case.owner_user_id is None for case in open_cases) == 1
    assert db.session.scalar(select(func.count()).where(Case.status == "triage")) == 4
    assert db.session.scalar(select(func.count()).where(Testimonial.status == "sent")) == 2
    promised = select(func.count()).where(Promise.due_on == NOON.date(), Promise.done_at.is_(None))
    assert db.session.scalar(promised) == 1
    assert db.session.scalar(select(func.count()).where(Task.status == "open", Task.due_on <= NOON.date()))


def test_the_rooms_are_talked_in_and_questions_are_solved(demo: Flask) -> None:
    topics = db.session.scalars(select(Topic)).all()
    assert len(topics) >= 25
    assert {topic.kind for topic in topics} == {"discussion", "question", "company_question", "announcement", "poll"}
    assert sum(topic.solved_number is not None for topic in topics) == 3
    assert all(topic.posts == topic.last_number for topic in topics)
    waiting = [topic for topic in topics if topic.kind == "question" and topic.posts == 1]
    assert [topic.title for topic in waiting] == ["The reminder came on a Saturday"]
    voted = db.session.scalar(select(func.count()).select_from(PollVote)) or 0
    assert voted >= 10


def test_what_stands_in_the_beta_circle_is_for_those_who_signed(demo: Flask) -> None:
    path = "/community/t/" + str(db.session.scalars(select(Topic.id).where(Topic.title.startswith("Compare sc"))).one())
    mei, sofia = (db.session.scalars(select(User).where(User.email == email)).one() for email in (MEI, SOFIA))
    assert signed_in(demo, mei).get(path).status_code == 200
    assert signed_in(demo, sofia).get(path).status_code == 404


def test_nobody_gets_more_emails_than_is_promised(demo: Flask) -> None:
    """What the play wrote; `make torture` plays the year once more with a worker that comes at all hours."""
    assert too_many() == []


def test_colleagues_find_news_of_what_concerns_them(demo: Flask) -> None:
    told = set(db.session.scalars(select(Notice.kind)))
    assert {"care.mine", "care.overdue", "care.unowned", "tasks.due", "people.joined", "feedback.told"} <= told


def test_only_those_who_are_listed_have_a_password(demo: Flask) -> None:
    users = db.session.scalars(select(User)).all()
    assert sum(user.password_hash is not None for user in users) == 11
    assert len({user.password_hash for user in users if user.password_hash}) == 1


def _told(email: str) -> list[str]:
    """What somebody's page says became of what they said."""
    user = db.session.scalars(select(User).where(User.email == email)).one()
    return [each.text for told in told_by(Viewer(user), _member(email), 20) for each in told.outcomes]


def _member(email: str) -> Member:
    return db.session.scalars(select(Member).where(Member.email == email)).one()


def _quotes_of(email: str) -> Select[tuple[Testimonial]]:
    return select(Testimonial).join(Member, Member.id == Testimonial.member_id).where(Member.email == email)
