"""What colleagues do with a beta: plan it, choose people, look after it, settle reports, close it."""

import re
from urllib.request import Request, build_opener

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.admission.agreements import sign
from portal.people.logins import member_of
from portal.people.models import Audience, Member
from portal.rooms.betas.models import Beta, BetaClosing, BetaReport, BetaReportIdea
from portal.rooms.ideas.models import Board, Idea, Vote
from tests.actors import signed_in, staff
from tests.browser.conftest import served
from tests.queries import assert_queries_do_not_grow
from tests.rooms.betas.pages.rooms import Round
from tests.rooms.betas.rooms import a_beta, a_tester, act, again, applied, go, row, seated, status

pytestmark = pytest.mark.one_database

PLAN = {
    "name": "Compare scanned PDFs",
    "purpose": "See two scans side by side.",
    "instructions": "In the menu.",
    "idea": "0",
    "capacity": "2",
    "agreement": "0",
    "offer_hours": "24",
    "silence_days": "7",
    "answer_days": "3",
    "starts_at": "2027-01-04",
    "ends_at": "2027-02-01",
    "q1-text": "Which system?",
    "q1-choices": "Windows\nMac",
    "q1-fits": "Windows",
    "q1-otherwise": "This round needs Windows.",
}


def newest() -> Beta:
    db.session.rollback()
    return db.session.scalars(select(Beta).order_by(Beta.id.desc()).limit(1)).one()


def an_idea(*voters: Member) -> Idea:
    with transaction() as session:
        board = Board(name="Ideas", folded="ideas", created_at=now())
        session.add(board)
        session.flush()
        idea = Idea(
            board_id=board.id, title="Compare scans", folded="compare scans", status="planned",
            status_at=now(), created_at=now(), rank=0.0,
        )  # fmt: skip
        session.add(idea)
        session.flush()
        for member in voters:
            vote = Vote(idea_id=idea.id, member_id=member.id, reason="Wards fax.", created_at=now(), confirmed_at=now())
            session.add(vote)
    return idea


def test_a_beta_is_for_nobody_else_than_those_who_can_be_chosen(app: Flask) -> None:
    browser = signed_in(app, staff("product"))
    for beyond in ({"see-country": ["ZZ"]}, {"see-company": ["9999"]}, {"see-plan": ["gold"]}):
        answer = browser.post("/betas/new", data={**PLAN, **beyond})
        assert answer.status_code == 422
        assert "is no longer available" in answer.text
        assert 'id="see-error"' in answer.text
    gated = a_beta(staff("product"), audience={"plan": ["gold"]})
    assert '<option value="gold" selected>' in browser.get(f"/betas/{gated.id}/edit").text


