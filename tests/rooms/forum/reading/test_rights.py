"""What somebody must not see is nowhere: page, list, JSON, counts, search; and always the same 404."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import StaffRole, User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.admission.agreements import change_agreement
from portal.kits.admission.models import Agreement
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.forum.actions.topics import delete_topic
from portal.rooms.forum.models import Category, Post, Topic
from portal.rooms.forum.queries.unread import unread_counts
from tests.actors import signed_in, staff
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, signed, somebody
from tests.rooms.testimonials.quoting import index_everything

JSON = {"Accept": "application/json"}
SECRET = "Walrus"


def addresses(topic: Topic) -> tuple[str, ...]:
    """Everything that is about this one topic and its room."""
    return f"/community/t/{topic.id}", f"/community/t/{topic.id}/1", f"/community/c/{topic.category_id}"


def acts(topic: Topic) -> tuple[tuple[str, dict[str, object]], ...]:
    return (
        (f"/community/t/{topic.id}/reading", {"number": 1}),
        (f"/community/t/{topic.id}/level", {"level": "muted"}),
        (f"/community/c/{topic.category_id}/level", {"level": "muted"}),
        (f"/community/reading?category={topic.category_id}", {}),
    )


def everything_listed(browser: FlaskClient) -> str:
    """All lists, feeds and searches in which the topic could stand, put together."""
    paths = ("/community", "/community?show=new", "/community?show=unread", f"/community/search?q={SECRET}", "/")
    found = []
    for path in paths:
        for headers in ({}, JSON):
            answer = browser.get(path, headers=headers)
            assert answer.status_code in {200, 303}, (path, answer.status_code)
            found.append(answer.get_data(as_text=True).replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', ""))
    return "".join(found).replace(f"<title>{SECRET} ", "")


def assert_unseen(app: Flask, user: User, topic: Topic) -> None:
    browser = signed_in(app, user)
    for path in addresses(topic):
        nothing = browser.get(path.replace(str(topic.id), "999999").replace(f"/c/{topic.category_id}", "/c/999999"))
        for headers in ({}, JSON):
            answer = browser.get(path, headers=headers)
            assert answer.status_code == nothing.status_code == 404, path
            assert SECRET not in answer.get_data(as_text=True)
    for path, data in acts(topic):
        assert browser.post(path, data=data).status_code == 404, path
    assert SECRET not in everything_listed(browser)
    assert topic.category_id not in unread_counts(Viewer(db.session.get_one(User, user.id)))


def assert_seen(app: Flask, user: User, topic: Topic) -> None:
    browser = signed_in(app, user)
    assert all(browser.get(path).status_code == 200 for path in addresses(topic))
    assert SECRET in everything_listed(browser)
    hits = browser.get(f"/community/search?q={SECRET}", headers=JSON).json or {}
    assert hits["total"] == 1


def a_secret(room: Category) -> Topic:
    """A topic with a telling word in title and body, in the index."""
    topic = begun(room, staff("owner", name="Olga Owner"), f"{SECRET} plans", f"The {SECRET} is coming.")
    index_everything()
    return topic


def promoters_only(**changes: Any) -> Category:
    return a_room("Inner circle", audience={"segment": ["promoter"]}, **changes)


def test_another_audience_sees_nothing(app: Flask) -> None:
    topic = a_secret(promoters_only())
    assert_seen(app, somebody(segment="promoter"), topic)
    assert_unseen(app, somebody("Jonas Lind", "Helio Energy", segment="detractor"), topic)


def test_who_leaves_the_audience_sees_nothing_at_once(app: Flask) -> None:
    mei, topic = somebody(segment="promoter"), a_secret(promoters_only())
    assert_seen(app, mei, topic)
    with transaction() as session:
        session.get_one(Member, mei.member_id).segment = "passive"
    assert_unseen(app, mei, topic)


def test_without_a_signature_only_the_name_of_the_room_is_known(app: Flask) -> None:
    agreement = an_agreement()
    mei, topic = somebody(), a_secret(a_room("First look", description="Hush", agreement_id=agreement.id))
    assert_unseen(app, mei, topic)
    assert_unseen(app, staff("success"), topic)
    page = signed_in(app, mei).get("/community").get_data(as_text=True)
    assert "First look" in page
    assert "Read the agreement" in page
    assert "Hush" not in page
    signed(agreement, mei)
    assert_seen(app, mei, topic)


def test_a_new_version_gates_again(app: Flask) -> None:
    agreement = an_agreement()
    mei, topic = somebody(), a_secret(a_room("First look", agreement_id=agreement.id))
    signed(agreement, mei)
    assert_seen(app, mei, topic)
    with transaction() as session:
        owner = session.query(User).join(StaffRole).limit(1).one()
        change_agreement(session.get_one(Agreement, agreement.id), "Stricter words.", owner)
    assert_unseen(app, mei, topic)


def test_a_deleted_topic_is_gone_everywhere(app: Flask) -> None:
    mei, topic = somebody(), a_secret(a_room())
    begun(db.session.get_one(Category, topic.category_id), mei, "Another")
    with transaction() as session:
        delete_topic(session.get_one(Topic, topic.id), session.query(User).limit(1).one())
    browser = signed_in(app, mei)
    assert browser.get(f"/community/t/{topic.id}").status_code == 404
    assert SECRET not in everything_listed(browser)
    assert SECRET not in browser.get(f"/community/c/{topic.category_id}").get_data(as_text=True)


def test_a_topic_that_moved_behind_a_gate_is_gone_for_those_outside(app: Flask) -> None:
    mei, topic = somebody(segment="passive"), a_secret(a_room())
    assert_seen(app, mei, topic)
    gated = promoters_only()
    with transaction() as session:
        session.get_one(Topic, topic.id).category_id = gated.id
    assert_unseen(app, mei, db.session.get_one(Topic, topic.id))
    index_everything()
    assert_unseen(app, mei, db.session.get_one(Topic, topic.id))


@pytest.mark.parametrize("path", ["/community", "/community/search?q=x", "/community/t/1", "/community/c/1"])
def test_signed_out_people_sign_in_first(app: Flask, path: str) -> None:
    a_secret(a_room())
    answer = app.test_client().get(path)
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_somebody_who_can_no_longer_sign_in_is_signed_out_at_once(app: Flask) -> None:
    mei, topic = somebody(), a_secret(a_room())
    browser = signed_in(app, mei)
    assert browser.get(f"/community/t/{topic.id}").status_code == 200
    with transaction() as session:
        session.get_one(User, mei.id).active = False
    assert browser.get(f"/community/t/{topic.id}").status_code == 303


def test_the_administrator_has_no_part_in_the_forum(app: Flask) -> None:
    topic = a_secret(a_room())
    browser = signed_in(app, staff("admin"))
    for path in ("/community", "/community/search?q=x", *addresses(topic)):
        assert browser.get(path).status_code == 404, path


def test_a_merged_topic_leads_on_only_for_those_who_see_where_it_went(app: Flask) -> None:
    mei, outside = somebody(segment="promoter"), somebody("Jonas Lind", "Helio Energy", segment="passive")
    topic, into = a_secret(a_room()), begun(promoters_only(), staff("owner"), "Kept")
    with transaction() as session:
        session.get_one(Topic, topic.id).merged_into_id = into.id
    answer = signed_in(app, mei).get(f"/community/t/{topic.id}")
    assert (answer.status_code, answer.location) == (301, f"/community/t/{into.id}")
    assert signed_in(app, outside).get(f"/community/t/{topic.id}").status_code == 404


def test_a_room_of_others_is_not_counted(app: Flask) -> None:
    topic = a_secret(promoters_only())
    jonas = somebody("Jonas Lind", "Helio Energy", segment="passive")
    answer = signed_in(app, jonas).get("/community", headers=JSON).json or {}
    assert answer == {"topics": [], "unread": {}}
    assert topic.id


def test_a_hidden_post_is_out_of_the_search_at_once(app: Flask) -> None:
    mei, topic = somebody(), a_secret(a_room())
    with transaction() as session:
        session.query(Post).filter_by(topic_id=topic.id).one().hidden_at = now()
    for user in (mei, staff("moderator")):
        found = signed_in(app, user).get(f"/community/search?q={SECRET}", headers=JSON).json or {}
        assert (found["total"], found["categories"]) == (0, [])
