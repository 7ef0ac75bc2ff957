"""What members do with ideas, on their pages: read, suggest, vote, say why, follow, comment, answer."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.search.actions import index_due
from portal.rooms.ideas.actions.closing import notify_voters
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.models import Board, ClosingNote, Idea, IdeaComment, IdeaFollower, Vote
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import an_agreement, signed, somebody
from tests.rooms.ideas.boards import a_board, an_idea, idea_now, moved

pytestmark = pytest.mark.one_database

NONCE = "a" * 32


def count(table: type[Vote | Idea | IdeaComment | IdeaFollower]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_vote_is_given_explained_and_taken_back(app: Flask) -> None:
    mei, idea = somebody(), an_idea(a_board())
    browser = signed_in(app, mei)
    answer = browser.post(f"/ideas/{idea.id}/vote", data={"next": f"/ideas/{idea.id}"})
    assert answer.location == f"/ideas/{idea.id}#why"
    page = browser.get(f"/ideas/{idea.id}").text
    assert "Your vote counts. Add your reason below." in page
    assert "Why does this matter to you?" in page.partition('id="why"')[2]
    browser.post(f"/ideas/{idea.id}/reason", data={"reason": "Ward forms still arrive by fax."})
    assert db.session.scalars(select(Vote.reason)).one() == "Ward forms still arrive by fax."
    answer = browser.post(f"/ideas/{idea.id}/vote/end", data={"next": "/ideas?order=newest"})
    assert answer.location == "/ideas?order=newest"
    assert (count(Vote), idea_now(idea).voters) == (0, 0)


def test_whoever_votes_in_a_list_stays_in_it(app: Flask) -> None:
    board = a_board()
    idea, browser, url = an_idea(board), signed_in(app, somebody()), f"/ideas/boards/{board.id}"
    assert f'action="/ideas/{idea.id}/vote#idea-{idea.id}"' in browser.get(url).text
    answer = browser.post(f"/ideas/{idea.id}/vote", data={"next": url})
    assert (answer.location, count(Vote)) == (url, 1)
    assert f'href="/ideas/{idea.id}#why">Add your reason</a>' in browser.get(url).text


def test_a_reason_that_is_too_long_stays_typed(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, somebody())
    browser.post(f"/ideas/{idea.id}/vote")
    answer = browser.post(f"/ideas/{idea.id}/reason", data={"reason": "fax " * 600})
    assert answer.status_code == 422
    assert "fax fax fax" in answer.get_data(as_text=True)


def test_what_is_like_it_is_shown_once_before_an_idea_is_taken(app: Flask) -> None:
    board = a_board()
    known = an_idea(board, "Compare scanned PDFs")
    while index_due():
        pass
    browser, url = signed_in(app, somebody()), f"/ideas/boards/{board.id}/new"
    typed = {"title": "Compare scanned forms", "body": "By fax.", "nonce": NONCE}
    answer = browser.post(url, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'formaction="/ideas/{known.id}/vote#main"' in page
    assert "By fax." in page
    sent = [browser.post(url, data={**typed, "looked": "Compare scanned forms"}) for _ in range(2)]
    assert {each.status_code for each in sent} == {303}
    assert count(Idea) == 2, "the same form sent twice is one idea"
    assert browser.post(f"/ideas/{known.id}/vote", data=typed).status_code == 303
    found = browser.get("/ideas/similar?title=Compare+scanned").json or {}
    assert {each["title"] for each in found["topics"]} == {"Compare scanned PDFs"}
    assert found["topics"][0]["act"] is None, "they want it already"


def test_an_idea_without_a_title_is_refused(app: Flask) -> None:
    answer = signed_in(app, somebody()).post(f"/ideas/boards/{a_board().id}/new", data={"title": " ", "body": "Fax."})
    assert answer.status_code == 422
    assert "Fax." in answer.get_data(as_text=True)


def test_a_comment_is_taken_once_and_a_note_is_for_colleagues(app: Flask) -> None:
    mei, lena, idea = somebody(), staff("product", name="Lena Vogt"), an_idea(a_board())
    browser, colleague, url = signed_in(app, mei), signed_in(app, lena), f"/ideas/{idea.id}/comments"
    for _ in range(2):
        answer = browser.post(url, data={"body": "Here **as well**.", "nonce": NONCE, "internal": "y"})
    assert answer.location.endswith(f"#comment-{db.session.scalars(select(IdeaComment.id)).one()}")
    assert "<strong>as well</strong>" in browser.get(answer.location).get_data(as_text=True)
    colleague.post(url, data={"body": "Costs a quarter.", "internal": "y"})
    assert "Costs a quarter." in colleague.get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert "Costs a quarter." not in browser.get(f"/ideas/{idea.id}").get_data(as_text=True)
    note = db.session.scalars(select(IdeaComment.id).where(IdeaComment.internal)).one()
    assert browser.get(f"/ideas/comments/{note}/edit").status_code == 404
    assert browser.post(url, data={"body": ""}).status_code == 422


def test_authors_change_their_own_words_and_nobody_else_s(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    idea = an_idea(a_board(), by=mei)
    mine, theirs = signed_in(app, mei), signed_in(app, ana)
    mine.post(f"/ideas/{idea.id}/comments", data={"body": "First."})
    comment = db.session.scalars(select(IdeaComment.id)).one()
    for url in (f"/ideas/{idea.id}/edit", f"/ideas/comments/{comment}/edit"):
        assert theirs.get(url).status_code == 404
        assert mine.get(url).status_code == 200
    assert mine.post(f"/ideas/{idea.id}/edit", data={"title": "Compare scans"}).status_code == 303
    mine.post(f"/ideas/comments/{comment}/edit", data={"body": "Second."})
    assert idea_now(idea).title == "Compare scans"
    assert "Second." in theirs.get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert theirs.post(f"/ideas/comments/{comment}/deletion").status_code == 409


def test_following_begins_and_ends(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, somebody())
    browser.post(f"/ideas/{idea.id}/following")
    assert count(IdeaFollower) == 1
    assert "Unfollow" in browser.get(f"/ideas/{idea.id}").get_data(as_text=True)
    browser.post(f"/ideas/{idea.id}/following/end")
    assert count(IdeaFollower) == 0


def test_whether_it_is_still_wanted_is_asked_by_a_page_and_said_by_a_button(app: Flask) -> None:
    idea, browser = an_idea(a_board()), signed_in(app, somebody())
    url = f"/ideas/{idea.id}/still"
    assert browser.get(url).status_code == 404, "who has not voted is not asked"
    browser.post(f"/ideas/{idea.id}/vote")
    before = db.session.scalars(select(Vote.confirmed_at)).one()
    assert browser.get(url).status_code == 200
    assert db.session.scalars(select(Vote.confirmed_at)).one() == before
    assert browser.post(url).status_code == 303
    assert db.session.scalars(select(Vote.confirmed_at)).one() > before


def test_only_the_voter_reads_what_they_were_told_and_a_look_answers_nothing(app: Flask) -> None:
    mei, ana, lena = somebody(), somebody("Ana Sousa", "Fjord Bank"), staff("product", name="Lena Vogt")
    idea = an_idea(a_board(), by=mei)
    signed_in(app, mei).post(f"/ideas/{idea.id}/reason", data={"reason": "Forms come by fax."})
    moved(idea, "plan", lena)
    moved(idea, "ship", lena, message="It is there.")
    with transaction() as session:
        notify_voters(session.get_one(Idea, idea.id), session.get_one(User, lena.id), "Thank you for pushing.")
    note = db.session.scalars(select(ClosingNote.id)).one()
    browser, url = signed_in(app, mei), f"/ideas/told/{note}"
    page = browser.get(url).get_data(as_text=True)
    assert "Thank you for pushing." in page
    assert "Forms come by fax." in page
    assert db.session.get_one(ClosingNote, note).answer is None
    assert "You wanted this, and it has shipped" in browser.get("/").get_data(as_text=True)
    assert signed_in(app, ana).get(url).status_code == 404
    assert signed_in(app, ana).post(url, data={"answer": "no"}).status_code == 404
    assert browser.post(url, data={"answer": "perhaps"}).status_code == 422
    browser.post(url, data={"answer": "nearly", "text": "Handwriting fails."})
    assert db.session.get_one(ClosingNote, note).answer == "nearly"
    page = browser.get(f"/ideas/{idea.id}").get_data(as_text=True)
    for words in ("You said:", "Nearly.", "Handwriting fails.", "1 person wanted this"):
        assert words in page


def test_home_says_what_became_of_what_one_wanted_and_of_nothing_else(app: Flask) -> None:
    mei, ana, lena = somebody(), somebody("Ana Sousa", "Fjord Bank"), staff("product", name="Lena Vogt")
    board, gate = a_board(), an_agreement()
    ideas = [an_idea(board, title) for title in ("Read faxes", "Sign on a phone", "Count pages", "Hear it aloud")]
    browser = signed_in(app, mei)
    assert "What came of your ideas" not in browser.get("/").get_data(as_text=True)
    for idea, act in zip(ideas, ("vote", "vote", "following"), strict=False):
        browser.post(f"/ideas/{idea.id}/{act}")
    for idea in (ideas[0], *ideas[2:]):
        moved(idea, "plan", lena, message=f"We begin with {idea.title.lower()}.", reason="Nine banks asked.")
    page = browser.get("/").get_data(as_text=True)
    for words in ("We begin with read faxes.", "We begin with count pages."):
        assert words in page
    for words in ("Sign on a phone", "Hear it aloud", "Nine banks asked."):
        assert words not in page, "it did not move, or is not theirs, or is for colleagues"
    assert "We begin with" not in signed_in(app, ana).get("/").get_data(as_text=True)
    moved(ideas[0], "ship", lena, message="It is there.")
    with transaction() as session:
        notify_voters(session.get_one(Idea, ideas[0].id), session.get_one(User, lena.id), "It reads them.")
    page = browser.get("/").get_data(as_text=True)
    assert page.count("Read faxes") == 1, "what one is asked about stands by itself"
    with transaction() as session:
        session.get_one(Board, board.id).agreement_id = gate.id
    page = browser.get("/").get_data(as_text=True)
    assert ("Read faxes" in page, "Count pages" in page) == (False, False), "no longer theirs to see"


@pytest.mark.parametrize("path", ["", "/{idea}", "/roadmap"])
def test_members_read_nothing_of_who_wants_it(app: Flask, path: str) -> None:
    idea = an_idea(a_board(), by=somebody("Kim Park", "Helio Energy", segment="detractor"))
    voter = somebody("Ana Sousa", "Fjord Bank", segment="promoter")
    signed_in(app, voter).post(f"/ideas/{idea.id}/vote")
    page = signed_in(app, somebody()).get("/ideas" + path.format(idea=idea.id)).get_data(as_text=True)
    for secret in ("Ana Sousa", "Fjord Bank", "Promoter", "promoter", "detractor", "€"):
        assert secret not in page


def test_a_board_behind_an_agreement_is_nothing_before_it_is_signed(app: Flask) -> None:
    agreement, ana, mei = an_agreement(), somebody("Ana Sousa", "Fjord Bank"), somebody()
    board = a_board("First look", agreement_id=agreement.id)
    signed(agreement, ana)
    idea = an_idea(board, "The lantern", by=ana)
    inside, outside = signed_in(app, ana), signed_in(app, mei)
    assert inside.get(f"/ideas/{idea.id}").status_code == 200
    for path in (f"/ideas/{idea.id}", f"/ideas/boards/{board.id}", f"/ideas/boards/{board.id}/new"):
        assert outside.get(path).status_code == 404
    for act in ("vote", "following", "comments"):
        assert outside.post(f"/ideas/{idea.id}/{act}", data={"body": "Hello"}).status_code == 404
    page = outside.get("/ideas").get_data(as_text=True)
    assert "lantern" not in page + outside.get("/ideas/roadmap").get_data(as_text=True)
    assert "lantern" not in str((outside.get("/ideas/similar?title=lantern")).json)


def test_who_may_not_vote_has_no_vote(app: Flask) -> None:
    idea = an_idea(a_board(members_vote=False, members_comment=False))
    browser = signed_in(app, somebody())
    assert f'action="/ideas/{idea.id}/vote' not in browser.get("/ideas").get_data(as_text=True)
    assert browser.post(f"/ideas/{idea.id}/vote").status_code == 404
    assert browser.post(f"/ideas/{idea.id}/comments", data={"body": "Hello"}).status_code == 404
    assert signed_in(app, staff("product")).post(f"/ideas/{idea.id}/vote").status_code == 404


def test_a_list_is_paged_to_its_end_in_every_order(app: Flask) -> None:
    board, lena = a_board(), staff("product", name="Lena Vogt")
    for number in range(27):
        an_idea(board, f"Idea {number:02}", by=lena)
    browser = signed_in(app, somebody())
    for order in ("rank", "newest", "voters"):
        path, found = f"/ideas?order={order}", []
        while path:
            html = browser.get(path).get_data(as_text=True)
            found += [n for n in range(27) if f">Idea {n:02}<" in html]
            path = html.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert sorted(found) == list(range(27))


@pytest.mark.parametrize("path", ["/ideas", "/ideas/{idea}"])
def test_more_to_show_asks_no_more(app: Flask, path: str) -> None:
    board, made = a_board(), []
    first = an_idea(board)

    def more(number: int) -> None:
        for _ in range(number):
            author = somebody(f"Author {len(made)}", f"Company {len(made)}")
            made.append(an_idea(board, f"Wish {len(made)}", by=author))
            with transaction() as session:
                comment_on(session.get_one(Idea, first.id), session.get_one(User, author.id), "As well.")

    assert_queries_do_not_grow(app, signed_in(app, somebody()), path.format(idea=first.id), more, few=3, full=20)


def test_a_list_names_its_authors_to_colleagues_alone(app: Flask) -> None:
    board = a_board()
    an_idea(board, "Compare scanned PDFs", by=somebody("Arjun Mehta", "Fjord Bank"))
    seen = {
        role: client.get("/ideas").get_data(as_text=True)
        for role, client in {"member": signed_in(app, somebody()), "product": signed_in(app, staff("product"))}.items()
    }
    assert ("Arjun Mehta" in seen["member"], "Arjun Mehta" in seen["product"]) == (False, True)
