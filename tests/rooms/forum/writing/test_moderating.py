"""What moderators do with topics, one at a time and many at once."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.rooms.forum.actions.moderating import close_topic
from portal.rooms.forum.actions.posts import delete_post
from portal.rooms.forum.actions.topics import delete_topic, restore_topic
from portal.rooms.forum.models import Post, Topic, TopicReading
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, said, signed, somebody
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, posts_in, topic_now, verbs

pytestmark = pytest.mark.one_database

DONE_ALREADY = "That was done already. Nothing has changed."
UNDO = re.compile(r'<form method="post" action="([^"]+)">')


@pytest.fixture
def talk(app: Flask, scene: Scene) -> Topic:
    """Mei's topic with four answers: 2 by Ana, 3 by Per to 2, 4 by Ana to 3, 5 by Mei."""
    per = somebody("Per Berg", "Railworks", country="JP")
    with app.test_request_context():
        for author, words, to in (
            (scene.ana, "Two", 1),
            (per, "Three", 2),
            (scene.ana, "Four", 3),
            (scene.mei, "Five", 1),
        ):
            said(scene.topic, author, words, reply_to=to)
    return scene.topic


def shape(topic_id: int) -> list[tuple[int, str, int | None]]:
    return [(post.number, post.body, post.reply_to) for post in posts_in(topic_id)]


@pytest.mark.parametrize(
    "act",
    ["closure", "closure/end", "pin", "pin/end", "deletion", "deletion/end", "move", "split", "merge", "receipt-x"],
)
def test_acts_of_moderators_are_theirs_alone(app: Flask, scene: Scene, act: str) -> None:
    url = f"/community/t/{scene.topic.id}/{act}"
    for other in (scene.mei, scene.ana, scene.olaf, staff("product"), staff("admin")):
        assert scene.browser(other).post(url).status_code == 404
    assert topic_now(scene.topic.id).closed_at is None


@pytest.mark.parametrize(
    ("act", "column", "what"),
    [("closure", "closed_at", ["locked", "unlocked"]), ("pin", "pinned_at", ["pinned", "unpinned"])],
)
def test_it_is_done_and_undone_by_one_button(scene: Scene, act: str, column: str, what: list[str]) -> None:
    browser = scene.browser(scene.moderator)
    page = browser.post(f"/community/t/{scene.topic.id}/{act}", follow_redirects=True).get_data(as_text=True)
    assert getattr(topic_now(scene.topic.id), column) is not None
    undo = next(each for each in UNDO.findall(page) if act in each)
    browser.post(undo)
    assert getattr(topic_now(scene.topic.id), column) is None
    changed = select(Activity).where(Activity.verb == "topic.changed").order_by(Activity.id)
    facts = [line.facts["what"] for line in db.session.scalars(changed)]
    assert facts == what


@pytest.mark.parametrize(
    ("acts", "verb"),
    [
        (["closure"], "topic.changed"),
        (["closure", "closure/end"], "topic.changed"),
        (["pin"], "topic.changed"),
        (["pin", "pin/end"], "topic.changed"),
        (["deletion"], "topic.deleted"),
        (["deletion", "deletion/end"], "topic.restored"),
    ],
    ids=lambda acts: acts[-1],
)
def test_twice_is_once_and_the_second_time_says_so(scene: Scene, acts: list[str], verb: str) -> None:
    browser, url = scene.browser(scene.moderator), f"/community/t/{scene.topic.id}"
    for act in acts:
        page = browser.post(f"{url}/{act}", follow_redirects=True).text
    assert DONE_ALREADY not in page
    lines = verbs().count(verb)
    page = browser.post(f"{url}/{acts[-1]}", follow_redirects=True).text
    assert DONE_ALREADY in page
    assert "Undo</button>" not in page
    assert verbs().count(verb) == lines > 0


def test_a_topic_that_goes_where_it_is_stays_there_and_says_so(scene: Scene) -> None:
    browser, url = scene.browser(scene.moderator), f"/community/t/{scene.topic.id}/move"
    assert DONE_ALREADY in browser.post(url, data={"category": scene.category.id}, follow_redirects=True).text
    assert "topic.moved" not in verbs()


def test_a_post_is_deleted_and_brought_back_once(scene: Scene, talk: Topic) -> None:
    browser, post = scene.browser(scene.moderator), posts_in(talk.id)[1]
    for act in ("deletion", "deletion/end"):
        pages = [browser.post(f"/community/posts/{post.id}/{act}", follow_redirects=True).text for _twice in range(2)]
        assert [DONE_ALREADY in page for page in pages] == [False, True]
    assert (verbs().count("post.deleted"), verbs().count("post.restored")) == (1, 1)


