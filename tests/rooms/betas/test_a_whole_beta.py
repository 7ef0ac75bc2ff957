"""From the draft to the thanks, with every courtesy on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.admission.agreements import change_agreement, sign
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.breaks import take_break
from portal.people.actions.segments import hold
from portal.people.audience import make_audience
from portal.people.logins import member_of
from portal.people.viewer import Viewer
from portal.rooms.betas.actions import clocks
from portal.rooms.betas.actions.applying import invite_testers, turn_away
from portal.rooms.betas.actions.betas import Plan, Question, ask_questions, edit_beta, recount
from portal.rooms.betas.actions.choosing import draw_testers
from portal.rooms.betas.actions.clocks import mind_clocks
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.reports import Finding, link_idea, mark_duplicate, report, settle_report
from portal.rooms.betas.actions.seats import (
    accept_offer,
    decline_offer,
    lapse_offer,
    leave,
    remove_tester,
    sign_agreement,
)
from portal.rooms.betas.actions.testing import activate, finish_task, set_task, still_testing
from portal.rooms.betas.models import Applicant, Beta, BetaClosing, BetaReportIdea, SeatChange
from portal.rooms.betas.queries.betas import betas_from, idea_of
from portal.rooms.betas.queries.candidates import in_segment, left_out, voters_of
from portal.rooms.betas.queries.reports import ideas_of, reports_for, similar_reports
from portal.rooms.betas.sample import Candidate, balance_of, balanced
from portal.rooms.ideas.models import Board, Idea, Vote
from tests.actors import staff
from tests.rooms.betas.rooms import (
    WINDOWS,
    a_beta,
    a_tester,
    act,
    again,
    an_agreement,
    applied,
    go,
    row,
    seated,
    status,
)

PLAN = Plan("Compare scanned PDFs", "Try it.", capacity=3)


def test_an_answer_that_does_not_fit_hears_the_true_reason_and_nothing_else_happens(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", questions=(WINDOWS,))
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    (question,) = again(beta).questions
    applied(beta, mei, answers={question.id: "Mac"})
    applied(beta, jonas, answers={question.id: "Windows"})
    assert (status(beta, mei), status(beta, jonas)) == ("not_this_round", "applied")
    assert row(beta, mei).told == "This round needs Windows. You are first for the next."
    applied(beta, mei, answers={question.id: "Windows"})
    assert row(beta, mei).answers == {str(question.id): "Mac"}, "what was answered stays answered"
    with pytest.raises(Refused, match="Answer every question"):
        applied(beta, a_tester("Ana Sousa", "Fjord Bank"), answers={question.id: "Amiga"})


def test_no_more_than_five_questions_and_none_changed_once_people_saw_them(app: Flask) -> None:
    pm = staff("product")
    with pytest.raises(Refused, match="At most 5"):
        a_beta(pm, questions=(WINDOWS,) * 6)
    with pytest.raises(Refused, match="what to tell people"):
        a_beta(pm, questions=(Question("Size?", ("small", "large"), fits=("small",)),))
    beta = a_beta(pm, "recruit", questions=(WINDOWS,))
    with pytest.raises(Refused, match="be changed"):
        act(ask_questions, beta, ())


def test_a_draw_lets_companies_take_turns_and_keeps_the_promise_to_be_first(app: Flask) -> None:
    crowd = [Candidate(number, company_id=1) for number in range(8)]
    others = [Candidate(10, 2), Candidate(11, 3, tested=2), Candidate(12, 3), Candidate(13, 4, turned_away=1)]
    drawn = [one.id for one in balanced([*crowd, *others], 6)]
    assert drawn == [13, 0, 10, 12, 1, 11]
    assert [one.id for one in balanced([Candidate(1, None), Candidate(2, None)], 5)] == [1, 2]


def test_among_equals_the_draw_takes_whose_kind_is_rarest_in_it_and_says_how_it_is_spread() -> None:
    north = [Candidate(n, n, segment="promoter", plan="Team", region="North") for n in range(1, 5)]
    south = [Candidate(n, n, segment="passive", plan="Team", region="South") for n in (8, 9)]
    late = Candidate(7, 7, tested=1, segment="detractor", plan="Solo", region="West")
    everybody = [*north, *south, late]
    drawn = balanced(everybody, 4)
    assert [one.id for one in drawn] == [1, 8, 2, 9], "in turns, though more of them are from the north"
    spread = balance_of(drawn, everybody)
    assert (spread.companies, spread.most_of_one) == ((None, 4, 7), 1)
    assert spread.traits["region"] == [("North", 2, 4), ("South", 2, 2), ("West", 0, 1)]
    assert balanced(everybody, 7)[-1] == late, "whoever has tested waits, however rare"


def test_the_drawn_get_a_seat_with_who_and_why_and_the_rest_waits_in_the_same_order(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    ann, ben, mei = a_tester("Ann A"), a_tester("Ben B"), a_tester("Mei M", "Helio Energy")
    applied(beta, ann, ben, mei)
    go(beta, pm, "choose")
    drawn = act(draw_testers, beta, pm, 5, why="Scans every day")
    assert [one.member_id for one in drawn] == [ann.member_id, mei.member_id]
    assert {(one.chosen_by_id, one.why, one.status) for one in drawn} == {(pm.id, "Scans every day", "selected")}
    with pytest.raises(Refused, match="All seats are taken"):
        act(draw_testers, beta, pm, 1)
    go(beta, pm, "onboard")
    assert (status(beta, ben), row(beta, ben).waits) == ("waitlisted", 1)
    act(decline_offer, row(beta, ann), ann)
    assert (status(beta, ann), status(beta, ben), again(beta).taken) == ("declined", "selected", 2)


def test_candidates_of_a_segment_or_an_idea_are_only_those_who_may_be_asked(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    fine, resting, unhappy, inside = (a_tester(name) for name in ("Fay F", "Rob R", "Una U", "Ina I"))
    with transaction() as session:
        board = Board(name="Ideas", folded="ideas", created_at=now())
        session.add(board)
        session.flush()
        rows = {"board_id": board.id, "status_at": now(), "created_at": now(), "rank": 0.0}
        idea, part = (Idea(title=title, folded=title, **_filled(Idea, rows)) for title in ("pdfs", "faxes"))
        session.add_all([idea, part])
        session.flush()
        part.merged_into_id = idea.id
        for user, voted in ((fine, part), (resting, idea), (unhappy, idea), (inside, idea)):
            moments = {"created_at": now(), "confirmed_at": now()}
            session.add(Vote(idea_id=voted.id, member_id=user.member_id, **moments))
        for user in (fine, resting, unhappy, inside):
            member_of(again(user)).segment = "promoter"
        take_break(member_of(again(resting)), again(resting))
        hold(unhappy.member_id or 0, "promotion", "case:1")
    applied(beta, inside)
    assert [one.id for one in voters_of(again(beta), again(idea))] == [fine.member_id]
    assert [one.id for one in in_segment(again(beta), "promoter")] == [fine.member_id]
    invited = act(
        lambda b, p: invite_testers(b, [member_of(again(fine)), member_of(again(inside))], p, "voted"), beta, pm
    )
    assert [(one.member_id, one.why, one.status) for one in invited] == [(fine.member_id, "voted", "invited")]
    assert status(beta, inside) == "applied"


def test_nobody_is_asked_who_is_not_meant_or_said_no_a_while_ago_and_product_reads_why(app: Flask) -> None:
    pm = staff("product")
    norway = {"country": ["NO"], "plan": ["Team"]}
    beta, before = a_beta(pm, "recruit", audience=norway), a_beta(pm, "recruit", name="Before")
    people = {name: a_tester(name, name) for name in ("Fay F", "Abe A", "Nell N", "Otto O", "Hal H", "Ida I")}
    with transaction():
        for name, user in people.items():
            member = member_of(again(user))
            member.segment, member.country, member.company.plan = "promoter", "SE" if name == "Abe A" else "NO", "Team"
        member_of(again(people["Otto O"])).company.plan = None
        hold(people["Hal H"].member_id or 0, "promotion", "case:1")
        hold(people["Ida I"].member_id or 0, "promotion", "case:2", until=now() + timedelta(days=2))
    applied(before, people["Nell N"])
    act(leave, row(before, people["Nell N"]), people["Nell N"])

    def asked() -> tuple[list[int | None], dict[str, int]]:
        return [one.id for one in in_segment(again(beta), "promoter")], left_out(again(beta), "promoter")

    assert asked() == ([people["Fay F"].member_id], {"not_for_them": 2, "held": 2, "said_no": 1})
    with at(now() + timedelta(days=91)):
        ids = [people[name].member_id for name in ("Fay F", "Nell N", "Ida I")]
        assert asked() == (ids, {"not_for_them": 2, "held": 1})
    (fay, *_others) = in_segment(again(beta), "promoter")
    assert (fay.segment, fay.plan, fay.region) == ("promoter", "Team", None)


def test_an_offer_lapses_and_the_next_one_has_it(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1, offer_hours=24)
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    act(draw_testers, beta, pm, 1)
    go(beta, pm, "onboard")
    with at(now() + timedelta(hours=25)):
        with pytest.raises(Refused, match="has expired"):
            act(accept_offer, row(beta, mei), mei)
        assert mind_clocks() == 1
        assert mind_clocks() == 0
        assert (status(beta, mei), status(beta, jonas), again(beta).taken) == ("expired", "selected", 1)
        lapsed = db.session.scalars(select(SeatChange).where(SeatChange.what == "lapsed")).one()
        assert (lapsed.applicant_id, lapsed.next_applicant_id) == (row(beta, mei).id, row(beta, jonas).id)
        act(accept_offer, row(beta, jonas), jonas)
        assert status(beta, jonas) == "provisioned", "without an agreement they are in at once"


def test_the_agreement_stands_before_the_door_and_a_newer_version_must_be_read(app: Flask) -> None:
    pm = staff("product")
    agreement = an_agreement(pm)
    beta = a_beta(pm, "recruit", agreement_id=agreement.id)
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas)
    assert status(beta, mei) == "agreement_pending"
    first = again(agreement).newest
    act(change_agreement, agreement, "Tell nobody, and do not post pictures.", pm)
    with pytest.raises(Refused, match="newer version"):
        act(sign_agreement, row(beta, mei), first, mei)
    act(sign_agreement, row(beta, mei), again(agreement).newest, mei)
    assert status(beta, mei) == "provisioned"
    act(sign, again(agreement).newest, jonas)
    drain()
    assert status(beta, jonas) == "provisioned", "signing it on another page counts"
    go(beta, pm, "onboard")
    act(change_agreement, agreement, "Tell nobody, ever.", pm)
    with pytest.raises(Refused, match="newer agreement"):
        act(activate, row(beta, mei), mei)
    act(sign_agreement, row(beta, mei), again(agreement).newest, mei)
    act(activate, row(beta, mei), mei)
    assert status(beta, mei) == "activated"


def test_a_silent_tester_is_asked_once_and_the_seat_goes_on_only_where_somebody_waits(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", silence_days=7, answer_days=3)
    mei, jonas, ana = a_tester(), a_tester("Jonas Lind", "Helio Energy"), a_tester("Ana Sousa", "Fjord Bank")
    applied(beta, mei, jonas, ana)
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas)
    go(beta, pm, "onboard", "run")
    start = now()
    with at(start + timedelta(days=6)):
        assert mind_clocks() == 0
    with at(start + timedelta(days=8)):
        assert mind_clocks() == 2
        assert (status(beta, mei), row(beta, mei).reminders) == ("silent", 1)
        act(still_testing, row(beta, jonas), jonas)
        assert status(beta, jonas) == "active"
    with at(start + timedelta(days=12)):
        assert mind_clocks() == 1
        assert (status(beta, mei), status(beta, ana), again(beta).taken) == ("expired", "selected", 2)
        with pytest.raises(Refused, match="no seat in this beta"):
            act(still_testing, row(beta, mei), mei)
        act(accept_offer, row(beta, ana), ana)
    with at(start + timedelta(days=20)):
        assert mind_clocks() == 2
    with at(start + timedelta(days=24)):
        mind_clocks()
        assert (status(beta, jonas), status(beta, ana)) == ("silent", "silent"), "nobody waits: they keep their seats"
    audit = [change.what for change in db.session.scalars(select(SeatChange).order_by(SeatChange.id))]
    assert audit.count("passed_on") == 1
    assert audit.count("asked") == 4


def test_nobody_is_silent_while_the_beta_rests(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    mei = a_tester()
    applied(beta, mei)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    go(beta, pm, "onboard", "run", "pause")
    with at(now() + timedelta(days=30)):
        assert mind_clocks() == 0
        go(beta, pm, "resume")
        assert row(beta, mei).due_at == now() + timedelta(days=7)


def test_a_no_and_a_goodbye_cost_nothing_and_free_the_seat(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1)
    mei, jonas, ana = a_tester(), a_tester("Jonas Lind", "Helio Energy"), a_tester("Ana Sousa", "Fjord Bank")
    act(lambda b, p: invite_testers(b, [member_of(again(mei))], p, "asked"), beta, pm)
    act(decline_offer, row(beta, mei), mei)
    applied(beta, mei, jonas, ana)
    assert status(beta, mei) == "applied"
    go(beta, pm, "choose")
    with pytest.raises(Refused, match="Tell them"):
        act(turn_away, row(beta, ana), pm, " ")
    seated(beta, pm, mei)
    go(beta, pm, "onboard")
    act(leave, row(beta, mei), mei)
    assert (status(beta, mei), status(beta, jonas), again(beta).taken) == ("withdrawn", "selected", 1)
    act(remove_tester, row(beta, jonas), pm, "Your licence ended last week.")
    assert (status(beta, jonas), row(beta, jonas).told) == ("removed", "Your licence ended last week.")
    assert (status(beta, ana), again(beta).taken) == ("selected", 1)
    costs = set(db.session.scalars(select(Activity.verb).where(Activity.verb.in_(("beta.declined", "seat.left")))))
    assert costs == {"beta.declined", "seat.left"}, "they stand in the history and are no act"


def test_more_seats_go_to_the_waitlist_and_a_stale_page_changes_nothing(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1)
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    go(beta, pm, "onboard")
    act(edit_beta, beta, PLAN, 1, pm)
    assert (status(beta, jonas), again(beta).taken) == ("selected", 2)
    with pytest.raises(Refused, match="Somebody changed this beta"):
        act(edit_beta, beta, replace(PLAN, capacity=9), 1, pm)
    with pytest.raises(Refused, match="2 seats are taken"):
        act(edit_beta, beta, replace(PLAN, capacity=1), 2, pm)
    with transaction():
        again(beta).taken = 0
        recount(again(beta))
    assert again(beta).taken == 2


def test_cancelling_tells_everybody_why_and_frees_every_seat(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1)
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    go(beta, pm, "onboard")
    with pytest.raises(Refused, match="why it's cancelled"):
        go(beta, pm, "cancel")
    go(beta, pm, "cancel", reason="We found that it cannot work.")
    assert (status(beta, mei), status(beta, jonas), again(beta).taken) == ("removed", "not_this_round", 0)
    assert row(beta, mei).told == row(beta, jonas).told == "We found that it cannot work."


def test_the_summary_counts_what_was_done_and_a_gift_goes_only_to_those_who_may_take_it(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=3)
    mei, jonas, ana = a_tester(), a_tester("Jonas Lind", "Kestrel Council"), a_tester("Ana Sousa", "Fjord Bank")
    applied(beta, mei, jonas, ana)
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas, ana)
    go(beta, pm, "onboard", "run")
    task = act(set_task, beta, 1, "Compare two scans", pm)
    for _twice in range(2):
        act(finish_task, task, row(beta, mei), mei)
    found = [
        act(
            lambda mine, user, title=title: report(mine, Finding("issue", title, severity=2), user),
            row(beta, user),
            user,
        )
        for user, title in (
            (mei, "Upside-down scans are skipped"),
            (mei, "Margins move"),
            (jonas, "Scans stand upside down"),
        )
    ]
    assert act(report, row(beta, mei), Finding("praise", "It saved an afternoon"), mei).severity is None
    with pytest.raises(Refused, match="in your way"):
        act(report, row(beta, mei), Finding("issue", "It breaks"), mei)
    act(mark_duplicate, found[0], found[2], pm)
    act(settle_report, found[2], "fix", pm, answer="In the build of Monday.")
    act(settle_report, found[1], "set_aside", pm, answer="The printer does that.")
    with transaction():
        member_of(again(jonas)).company.takes_gifts = False
        member_of(again(ana)).takes_gifts = False
    go(beta, pm, "wrap_up")
    with pytest.raises(Refused, match="word of thanks"):
        act(close_beta, beta, " ", pm)
    personal = {row(beta, mei).id: "Mei, your upside-down scans made it better for every ward."}
    act(close_beta, beta, "Thank you.", pm, gift="A year of the finished product", personal=personal)
    told = {each.applicant.member_id: each for each in db.session.scalars(select(BetaClosing))}
    mine, his, hers = (told[user.member_id or 0] for user in (mei, jonas, ana))
    assert (mine.reports, mine.fixed, mine.tasks, mine.gift) == (3, 1, 1, "A year of the finished product")
    assert mine.thanks.startswith("Mei,")
    assert (his.reports, his.fixed, his.gift, his.gift_withheld) == (1, 1, "", "company")
    assert (hers.reports, hers.gift, hers.gift_withheld, hers.thanks) == (0, "", "member", "Thank you.")
    assert {status(beta, user) for user in (mei, jonas, ana)} == {"completed"}
    go(beta, pm, "archive")


def test_a_report_finds_its_like_stands_for_its_doubles_and_speaks_for_an_idea(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas)
    go(beta, pm, "onboard")
    first = act(report, row(beta, mei), Finding("issue", "Scanned pages are upside down", severity=2), mei)
    act(report, row(beta, mei), Finding("idea", "Export the comparison to Word"), mei)
    viewer = Viewer(again(jonas))
    like = similar_reports(again(beta), viewer, "My scan page is shown upside down")
    assert [one.id for one in like] == [first.id]
    second = act(
        lambda a, u, f: report(a, Finding("issue", "Page upside down", severity=1), u, f),
        row(beta, jonas),
        jonas,
        first,
    )
    third = act(report, row(beta, jonas), Finding("issue", "Turned pages", severity=3), jonas)
    act(mark_duplicate, third, second, pm)
    assert (again(second).status, again(third).duplicate_of_id) == ("duplicate", first.id), "no chains"
    with pytest.raises(Refused, match="another report"):
        act(mark_duplicate, first, second, pm)
    with transaction() as session:
        board = Board(name="Ideas", folded="ideas", created_at=now())
        session.add(board)
        session.flush()
        rows = {"board_id": board.id, "status_at": now(), "created_at": now(), "rank": 0.0}
        idea = Idea(title="Turn pages", folded="turn pages", **_filled(Idea, rows))
        session.add(idea)
    for _twice in range(2):
        act(link_idea, first, idea, pm)
    assert [link.idea_id for link in db.session.scalars(select(BetaReportIdea))] == [idea.id]
    us, them = Viewer(again(pm)), Viewer(again(jonas))
    with transaction() as session:
        into = Idea(title="Turn and cut", folded="turn and cut", **_filled(Idea, rows))
        session.add(into)
        session.flush()
        again(idea).merged_into_id = into.id
        again(beta).idea_id = idea.id
        session.get_one(Board, board.id).see_audience_id = make_audience({"country": ["NO"]}).id
    assert ideas_of([first.id, second.id], us) == {first.id: [into]}
    assert ideas_of([first.id], them) == {}, "the board is not open to him"
    assert [one.id for one in reports_for(again(into), us).rows] == [first.id]
    assert [one.id for one in betas_from(again(into), them)] == [beta.id]
    assert (idea_of(again(beta), us), idea_of(again(beta), them)) == (into, None)


def _filled(model: type[Idea], values: dict[str, object]) -> dict[str, object]:
    """Of these values, those that the table has."""
    return {name: value for name, value in values.items() if name in model.__table__.c}


def test_an_invitation_ends_with_the_search_for_testers(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    mei = a_tester()
    act(lambda b, p: invite_testers(b, [member_of(again(mei))], p, "asked"), beta, pm)
    go(beta, pm, "choose")
    assert status(beta, mei) == "expired"
    with pytest.raises(Refused, match="taking applications"):
        applied(beta, mei)


def test_one_clock_that_fails_does_not_stop_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    act(draw_testers, beta, pm, 2)
    poison = row(beta, mei).id

    def lapse(applicant: Applicant, held: Beta) -> None:
        if applicant.id == poison:
            raise ZeroDivisionError
        lapse_offer(applicant, held)

    monkeypatch.setattr(clocks, "lapse_offer", lapse)
    with at(now() + timedelta(days=4)):
        assert mind_clocks() == 2
        assert (status(beta, mei), status(beta, jonas)) == ("selected", "expired")
        assert mind_clocks() == 0
