"""What product does with ideas: decide, plan, merge, vote for others, tell, keep views, take files; and boards."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.rooms.ideas.models import Board, ClosingNote, Vote
from tests.actors import a_member, signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea, idea_now, moved

pytestmark = pytest.mark.one_database

BOARD = {"name": "Mobile", "tone": "blue", "icon": "rocket", "agreement": "0", "members_create": "y"}


def wanted_by(app: Flask, idea_id: int, name: str, company: str, reason: str = "", **traits: object) -> None:
    browser = signed_in(app, somebody(name, company, **traits))
    browser.post(f"/ideas/{idea_id}/vote")
    browser.post(f"/ideas/{idea_id}/reason", data={"reason": reason})


def test_the_decision_page_says_who_wants_it_and_why(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, staff("product", name="Lena Vogt"))
    wanted_by(app, idea.id, "Ana Sousa", "Fjord Bank", "Forms come by fax.", segment="promoter")
    wanted_by(app, idea.id, "Kim Park", "Helio Energy", segment="passive")
    page = browser.get(f"/ideas/{idea.id}/decision").get_data(as_text=True)
    for words in ("2 people, 2 companies", "Forms come by fax.", "Ana Sousa", "Too few ", "Three who could"):
        assert words in page
    page = browser.get(f"/ideas/{idea.id}/decision?by=segment").get_data(as_text=True)
    assert re.search(r'<th scope="row">\s*Promoters?\s*</th>', page)


def test_a_move_is_previewed_then_made_and_members_read_its_message(app: Flask) -> None:
    mei, idea = somebody(), an_idea(a_board())
    browser, url = signed_in(app, staff("product", name="Lena Vogt")), f"/ideas/{idea.id}/move"
    said = {"step": "plan", "message": "We begin in spring.", "reason": "Nine banks asked.", "version": idea.version}
    answer = browser.post(url, data={**said, "preview": "1"})
    assert "What those who want it will read" in answer.get_data(as_text=True)
    assert idea_now(idea).status == "new"
    assert browser.post(url, data=said).status_code == 303
    page = signed_in(app, mei).get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert "We begin in spring." in page
    assert "Nine banks asked." not in page
    stale = browser.post(url, data={**said, "step": "start"})
    assert stale.status_code == 409
    assert "We begin in spring." in stale.get_data(as_text=True), "what was typed stays"
    declined = browser.post(url, data={"step": "decline", "version": idea_now(idea).version})
    assert declined.status_code == 422
    assert idea_now(idea).status == "planned"


def test_a_quarter_puts_it_on_the_roadmap(app: Flask) -> None:
    idea, lena = an_idea(a_board()), staff("product", name="Lena Vogt")
    moved(idea, "plan", lena)
    browser = signed_in(app, lena)
    quarter = re.findall(r'value="(20\d\d-Q\d)"', browser.get(f"/ideas/{idea.id}/decision").get_data(as_text=True))[1]
    browser.post(f"/ideas/{idea.id}/quarter", data={"quarter": quarter})
    page = signed_in(app, somebody()).get("/ideas/roadmap").get_data(as_text=True)
    assert "Compare scanned PDFs" in page
    assert browser.post(f"/ideas/{idea.id}/quarter", data={"quarter": "soon"}).status_code == 422


def test_a_vote_for_somebody_else_has_its_source(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, staff("success", name="Daniel Weber"))
    a_member("Jonas Lind", "Helio Energy")
    url = f"/ideas/{idea.id}/behalf"
    assert browser.post(url, data={"who": "Nobody", "source": "call"}).status_code == 422
    browser.post(url, data={"who": "Jonas Lind", "source": "call", "reason": "He asked twice."})
    vote = db.session.scalars(select(Vote)).one()
    assert (vote.source, vote.reason, vote.on_behalf_by.name) == ("call", "He asked twice.", "Daniel Weber")


def test_two_ideas_become_one_and_part_again(app: Flask) -> None:
    board, mei = a_board(), somebody()
    one, other = an_idea(board, "Compare scans"), an_idea(board, "Compare scanned PDFs")
    signed_in(app, mei).post(f"/ideas/{one.id}/vote")
    browser = signed_in(app, staff("product", name="Lena Vogt"))
    assert browser.post(f"/ideas/{one.id}/merge", data={"into": "nothing"}).status_code == 422
    assert (
        browser.post(f"/ideas/{one.id}/merge", data={"into": f"https://x.example/ideas/{other.id}"}).status_code == 303
    )
    assert idea_now(other).voters == 1
    assert signed_in(app, mei).get(f"/ideas/{one.id}").location == f"/ideas/{other.id}"
    page = browser.get(f"/ideas/{other.id}/decision").get_data(as_text=True)
    browser.post(re.findall(r"/ideas/merges/\d+/end", page)[0])
    assert (idea_now(one).voters, idea_now(other).voters) == (1, 0)


def test_a_debt_stands_on_today_until_a_person_has_written(app: Flask) -> None:
    lena, idea = staff("product", name="Lena Vogt"), an_idea(a_board())
    wanted_by(app, idea.id, "Ana Sousa", "Fjord Bank", "Forms come by fax.")
    moved(idea, "plan", lena)
    browser = signed_in(app, lena)
    answer = browser.post(
        f"/ideas/{idea.id}/move", data={"step": "ship", "message": "There.", "version": idea_now(idea).version}
    )
    assert answer.location.endswith(f"/ideas/{idea.id}/tell")
    assert "1 person is waiting" in browser.get("/today").get_data(as_text=True)
    page = browser.get(answer.location).get_data(as_text=True)
    assert "Forms come by fax." in page
    assert "Sort out first" not in page
    with transaction() as session:
        hold(session.scalars(select(Member.id).where(Member.given_name == "Ana")).one(), "promotion", "case:1")
    assert "Sort out first" in browser.get(answer.location).get_data(as_text=True)
    assert browser.post(answer.location, data={"message": "It reads faxes.", "preview": "1"}).status_code == 422
    assert db.session.scalars(select(ClosingNote.told_at)).one() is None
    assert browser.post(answer.location, data={"message": ""}).status_code == 422
    browser.post(answer.location, data={"message": "It reads faxes."})
    assert db.session.scalars(select(ClosingNote.quoted)).one() == "Forms come by fax."
    page = browser.get("/today").get_data(as_text=True)
    assert "Everybody who wanted what has shipped was told." in page


def test_views_are_kept_for_oneself(app: Flask) -> None:
    board = a_board()
    browser = signed_in(app, staff("product", name="Lena Vogt"))
    data = {"name": "Planned here", "board": board.id, "status": "planned", "order": "voters"}
    url = browser.post("/ideas/views", data=data).location
    assert browser.get(url).location == f"/ideas/boards/{board.id}?status=planned&order=voters"
    assert "Planned here" in browser.get("/ideas").get_data(as_text=True)
    assert signed_in(app, staff("product")).get(url).status_code == 404
    browser.post(f"{url}/end")
    assert browser.get(url).status_code == 404


def test_ideas_leave_as_files_for_those_who_manage_them(app: Flask) -> None:
    an_idea(a_board(), "=1+1")
    browser = signed_in(app, staff("product", name="Lena Vogt"))
    assert "'=1+1" in browser.get("/ideas/ideas.csv").get_data(as_text=True)
    assert browser.get("/ideas/ideas.json").get_json(force=True)[0]["title"] == "=1+1"
    assert signed_in(app, staff("success")).get("/ideas/ideas.csv").status_code == 404


def test_the_meeting_s_page_asks_no_more_for_more_ideas(app: Flask) -> None:
    board, made = a_board(), []

    def more(number: int) -> None:
        for _ in range(number):
            made.append(an_idea(board, f"Wish {len(made)}", by=somebody(f"Person {len(made)}", f"House {len(made)}")))
            reason = {"reason": f"Because {len(made)}."}
            author = signed_in(app, somebody(f"Voter {len(made)}", f"Firm {len(made)}"))
            author.post(f"/ideas/{made[-1].id}/vote")
            author.post(f"/ideas/{made[-1].id}/reason", data=reason)

    browser = signed_in(app, staff("product", name="Lena Vogt"))
    assert_queries_do_not_grow(app, browser, "/ideas/meeting", more, few=2, full=8)
    page = browser.get("/ideas/meeting").get_data(as_text=True)
    assert "Because 3." in page
    assert page.count("Too few") == 1, "what holds of all of them is said once"


def test_a_board_is_for_those_whom_its_lists_let_in(app: Flask) -> None:
    mei, olaf = somebody(country="JP"), somebody("Olaf Holm", "Halden", country="NO")
    lena = staff("product", name="Lena Vogt")
    browser = signed_in(app, lena)
    data = {**BOARD, "see-country": ["NO"], "see-segment": ["promoter"], "owners": [lena.id], "vote_budget": "3"}
    assert browser.post("/ideas/boards/new", data=data).status_code == 303
    board = db.session.scalars(select(Board)).one()
    assert (board.vote_budget, [owner.name for owner in board.owners]) == (3, ["Lena Vogt"])
    assert [(term.kind, term.value) for term in board.see_audience.terms] == [("country", "NO")]
    assert signed_in(app, olaf).get(f"/ideas/boards/{board.id}").status_code == 200
    assert signed_in(app, mei).get(f"/ideas/boards/{board.id}").status_code == 404
    url = f"/ideas/boards/{board.id}/edit"
    assert '<option value="NO" selected>' in browser.get(url).get_data(as_text=True)
    browser.post(url, data={**BOARD, "name": "Phone"})
    assert signed_in(app, mei).get(f"/ideas/boards/{board.id}").status_code == 200
    pages = [browser.post(f"/ideas/boards/{board.id}/retirement", follow_redirects=True).text for _twice in range(2)]
    assert ["That was done already. Nothing has changed." in page for page in pages] == [False, True]
    assert signed_in(app, mei).get(f"/ideas/boards/{board.id}/new").status_code == 404


@pytest.mark.parametrize("change", [{"name": ""}, {"tone": "loud"}, {"vote_budget": "0"}, {"answer_hours": "soon"}])
def test_a_board_that_makes_no_sense_is_refused_and_stays_typed(app: Flask, change: dict[str, str]) -> None:
    browser = signed_in(app, staff("product"))
    answer = browser.post("/ideas/boards/new", data={**BOARD, "description": "For phones.", **change})
    assert answer.status_code == 422
    assert "For phones." in answer.get_data(as_text=True)


@pytest.mark.parametrize("act", ["see", "create", "vote", "comment"])
def test_whoever_a_board_cannot_be_for_is_refused_at_the_list_where_they_were_chosen(app: Flask, act: str) -> None:
    page = signed_in(app, staff("product")).post("/ideas/boards/new", data={**BOARD, f"{act}-company": ["9999"]})
    assert (page.status_code, re.findall(r'id="(\w+)-error"', page.text)) == (422, [act])
    assert db.session.scalar(select(Board)) is None


def test_without_scripts_a_button_counts_and_keeps_nothing(app: Flask) -> None:
    somebody("Olaf Holm", "Halden", country="NO")
    browser = signed_in(app, staff("product"))
    answer = browser.post("/ideas/boards/new", data={**BOARD, "see-country": ["NO"], "count": "1"})
    assert "2 people will see this" in answer.get_data(as_text=True)
    assert browser.get("/ideas/boards/audience?see-country=NO").get_json()["people"] == 2
    assert db.session.scalars(select(Board)).first() is None


@pytest.mark.parametrize("act", ["move", "quarter", "merge", "tell", "behalf"])
def test_members_and_those_who_only_read_decide_nothing(app: Flask, act: str) -> None:
    idea = an_idea(a_board())
    others = [somebody()] if act == "behalf" else [somebody(), staff("success"), staff("executive")]
    for other in others:
        assert signed_in(app, other).post(f"/ideas/{idea.id}/{act}", data={"step": "plan"}).status_code == 404