def test_a_beta_is_planned_with_its_questions_audience_and_a_new_agreement(app: Flask) -> None:
    browser = signed_in(app, staff("product"))
    data = {**PLAN, "agreement_text": "Tell nobody.", "see-country": ["NO"], "see-segment": ["promoter"]}
    assert browser.post("/betas/new", data=data).status_code == 303
    beta = newest()
    (question,) = beta.questions
    assert beta.agreement is not None
    assert (beta.status, question.fits, beta.agreement.newest.text) == ("draft", ["Windows"], "Tell nobody.")
    audience = db.session.get_one(Audience, beta.audience_id)
    assert [(term.kind, term.value) for term in audience.terms] == [("country", "NO")]
    assert browser.get(f"/betas/{beta.id}/edit").headers["Location"] == f"/betas/{beta.id}/agreement", (
        "it binds us, too"
    )
    browser.post(f"/betas/{beta.id}/signature", data={"number": "1", "agreed": "y"})
    page = browser.get(f"/betas/{beta.id}/edit").get_data(as_text=True)
    assert '<option value="NO" selected>' in page
    assert 'value="2027-01-04"' in page
    again_ = {**PLAN, "name": "Compare scans", "agreement": str(beta.agreement_id), "version": "1"}
    assert browser.post(f"/betas/{beta.id}/edit", data=again_).status_code == 303
    assert (newest().name, newest().audience_id, db.session.scalars(select(Audience)).all()) == (
        "Compare scans",
        None,
        [],
    )
    stale = browser.post(f"/betas/{beta.id}/edit", data={**again_, "name": "Old"})
    assert stale.status_code == 422
    assert "Somebody changed this beta while you were writing" in stale.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Enter a name."),
        ({"ends_at": "2026-12-01"}, "It ends before it starts."),
        ({"q1-otherwise": ""}, "Write what to tell people"),
        ({"q1-choices": "Windows"}, "at least two answers"),
        ({"capacity": "0"}, "Number must be"),
    ],
)
def test_a_plan_that_cannot_be_comes_back_as_it_was_typed(app: Flask, change: dict[str, str], said: str) -> None:
    answer = signed_in(app, staff("product")).post("/betas/new", data={**PLAN, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert "See two scans side by side." in page


def test_it_goes_from_stage_to_stage_and_is_cancelled_only_with_words(round_: Round) -> None:
    browser = round_.browser(round_.pm)
    browser.post(f"{round_.url}/stage", data={"trigger": "pause"})
    assert again(round_.beta).status == "paused"
    wrong = browser.post(f"{round_.url}/stage", data={"trigger": "recruit"})
    assert wrong.status_code == 409
    browser.post(f"{round_.url}/stage", data={"trigger": "cancel"})
    assert again(round_.beta).status == "paused"
    browser.post(f"{round_.url}/stage", data={"trigger": "cancel", "reason": "It cannot work."})
    assert again(round_.beta).status == "cancelled"
    assert "It cannot work." in round_.browser(round_.mei).get(round_.url).get_data(as_text=True)


def test_voters_of_the_idea_are_drawn_with_the_reason_of_each_and_invited(app: Flask) -> None:
    pm, mei, jonas = staff("product"), a_tester(), a_tester("Jonas Lind", "Helio Energy")
    idea = an_idea(member_of(again(mei)), member_of(again(jonas)))
    browser = signed_in(app, pm)
    browser.post("/betas/new", data={**PLAN, "idea": str(idea.id)})
    beta = newest()
    go(beta, pm, "recruit")
    url = f"/betas/{beta.id}/invitations"
    page = browser.get(url).get_data(as_text=True)
    assert "2 people would be invited" in page
    assert page.count("“Wards fax.”") == 2
    assert "From 2 companies" in page
    assert page.count("has not tested yet") == 2
    browser.post(url, data={"source": "voters", "most": "1", "why": ""})
    people = browser.get(f"/betas/{beta.id}/testers?show=invited").get_data(as_text=True)
    assert ("Mei Tanaka" in people) != ("Jonas Lind" in people)
    assert "Voted for the idea" in people


def test_words_that_are_too_long_are_shown_again_in_full_and_do_nothing(round_: Round) -> None:
    browser, words = round_.browser(round_.pm), "ä" * 4_001
    who = row(round_.beta, round_.mei).id
    browser.post(f"{round_.url}/stage", data={"trigger": "pause"})
    for path, fields in (
        ("/stage", {"trigger": "cancel", "reason": words}),
        (f"/testers/{who}", {"act": "remove", "message": words}),
    ):
        answer = browser.post(round_.url + path, data=fields)
        assert answer.status_code == 422
        assert f"{words}</textarea>" in answer.text
        assert '-error"' in answer.text
    assert (again(round_.beta).status, status(round_.beta, round_.mei)) == ("paused", "active")
    assert browser.post(f"{round_.url}/stage", data={"reason": words}).status_code == 422


def test_words_for_one_tester_alone_are_not_cut(round_: Round) -> None:
    browser, who, words = round_.browser(round_.pm), row(round_.beta, round_.mei).id, "ä" * 4_001
    browser.post(f"{round_.url}/stage", data={"trigger": "wrap_up"})
    answer = browser.post(f"{round_.url}/closing", data={"thanks": "Thank you.", f"thanks-{who}": words})
    assert answer.status_code == 422
    assert f"{words}</textarea>" in answer.text
    assert again(round_.beta).status == "wrap_up"


def test_testers_are_drawn_or_chosen_and_the_others_are_told_in_words(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=2)
    people = [a_tester(f"Ann {letter}", f"Company {letter}") for letter in "ABC"]
    applied(beta, *people)
    go(beta, pm, "choose")
    browser, url = signed_in(app, pm), f"/betas/{beta.id}"
    assert browser.get(f"{url}/testers").get_data(as_text=True).count("would be drawn") == 2, "two of three"
    browser.post(f"{url}/draw", data={"most": "1", "why": "Scans every day"})
    assert [status(beta, user) for user in people] == ["selected", "applied", "applied"]
    second, third = (row(beta, user).id for user in people[1:])
    browser.post(f"{url}/testers/{second}", data={"act": "offer"})
    silent = browser.post(f"{url}/testers/{third}", data={"act": "turn_away", "message": " "}, follow_redirects=True)
    assert "Tell them why not this time" in silent.get_data(as_text=True)
    browser.post(f"{url}/testers/{third}", data={"act": "turn_away", "message": "You are first for the next."})
    assert [status(beta, user) for user in people] == ["selected", "selected", "not_this_round"]
    assert "You are first for the next." in signed_in(app, people[2]).get(url).get_data(as_text=True)
    assert browser.post(f"{url}/testers/{third}", data={"act": "crown"}).status_code == 422


def test_a_quiet_seat_is_passed_on_by_hand_and_stands_in_the_history(round_: Round) -> None:
    browser = round_.browser(round_.pm)
    quiet = row(round_.beta, round_.jonas).id
    browser.post(f"{round_.url}/testers/{quiet}?show=silent", data={"act": "pass_on"})
    assert (status(round_.beta, round_.jonas), status(round_.beta, round_.ana)) == ("expired", "selected")
    page = browser.get(f"{round_.url}/seats").get_data(as_text=True)
    assert "stayed quiet; the seat moved on" in page
    assert "Ana Sousa" in page


def test_without_the_signature_colleagues_see_nothing_of_what_was_found(round_: Round) -> None:
    browser = round_.browser(round_.pm)
    report_id = db.session.scalars(select(BetaReport.id)).one()
    for path in ("", "/reports", "/tasks", "/reports.csv"):
        page = browser.get(round_.url + path).get_data(as_text=True)
        assert "Upside-down" not in page, path
        assert "Compare two scans" not in page, path
    assert browser.get(f"{round_.url}/reports/{report_id}").status_code == 404
    browser.post(f"{round_.url}/signature", data={"number": "1", "agreed": "y"})
    assert "Upside-down scans are skipped" in browser.get(f"{round_.url}/reports").get_data(as_text=True)
    assert "Upside-down scans are skipped" in browser.get(f"{round_.url}/reports.csv").get_data(as_text=True)


def test_reports_are_settled_joined_and_linked_to_an_idea(round_: Round) -> None:
    idea = an_idea()
    act(sign, again(round_.agreement).newest, round_.pm)
    mine = round_.browser(round_.mei)
    other = {"kind": "issue", "severity": "4", "title": "Margins move", "text": ""}
    assert mine.post(f"{round_.url}/reports/new", data=other).status_code == 303
    first, second = db.session.scalars(select(BetaReport.id).order_by(BetaReport.id)).all()
    browser, at_ = round_.browser(round_.pm), f"{round_.url}/reports/"
    browser.post(f"{at_}{second}/settlement", data={"trigger": "duplicate", "original": str(first)})
    browser.post(f"{at_}{first}/settlement", data={"trigger": "fix", "answer": "In the build of Monday."})
    browser.post(f"{at_}{first}/ideas", data={"idea": str(idea.id)})
    db.session.rollback()
    assert db.session.get_one(BetaReport, second).duplicate_of_id == first
    assert db.session.scalars(select(BetaReportIdea.idea_id)).all() == [idea.id]
    page = mine.get(f"{at_}{first}").get_data(as_text=True)
    assert "In the build of Monday." in page
    assert mine.post(f"{at_}{first}/settlement", data={"trigger": "reopen"}).status_code == 404
    unknown = browser.post(f"{at_}{first}/ideas", data={"idea": "999"}, follow_redirects=True)
    assert "no idea of this number" in unknown.get_data(as_text=True)


def test_closing_shows_each_summary_says_who_takes_no_gifts_and_thanks_everybody(round_: Round) -> None:
    with transaction():
        member_of(again(round_.jonas)).takes_gifts = False
    browser = round_.browser(round_.pm)
    browser.post(f"{round_.url}/stage", data={"trigger": "wrap_up"})
    page = browser.get(f"{round_.url}/closing").get_data(as_text=True)
    assert "can't accept gifts" in page
    assert "1 report, 0 fixed" in " ".join(page.split())
    empty = browser.post(f"{round_.url}/closing", data={"gift": "A year of it", "thanks": ""})
    assert empty.status_code == 422
    assert 'value="A year of it"' in empty.get_data(as_text=True)
    mine = row(round_.beta, round_.mei).id
    data = {"thanks": "Thank you for every word.", "gift": "A year of it", f"thanks-{mine}": "Mei, page 3 was it."}
    assert browser.post(f"{round_.url}/closing", data=data).status_code == 303
    told = {each.applicant_id: each for each in db.session.scalars(select(BetaClosing))}
    assert (told[mine].thanks, told[mine].gift, len(told)) == ("Mei, page 3 was it.", "A year of it", 2)
    hers = round_.browser(round_.mei).get(round_.url).get_data(as_text=True)
    assert "Mei, page 3 was it." in hers
    assert re.search(r"<strong>1</strong>\s+report of yours", hers)
    assert "A year of it" in hers
    his = round_.browser(round_.jonas).get(round_.url).get_data(as_text=True)
    assert "You told us that you can't accept gifts" in his
    assert "A year of it" not in his


def test_others_of_us_look_and_change_nothing(round_: Round) -> None:
    browser = round_.browser(staff("success"))
    page = browser.get(round_.url).get_data(as_text=True)
    assert 'name="trigger"' not in page
    assert browser.get(f"{round_.url}/edit").status_code == 404
    for path in ("/stage", "/keys", "/tasks", "/draw", "/closing", "/invitations"):
        assert browser.post(round_.url + path, data={}).status_code == 404, path
    assert round_.browser(staff("moderator")).get(round_.url).status_code == 404


def test_keys_are_typed_once_and_not_shown_again_even_when_refused(round_: Round) -> None:
    browser = round_.browser(round_.pm)
    refused = browser.post(f"{round_.url}/keys", data={"keys": "X" * 600}, follow_redirects=True)
    assert "XXXX" not in refused.get_data(as_text=True)
    too_much = browser.post(f"{round_.url}/keys", data={"keys": "YYYY\n" * 20_000})
    assert (too_much.status_code, "YYYY" in too_much.get_data(as_text=True)) == (422, False)
    added = browser.post(f"{round_.url}/keys", data={"keys": "NW-A\nNW-B\nNW-A"}, follow_redirects=True)
    assert "2 new keys are sealed." in added.get_data(as_text=True)


def test_pages_of_a_beta_ask_no_more_with_more_people(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=90)
    go(beta, pm, "choose")

    def add(many: int) -> None:
        with transaction() as session:
            session.get_one(Beta, beta.id).status = "recruiting"
        people = [a_tester(f"Pat {number}", f"Company {number} of {many}") for number in range(many)]
        applied(beta, *people)
        with transaction() as session:
            session.get_one(Beta, beta.id).status = "selecting"
        seated(beta, pm, *people)

    assert_queries_do_not_grow(app, signed_in(app, pm), f"/betas/{beta.id}/testers?show=testing", add, few=3, full=10)


def test_numbers_and_signs_that_no_row_can_have_break_nothing(round_: Round) -> None:
    act(sign, again(round_.agreement).newest, round_.pm)
    browser = round_.browser(round_.pm)
    report_id = db.session.scalars(select(BetaReport.id)).one()
    for path in ("/betas?status=%00", "/betas?page=x", f"{round_.url}/reports?kind=%00", f"{round_.url}/seats?page=a"):
        assert browser.get(path).status_code == 200, path
    at_ = f"{round_.url}/reports/{report_id}"
    huge = {"trigger": "duplicate", "original": "9" * 12, "idea": "9" * 12}
    assert browser.post(f"{at_}/settlement", data=huge).status_code == 422
    assert browser.post(f"{at_}/ideas", data=huge).status_code == 303
    assert browser.get(f"{round_.url}/invitations?source=voters").status_code == 404
    assert browser.get(f"{round_.url}/testers?show=nobody").status_code == 404


def test_both_life_cycles_are_drawn_with_where_things_stand_and_written_out(round_: Round) -> None:
    browser = round_.browser(staff("success"))
    whole = browser.get(round_.url).get_data(as_text=True)
    assert 'class="node state state-running current"' in whole
    assert "Pause it → Paused; Wrap it up → Wrapping up" in whole
    assert "Turn a page" not in whole, "success has not signed"
    act(sign, again(round_.agreement).newest, round_.pm)
    tried = round_.browser(round_.pm).get(round_.url).get_data(as_text=True)
    assert re.search(r"Turn a page</th>\s*<td[^>]*>1</td>\s*<td[^>]*>\s*1 of 2\s*</td>", tried)
    people = browser.get(f"{round_.url}/testers?show=everybody").get_data(as_text=True)
    for state, words in {
        "silent": "Quiet: 1 person",
        "active": "Testing: 1 person",
        "invited": "Invited: 0 people",
    }.items():
        assert f'aria-label="{words}"' in people, state
    assert f'href="{round_.url}/testers?show=silent"' in people
    assert re.search(r"On the waitlist</a>\s*</th>\s*<td[^>]*>\s*1\s*</td>", people)
    assert round_.browser(round_.mei).get(f"{round_.url}/testers?show=everybody").status_code == 404


def test_a_report_is_linked_to_an_idea_that_is_found_by_its_words(round_: Round) -> None:
    idea = an_idea(member_of(round_.mei) or member_of(a_tester()))
    act(sign, again(round_.agreement).newest, round_.pm)
    report_id = db.session.scalars(select(BetaReport.id)).one()
    browser, at_ = round_.browser(round_.pm), f"{round_.url}/reports/{report_id}"
    for words in ("scan comp", "SCÄNS", str(idea.id)):
        found = browser.get(at_, query_string={"find": words}).get_data(as_text=True)
        assert f'name="idea" value="{idea.id}"' in found, words
    for words in ("scan %", "fax compare", "\x00 fax"):
        assert "No idea has all of these words" in browser.get(at_, query_string={"find": words}).get_data(as_text=True)
    browser.post(f"{at_}/ideas", data={"idea": str(idea.id)})
    assert "Compare scans</a>" in browser.get(at_).get_data(as_text=True)
    decision = browser.get(f"/ideas/{idea.id}/decision").get_data(as_text=True)
    assert "Upside-down scans are skipped" in decision
    unsigned = round_.browser(staff("product")).get(f"/ideas/{idea.id}/decision").get_data(as_text=True)
    assert "Upside-down scans are skipped" not in unsigned, "a report is for those who have signed, here too"
    assert "Upside-down" not in round_.browser(round_.mei).get(f"/ideas/{idea.id}").get_data(as_text=True)
    browser.post(f"{at_}/ideas/{idea.id}/end")
    assert db.session.scalars(select(BetaReportIdea)).all() == []


def test_an_idea_is_made_of_a_report_once_and_names_no_author(round_: Round) -> None:
    board_id = an_idea().board_id
    act(sign, again(round_.agreement).newest, round_.pm)
    report_id = db.session.scalars(select(BetaReport.id)).one()
    browser, at_ = round_.browser(round_.pm), f"{round_.url}/reports/{report_id}/idea"
    page = browser.get(at_).get_data(as_text=True)
    assert 'value="Upside-down scans are skipped"' in page
    assert "Leave out what mustn't be known yet." in page
    empty = browser.post(at_, data={"board": str(board_id), "title": " ", "body": "Kept."})
    assert (empty.status_code, "Kept." in empty.get_data(as_text=True)) == (422, True)
    for _twice in range(2):
        made = browser.post(at_, data={"board": str(board_id), "title": "Turn scans upright", "body": "By themselves."})
        assert made.status_code == 303
    ideas = db.session.scalars(select(Idea).where(Idea.title == "Turn scans upright")).all()
    assert [(idea.author_member_id, idea.voters) for idea in ideas] == [(None, 0)]
    assert db.session.scalars(select(BetaReportIdea.idea_id)).all() == [ideas[0].id]
    for other in (round_.mei, round_.una, staff("success")):
        assert round_.browser(other).post(at_, data={"board": str(board_id), "title": "X"}).status_code == 404


def test_the_files_arrive_whole_from_a_running_site(app: Flask, round_: Round) -> None:
    """They are written while they are sent, when the request's own session is over."""
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = signed_in(app, round_.pm).get_cookie(name)
    assert cookie
    act(sign, again(round_.agreement).newest, round_.pm)
    with served(app) as site:
        for file, heading in (("people", "answers"), ("reports", "same_as")):
            request = Request(f"{site}{round_.url}/{file}.csv", headers={"Cookie": f"{name}={cookie.value}"})
            with build_opener().open(request) as answer:
                lines = answer.read().decode().splitlines()
            assert lines[0].endswith(heading)
            assert any("Mei Tanaka" in line for line in lines[1:]), file