@pytest.mark.both_databases
def test_moderators_who_do_the_same_at_once_do_it_once(app: Flask, scene: Scene, talk: Topic) -> None:
    topic_id, post_id, user_id = talk.id, posts_in(talk.id)[1].id, scene.moderator.id

    def doing(act: Callable[[Topic, User], bool]) -> Callable[[], bool]:
        def do() -> bool:
            with transaction() as session:
                return act(session.get_one(Topic, topic_id), session.get_one(User, user_id))

        return do

    def deleting(_topic: Topic, actor: User) -> bool:
        return delete_post(db.session.get_one(Post, post_id), actor)

    for act, verb in (
        (close_topic, "topic.changed"),
        (deleting, "post.deleted"),
        (delete_topic, "topic.deleted"),
        (restore_topic, "topic.restored"),
    ):
        assert sorted(at_once(app, [doing(act)] * 6)) == [*[False] * 5, True]
        assert verbs().count(verb) == 1


def test_a_deleted_topic_is_gone_for_readers_and_comes_back(scene: Scene) -> None:
    browser, url = scene.browser(scene.moderator), f"/community/t/{scene.topic.id}"
    assert browser.post(f"{url}/deletion").status_code == 303
    assert scene.browser(scene.mei).get(url).status_code == 404
    assert browser.get(url).status_code == 200
    browser.post(f"{url}/deletion/end")
    assert scene.browser(scene.mei).get(url).status_code == 200


@pytest.mark.both_databases
def test_a_topic_moves_and_its_readers_change_at_once(scene: Scene) -> None:
    other = a_room("For Norway", audience={"country": ["NO"]})
    browser, url = scene.browser(scene.moderator), f"/community/t/{scene.topic.id}"
    assert "For Norway" in browser.get(f"{url}/move").get_data(as_text=True)
    page = browser.post(f"{url}/move", data={"category": other.id}, follow_redirects=True).get_data(as_text=True)
    assert scene.browser(scene.mei).get(url).status_code == 404
    assert scene.browser(scene.olaf).get(url).status_code == 200
    line = db.session.scalars(select(Activity).where(Activity.verb == "topic.moved")).one()
    assert line.facts == {"from_category": scene.category.id, "to_category": other.id}
    browser.post(next(each for each in UNDO.findall(page) if "/move/" in each))
    assert scene.browser(scene.mei).get(url).status_code == 200


def test_nothing_moves_where_the_moderator_sees_nothing(scene: Scene) -> None:
    agreement = an_agreement()
    gated = a_room("First look", agreement_id=agreement.id)
    browser, url = scene.browser(scene.moderator), f"/community/t/{scene.topic.id}/move"
    assert browser.post(url, data={"category": gated.id}).status_code == 422
    assert browser.post(f"{url}/{gated.id}").status_code == 404
    signed(agreement, scene.moderator)
    assert browser.post(url, data={"category": gated.id}).status_code == 303


def test_chosen_posts_become_a_topic_in_their_order(scene: Scene, talk: Topic) -> None:
    browser, url = scene.browser(scene.moderator), f"/community/t/{talk.id}/split"
    assert "Three" in browser.get(url).get_data(as_text=True)
    answer = browser.post(url, data={"title": "About [the] fax", "posts": ["4", "2", "3"]})
    assert answer.status_code == 303
    made = db.session.scalars(select(Topic).where(Topic.title == "About [the] fax")).one()
    assert shape(made.id) == [(1, "Two", None), (2, "Three", 1), (3, "Four", 2)]
    assert (made.posts, made.last_number, made.author_user_id) == (3, 3, scene.ana.id)
    old = shape(talk.id)
    assert [(number, to) for number, _body, to in old] == [(1, None), (5, 1), (6, None)]
    line = posts_in(talk.id)[-1]
    assert f'href="/community/t/{made.id}"' in line.html
    assert "About [the] fax" in line.html
    topic = topic_now(talk.id)
    assert (topic.posts, topic.last_number) == (3, 6)
    assert verbs()[-1] == "topic.split"
    assert browser.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {"title": "", "posts": ["2"]},
        {"title": "New"},
        {"title": "New", "posts": ["1", "2"]},
        {"title": "New", "posts": ["99"]},
    ],
)
def test_what_cannot_be_split_stays_whole(scene: Scene, talk: Topic, data: dict[str, object]) -> None:
    before = shape(talk.id)
    assert scene.browser(scene.moderator).post(f"/community/t/{talk.id}/split", data=data).status_code == 422
    assert shape(talk.id) == before


def test_one_topic_follows_the_other(app: Flask, scene: Scene, talk: Topic) -> None:
    with app.test_request_context():
        other = begun(scene.category, scene.ana, "The same thing", "First")
        said(other, scene.mei, "Second", reply_to=1)
    browser = scene.browser(scene.moderator)
    answer = browser.post(
        f"/community/t/{other.id}/merge", data={"into": f"https://x.example/community/t/{talk.id}/3#post-3"}
    )
    assert answer.status_code == 303
    assert shape(talk.id)[-2:] == [(6, "First", None), (7, "Second", 6)]
    target, source = topic_now(talk.id), topic_now(other.id)
    assert (target.posts, target.last_number) == (7, 7)
    assert (source.posts, source.merged_into_id) == (0, talk.id)
    moved = browser.get(f"/community/t/{other.id}")
    assert moved.status_code in {301, 302, 303}
    assert moved.location.endswith(f"/community/t/{talk.id}")
    assert scene.browser(scene.olaf).get(f"/community/t/{other.id}").status_code == 404
    watching = select(TopicReading.user_id).where(TopicReading.topic_id == talk.id, TopicReading.level == "watching")
    assert set(db.session.scalars(watching)) == {scene.mei.id, scene.ana.id}


