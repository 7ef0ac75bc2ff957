"""The feed: what its holder may see at this moment, and nothing once the address is over."""

from xml.etree import ElementTree as Xml

import pytest
from flask import Flask

from portal.access.endings import end_feed
from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.feeds import renew_feed
from portal.people.models import Member
from portal.rooms.forum.actions.posts import delete_post
from portal.rooms.forum.atom import Entry, atom
from portal.rooms.forum.models import Post
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import a_room, a_talk, begun, said, somebody

pytestmark = pytest.mark.one_database

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def address(user: User) -> str:
    with transaction() as session:
        token = renew_feed(session.get_one(User, user.id))
    return f"/feeds/{token}/community.xml"


def contents(app: Flask, path: str) -> list[str]:
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return [each.text or "" for each in Xml.fromstring(answer.data).findall("a:entry/a:content", NAMES)]


def test_it_shows_the_newest_posts_signed_out(app: Flask) -> None:
    mei = somebody()
    said(begun(a_room(), mei, "Fax & <letters>"), mei, "**Loud** ]]> words.")
    answer = app.test_client().get(path := address(mei))
    assert answer.mimetype == "application/atom+xml"
    assert b"Fax &amp; &lt;letters&gt;" in answer.data
    assert contents(app, path)[0].strip() == "<p><strong>Loud</strong> ]]&gt; words.</p>"
    assert b"https://advocates.northwind.example/community/t/1/2#post-2" in answer.data


def test_a_program_that_has_it_gets_nothing_again(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei)
    first = app.test_client().get(path := address(mei))
    again = {"If-None-Match": first.headers["ETag"]}
    assert app.test_client().get(path, headers=again).status_code == 304
    assert "Last-Modified" in first.headers
    said(topic, mei)
    assert app.test_client().get(path, headers=again).status_code == 200


def test_rights_deletions_and_mutes_count_at_once(app: Flask) -> None:
    mei, ana = somebody(segment="promoter"), somebody("Ana Sousa", "Fjord Bank", segment="promoter")
    gated = begun(a_room("Inner circle", audience={"segment": ["promoter"]}), ana, words="Gated.")
    post = said(begun(a_room(), ana, words="Stays."), ana, "Deleted.")
    muted = begun(a_room("Loud"), ana, words="Muted.")
    path = address(mei)
    assert len(contents(app, path)) == 4
    with transaction() as session:
        delete_post(session.get_one(Post, post.id), session.get_one(User, ana.id))
        session.get_one(Member, mei.member_id).segment = "passive"
    signed_in(app, mei).post(f"/community/t/{muted.id}/level", data={"level": "muted"})
    assert [words.strip() for words in contents(app, path)] == ["<p>Stays.</p>"]
    assert gated.id


def test_an_address_that_is_over_shows_nothing(app: Flask) -> None:
    mei = somebody()
    begun(a_room(), mei)
    first = address(mei)
    second = address(mei)
    assert [app.test_client().get(path).status_code for path in (first, second)] == [404, 200]
    with transaction():
        end_feed(mei.id)
    assert app.test_client().get(second).status_code == 404


def test_somebody_who_can_no_longer_sign_in_reads_no_feed(app: Flask) -> None:
    mei = somebody()
    path = address(mei)
    with transaction() as session:
        session.get_one(User, mei.id).active = False
    assert app.test_client().get(path).status_code == 404


def test_the_administrator_has_no_feed_of_the_forum(app: Flask) -> None:
    assert app.test_client().get(address(staff("admin"))).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 22, "a" * 400])
def test_an_address_that_was_never_made_shows_nothing(app: Flask, token: str) -> None:
    assert app.test_client().get(f"/feeds/{token}/community.xml").status_code == 404


def test_an_address_is_made_and_ended_on_the_page_and_shown_once(app: Flask) -> None:
    mei = somebody()
    browser = signed_in(app, mei)
    page = browser.post("/community/feed", follow_redirects=True).get_data(as_text=True)
    path = "/feeds/" + page.partition("/feeds/")[2].partition("community.xml")[0] + "community.xml"
    assert app.test_client().get(path).status_code == 200
    assert "/feeds/" not in browser.get("/community").get_data(as_text=True)
    browser.post("/community/feed/end")
    assert app.test_client().get(path).status_code == 404
    assert db.session.get(User, mei.id) is not None


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    from portal.core.clock import now

    entry = Entry("k", "a\x00b\ufffe", "u", "c\x1f", "d", "e\x08", now(), now())
    assert Xml.fromstring(atom("t", "u", "b", [entry])).findtext("a:entry/a:title", None, NAMES) == "ab"


def test_a_full_feed_asks_no_more_than_a_short_one(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei)
    assert_queries_do_not_grow(app, app.test_client(), address(mei), lambda n: a_talk(topic, n), few=3, full=18)


def test_whoever_tries_addresses_one_after_the_other_is_stopped_there_and_nowhere_else(app: Flask) -> None:
    browser = app.test_client()
    answers = [browser.get(f"/feeds/{'x' * 20}{number}/community.xml").status_code for number in range(601)]
    assert answers == [404] * 600 + [429]
    assert {browser.get("/sign-in").status_code for _ in range(61)} == {200}
