"""What is said under an idea: kept until it is sent, with people in it who are named and hear of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db
from portal.kits.notices.models import Notice
from portal.kits.writing.models import Draft
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.rooms.ideas.models import IdeaComment
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import an_agreement, signed, somebody
from tests.rooms.ideas.boards import a_board, an_idea
from tests.waiting import told_when

pytestmark = pytest.mark.one_database


def kept() -> list[str]:
    return list(db.session.scalars(select(Draft.body)))


def heard(kind: str) -> set[int]:
    drain()
    return set(db.session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def test_a_comment_is_kept_while_it_is_typed_and_an_old_tab_overwrites_nothing(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, somebody())
    place, page = f"/community/drafts/idea:{idea.id}", f"/ideas/{idea.id}"
    browser.post(place, json={"body": "Half", "sequence": 0})
    browser.post(place, json={"body": "Half a thought", "sequence": 1})
    stale = browser.post(place, json={"body": "Old", "sequence": 1})
    assert (stale.status_code, (stale.json or {})["body"]) == (409, "Half a thought")
    html = browser.get(page).get_data(as_text=True)
    assert "Half a thought" in html
    assert 'data-draft-sequence="2"' in html
    drafts = browser.get("/community/drafts").get_data(as_text=True)
    assert f'<a href="{page}#say">Compare scanned PDFs</a>' in drafts
    assert "Half a thought" not in signed_in(app, somebody("Ana Sousa", "Fjord Bank")).get(page).get_data(as_text=True)
    browser.post(f"{page}/comments", data={"body": "A whole thought.", "sequence": "2"})
    assert kept() == []
    comment = db.session.scalars(select(IdeaComment.id)).one()
    browser.post(f"/community/drafts/ideacomment:{comment}", json={"body": "A better one", "sequence": 0})
    edit = f"/ideas/comments/{comment}/edit"
    assert "A better one" in browser.get(edit).get_data(as_text=True)
    assert f'href="{edit}"' in browser.get("/community/drafts").get_data(as_text=True)
    browser.post(edit, data={"body": "A better one."})
    assert kept() == []


def test_a_comment_that_is_refused_stays_typed_and_is_kept(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, somebody())
    for _ in range(20):
        browser.post(f"/ideas/{idea.id}/comments", data={"body": "As well."})
    answer = browser.post(f"/ideas/{idea.id}/comments", data={"body": "The twenty-first"})
    told_when(answer)
    assert "The twenty-first" in answer.get_data(as_text=True)
    assert kept() == ["The twenty-first"]


def test_other_words_for_a_comment_stand_in_the_ledger_with_whoever_wrote_them(app: Flask) -> None:
    mei, moderator = somebody(), staff("moderator", name="Noor Aziz")
    idea = an_idea(a_board())
    signed_in(app, mei).post(f"/ideas/{idea.id}/comments", data={"body": "As well, damn it."})
    comment_id = db.session.scalars(select(IdeaComment.id)).one()
    browser, edit = signed_in(app, moderator), f"/ideas/comments/{comment_id}/edit"
    for _twice in range(2):
        assert browser.post(edit, data={"body": "As well."}).status_code == 303
    line = db.session.scalars(select(Activity).where(Activity.verb == "comment.edited")).one()
    assert (line.actor_user_id, line.member_id, line.about_id) == (moderator.id, None, comment_id)
    signed_in(app, mei).post(edit, data={"body": "As well, please."})
    own = select(Activity.member_id).where(Activity.verb == "comment.edited", Activity.actor_user_id == mei.id)
    assert db.session.scalars(own).one() == mei.member_id


def test_what_a_colleague_began_comes_back_as_a_note(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, staff("product", name="Lena Vogt"))
    page = f"/ideas/{idea.id}"
    fresh = browser.get(page).get_data(as_text=True)
    browser.post(f"/community/drafts/idea:{idea.id}", json={"body": "Costs a quarter", "sequence": 0})
    again = browser.get(page).get_data(as_text=True)
    assert ("checked" in _box(fresh), "checked" in _box(again)) == (False, True)


def _box(html: str) -> str:
    return next(part for part in html.split("<input") if 'name="internal"' in part).partition(">")[0]


def test_whoever_cannot_comment_keeps_no_draft(app: Flask) -> None:
    agreement, ana, mei = an_agreement(), somebody("Ana Sousa", "Fjord Bank"), somebody()
    signed(agreement, ana)
    idea = an_idea(a_board("First look", agreement_id=agreement.id), by=ana)
    quiet = an_idea(a_board("Quiet", members_comment=False))
    for browser, place in ((mei, f"idea:{idea.id}"), (ana, f"idea:{quiet.id}"), (ana, "idea:0"), (ana, "story:1")):
        assert signed_in(app, browser).post(f"/community/drafts/{place}", json={"body": "x"}).status_code == 404
    assert signed_in(app, mei).get(f"/ideas/{idea.id}/people?q=ana").status_code == 404
    assert kept() == []


def test_people_are_offered_who_show_themselves_and_see_the_board(app: Flask) -> None:
    mei, ana = somebody(country="JP"), somebody("Ana Sousa", "Fjord Bank", country="PT")
    olaf = somebody("Olaf Holm", "Halden", country="NO")
    lena = staff("product", name="Lena Vogt")
    board = a_board(audiences={"see": {"country": ["JP", "PT"]}})
    idea = an_idea(board, by=lena)
    browser, url = signed_in(app, mei), f"/ideas/{idea.id}/people?q="
    assert browser.get(f"{url}lena").json == [{"handle": lena.handle, "name": "Lena Vogt"}]
    assert browser.get(f"{url}ana").json == [], "she has not shown herself"
    signed_in(app, ana).post(f"/ideas/{idea.id}/comments", data={"body": "As well."})
    assert browser.get(f"{url}ana").json == [{"handle": ana.handle, "name": "Ana Sousa"}]
    assert browser.get(f"{url}olaf").json == []
    assert browser.get(f"/members/{ana.handle}").status_code == 200
    assert signed_in(app, olaf).get(f"/members/{ana.handle}").status_code == 404
    body = f"@{ana.handle}, @{olaf.handle}, @{lena.handle}: how many?"
    browser.post(f"/ideas/{idea.id}/comments", data={"body": body})
    page = browser.get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert f'href="/members/{lena.handle}"' in page
    assert f'href="/members/{olaf.handle}"' not in page
    assert heard("ideas.mention") == {ana.id, lena.id}
    assert ana.id not in heard("ideas.comment"), "who is named hears once"


def test_a_note_that_names_somebody_reaches_colleagues_alone(app: Flask) -> None:
    mei, lena, daniel = somebody(), staff("product", name="Lena Vogt"), staff("success", name="Daniel Weber")
    idea, browser = an_idea(a_board(), by=mei), signed_in(app, lena)
    note = {"body": f"@{daniel.handle} and @{mei.handle}: costs a quarter.", "internal": "y"}
    browser.post(f"/ideas/{idea.id}/comments", data=note)
    assert heard("ideas.mention") == {daniel.id}
    assert heard("ideas.comment") == set()


@pytest.mark.parametrize("path", ["/ideas/{idea}", "/community/drafts"])
def test_names_and_drafts_ask_no_more_for_more_of_them(app: Flask, path: str) -> None:
    board, made, reader = a_board(), [], somebody("Omar Haddad", "Helio Energy")
    first, browser = an_idea(board), signed_in(app, reader)

    def more(number: int) -> None:
        for _ in range(number):
            author = somebody(f"Author {len(made)}", f"Company {len(made)}")
            made.append(an_idea(board, f"Wish {len(made)}", by=author))
            body = f"@{author.handle} says so."
            signed_in(app, author).post(f"/ideas/{first.id}/comments", data={"body": body})
            browser.post(f"/community/drafts/idea:{made[-1].id}", json={"body": "Half", "sequence": 0})

    assert_queries_do_not_grow(app, browser, path.format(idea=first.id), more, few=3, full=18)
