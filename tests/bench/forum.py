"""The forum: a topic against a bare page with its HTML, a full forum against a small one, much read against none."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.markdown import RENDERER_VERSION
from portal.people.models import Company, Member
from portal.people.viewer import Viewer
from portal.rooms.forum.models import Category, Post, Reaction, Topic, TopicReading
from portal.rooms.forum.queries.unread import unread_counts
from tests.actors import a_member, a_user, signed_in
from tests.bench.pages import GOAL_GROWTH, bare_page, in_turns, opens
from tests.bench.site import site
from tests.bench.table import Row, milliseconds

POSTS_A_TOPIC = 20
AUTHORS = 200
PAGE = 5_000
GOAL_BARE = 0.5
GOAL_READ = 3
WORDS = (
    "<p>Forty forms a day arrive by fax, and <strong>every one</strong> is scanned twice.</p>\n"
    "<p>We tried a shared mailbox, a scanner with rules, and a student with patience.</p>"
)


def rows(few: int, many: int, requests: int, read: int) -> Iterator[Row]:
    """The topic page and the lists at `few` and at `many` posts; unread counts of who has read `read` topics."""
    took: dict[tuple[str, int], float] = {}
    for posts in (few, many):
        with site() as app:
            with app.app_context():
                topic_id = talk(posts)
                member = reader("Mei Tanaka")
            browser = signed_in(app, member)
            for name, url in (("topic page", f"/community/t/{topic_id}/1"), ("community", "/community")):
                plain = bare_page(browser.get(url).get_data(as_text=True)).test_client()
                ours, parsed, ready = in_turns(
                    [opens(browser, url), opens(plain, "/"), opens(plain, "/ready")], requests
                )
                took[name, posts] = ours
                goal = GOAL_BARE if name == "topic page" and posts == many else None
                rate, what = f"{1 / ours:,.0f}/s", f"{name}, {posts:,} posts"
                yield Row(what, rate, f"bare page {1 / parsed:,.0f}/s", parsed / ours, goal)
                yield Row("… against its template parsed once", rate, f"ready page {1 / ready:,.0f}/s", ready / ours)
            yield _strange_topics(browser, posts, requests, GOAL_BARE if posts == many else None)
    for name in ("topic page", "community"):
        ours, theirs = took[name, many], took[name, few]
        what = f"{name}, {many:,} posts against {few:,}"
        yield Row(what, milliseconds(ours), milliseconds(theirs), ours / theirs, GOAL_GROWTH, at_most=True)
    yield from _much_read(read, requests)


def _strange_topics(browser: FlaskClient, posts: int, requests: int, goal: float | None) -> Row:
    """Topics that nobody has opened since the start, each once, as far as there are enough of them."""
    numbers = itertools.cycle(range(1, max(posts // POSTS_A_TOPIC, 1) + 1))
    typical = browser.get("/community/t/1/1").get_data(as_text=True)

    def open_another() -> None:
        opens(browser, f"/community/t/{next(numbers)}/1")()

    ours, parsed = in_turns([open_another, opens(bare_page(typical).test_client(), "/")], requests)
    what, rate = f"topic page, {posts:,} posts, each time another topic", f"{1 / ours:,.0f}/s"
    return Row(what, rate, f"bare page {1 / parsed:,.0f}/s", parsed / ours, goal)


def _much_read(topics: int, requests: int) -> Iterator[Row]:
    with site() as app, app.app_context():
        talk(topics * 2, posts_a_topic=2)
        veteran, newcomer = reader("Mei Tanaka").id, reader("Ana Sousa").id
        with transaction() as session:
            known = [
                {"user_id": veteran, "topic_id": n, "last_read": 2, "read_at": now()} for n in range(1, topics + 1)
            ]
            session.execute(insert(TopicReading), known)
        ours, theirs = in_turns([_counts(veteran), _counts(newcomer)], requests)
        what, newcomers = f"unread counts, {topics:,} topics read", f"newcomer {milliseconds(theirs)}"
        yield Row(what, milliseconds(ours), newcomers, ours / theirs, GOAL_READ, at_most=True)


def _counts(user_id: int) -> Callable[[], None]:
    def count() -> None:
        unread_counts(Viewer(db.session.get_one(User, user_id)))
        db.session.rollback()

    return count


def reader(name: str) -> User:
    """A member who reads the forum."""
    return a_user(a_member(name, "Orbit Health", joined_at=now()))


def talk(posts: int, posts_a_topic: int = POSTS_A_TOPIC) -> int:
    """That many posts by two hundred authors in four rooms; the id of a topic in the middle."""
    moment = now()
    with transaction() as session:
        names = ("Everyday use", "Wishes", "Work", "News")
        session.execute(insert(Category), [_room(place, name, moment) for place, name in enumerate(names)])
        companies = [_company(n, moment) for n in range(20)]
        session.execute(insert(Company), companies)
    authors = _authors(moment)
    topics = max(posts // posts_a_topic, 1)
    for start in range(0, topics, PAGE // posts_a_topic):
        numbers = range(start + 1, min(start + PAGE // posts_a_topic, topics) + 1)
        with transaction() as session:
            session.execute(insert(Topic), [_topic(n, posts_a_topic, authors, moment) for n in numbers])
            said = [_post(n, number, authors, moment) for n in numbers for number in range(1, posts_a_topic + 1)]
            session.execute(insert(Post), said)
    middle = topics // 2 + 1
    with transaction() as session:
        liked = session.query(Post.id).filter(Post.topic_id == middle)
        taps = [
            {"post_id": id, "kind": kind, "user_id": authors[0], "created_at": moment}
            for (id,) in liked
            for kind in ("like", "thanks")
        ]
        session.execute(insert(Reaction), taps)
    return middle


def _room(place: int, name: str, moment: datetime) -> dict[str, object]:
    return {"position": place, "name": name, "folded": name.lower(), "description": "A room.", "created_at": moment}


def _company(number: int, moment: datetime) -> dict[str, object]:
    name = f"Customer {number}"
    return {"name": name, "folded": name.lower(), "kind": "customer", "takes_gifts": True, "created_at": moment}


def _authors(moment: datetime) -> list[int]:
    with transaction() as session:
        people = [
            Member(given_name=f"Person{n}", family_name="Novak", folded=f"novak person{n}", email=f"p{n}@example.org",
                   company_id=n % 20 + 1, created_at=moment, joined_at=moment)
            for n in range(AUTHORS)
        ]  # fmt: skip
        session.add_all(people)
        session.flush()
        users = [
            User(email=one.email, name=one.name, handle=f"person{one.id}", member_id=one.id, created_at=moment)
            for one in people
        ]
        session.add_all(users)
        session.flush()
        return [user.id for user in users]


def _topic(number: int, posts: int, authors: list[int], moment: datetime) -> dict[str, object]:
    at = moment - timedelta(minutes=number)
    return {
        "id": number,
        "category_id": number % 4 + 1,
        "title": f"What becomes of faxed forms, part {number}",
        "author_user_id": authors[number % AUTHORS],
        "last_author_id": authors[(number + posts) % AUTHORS],
        "last_number": posts,
        "posts": posts,
        "created_at": at,
        "last_post_at": at,
        "first_staff_reply_at": at if number % 50 else None,
    }


def _post(topic: int, number: int, authors: list[int], moment: datetime) -> dict[str, object]:
    return {
        "topic_id": topic,
        "number": number,
        "author_user_id": authors[(topic + number) % AUTHORS],
        "reply_to": number - 1 if number % 3 == 0 else None,
        "body": "Forty forms a day.",
        "html": WORDS,
        "renderer": RENDERER_VERSION,
        "created_at": moment - timedelta(minutes=topic) + timedelta(seconds=number),
    }