@pytest.mark.parametrize("into", ["", "nothing", "999999", "self"])
def test_a_topic_is_merged_only_into_another_that_is_there(scene: Scene, talk: Topic, into: str) -> None:
    into = str(talk.id) if into == "self" else into
    answer = scene.browser(scene.moderator).post(f"/community/t/{talk.id}/merge", data={"into": into})
    assert answer.status_code == 422
    assert topic_now(talk.id).merged_into_id is None


def test_a_poll_is_not_merged(app: Flask, scene: Scene, talk: Topic) -> None:
    with app.test_request_context():
        poll = begun(scene.category, scene.mei, "Fax?", kind="poll", options=["Yes", "No"])
    answer = scene.browser(scene.moderator).post(f"/community/t/{poll.id}/merge", data={"into": str(talk.id)})
    assert answer.status_code == 422


@pytest.mark.both_databases
def test_many_topics_at_once_each_say_what_became_of_them(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        ids = [begun(scene.category, scene.moderator, f"Topic {number}").id for number in range(3)]
    browser = scene.browser(scene.moderator)
    assert "Topic 2" in browser.get("/community/bulk").get_data(as_text=True)
    browser.post(f"/community/t/{ids[0]}/closure")
    answer = browser.post(
        "/community/bulk", data={"act": "lock", "topic": [*ids, 999]}, headers={"Accept": "application/json"}
    )
    results = {each["topic"]: each["refused"] for each in answer.get_json()["results"]}
    assert [results[id] is None for id in ids] == [False, True, True]
    assert results[999] is not None
    assert all(topic_now(id).closed_at for id in ids)
    page = browser.post("/community/bulk", data={"act": "delete", "topic": ids}, follow_redirects=True)
    assert "Done with 3 topics." in page.get_data(as_text=True)
    assert all(topic_now(id).deleted_at for id in ids)


def test_many_move_into_one_category(app: Flask, scene: Scene) -> None:
    other = a_room("Elsewhere")
    data = {"act": "move", "topic": [scene.topic.id], "category": other.id}
    assert scene.browser(scene.moderator).post("/community/bulk", data=data).status_code == 303
    assert topic_now(scene.topic.id).category_id == other.id


@pytest.mark.parametrize(
    "data",
    [{}, {"act": "lock"}, {"act": "burn", "topic": ["1"]}, {"act": "lock", "topic": [str(n) for n in range(1, 102)]}],
)
def test_nonsense_for_many_is_refused(scene: Scene, data: dict[str, object]) -> None:
    assert scene.browser(scene.moderator).post("/community/bulk", data=data).status_code == 422
    assert scene.browser(scene.mei).post("/community/bulk", data=data).status_code == 404


def test_the_log_tells_what_was_done_and_by_whom(scene: Scene, talk: Topic) -> None:
    browser = scene.browser(scene.moderator)
    browser.post(f"/community/t/{talk.id}/closure")
    second = posts_in(talk.id)[1]
    browser.post(f"/community/posts/{second.id}/edit", data={"body": "Changed", "edits": "0"})
    page = browser.get("/community/log").get_data(as_text=True)
    for words in ("A topic was changed", "Edited a post", "Mo Derator", talk.title):
        assert words in page
    for other in (scene.mei, staff("product")):
        assert scene.browser(other).get("/community/log").status_code == 404


def test_the_log_leaves_out_titles_that_one_may_not_read(app: Flask, scene: Scene) -> None:
    agreement = an_agreement()
    gated = a_room("First look", agreement_id=agreement.id)
    other = staff("moderator", name="Signed Moderator")
    signed(agreement, other)
    with app.test_request_context():
        topic = begun(gated, other, "A secret title")
    scene.browser(other).post(f"/community/t/{topic.id}/closure")
    assert "A secret title" in scene.browser(other).get("/community/log").get_data(as_text=True)
    assert "A secret title" not in scene.browser(scene.moderator).get("/community/log").get_data(as_text=True)


@pytest.mark.parametrize("url", ["/community/bulk", "/community/log"])
def test_lists_ask_the_same_however_long(app: Flask, scene: Scene, url: str) -> None:
    browser = signed_in(app, scene.moderator)
    made: list[int] = []

    def add(number: int) -> None:
        for _ in range(number):
            name = f"Person {len(made)}"
            with app.test_request_context():
                made.append(begun(a_room(name), somebody(name, f"Company {name}"), name).id)
            scene.browser(staff("moderator", name=f"Mo {name}")).post(f"/community/t/{made[-1]}/closure")

    assert_queries_do_not_grow(app, browser, url, add, few=2, full=20)
