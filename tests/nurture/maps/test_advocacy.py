"""The product's own map: what it does for a promoter, a passive and a detractor, and what it must never do."""

import pytest

from portal.nurture.maps.shipped import shipped_map_text
from tests.workflows.catalogue import CATALOGUE
from workflows.checks import check
from workflows.compiled import compile_map
from workflows.decisions import Decision
from workflows.facts import Value
from workflows.nurture_map import Timer
from workflows.reading import load_map

COMPILED = compile_map(load_map(shipped_map_text(), CATALOGUE))
NOBODY: dict[str, Value | None] = {
    "nps": None,
    "segment": "unknown",
    "incentive": None,
    "open(case)": False,
    "member.joined": True,
    "member.days_since_answer": 0,
    "count(feedback.given,365d)": 0,
    "count(testimonial.approved,365d)": 0,
    "count(post.created,365d)": 0,
    "count(topic.solved,365d)": 0,
    "count(report.given,365d)": 0,
}


def on(stage: str, verb: str, **facts: Value | None) -> Decision | None:
    return COMPILED.on(stage, verb, NOBODY | facts)


def to(stage: str, verb: str, counted: tuple[str, int] | None = None, **facts: Value | None) -> str | None:
    known = NOBODY | facts | ({f"count({counted[0]},365d)": counted[1]} if counted else {})
    decision = COMPILED.on(stage, verb, known)
    return decision.to if decision else None


def does(decision: Decision | None) -> list[str]:
    return [action.name or action.kind for action in decision.actions] if decision else []


def test_it_has_neither_errors_nor_warnings() -> None:
    findings = check(shipped_map_text(), CATALOGUE)
    assert (findings.errors, findings.warnings) == ((), ())


def test_the_stages_that_everything_else_counts_on_are_there() -> None:
    assert set(COMPILED.stages) == {
        "known", "invited", "settling_in", "active", "contributor", "advocate", "inner_circle",
        "finding_fit", "being_heard", "mending", "resting",
    }  # fmt: skip
    assert COMPILED.care_stages == {"being_heard", "mending"}
    assert COMPILED.goal_stages == {"inner_circle"}
    assert COMPILED.start == "known"
    assert COMPILED.primary


def test_a_promoter_gets_from_known_to_the_inner_circle() -> None:
    assert to("known", "member.invited") == "invited"
    assert to("invited", "member.joined") == "settling_in"
    assert to("settling_in", "member.welcomed") == "active"
    assert to("active", "feedback.given", ("feedback.given", 3)) == "contributor"
    assert to("contributor", "testimonial.approved", ("testimonial.approved", 1), segment="promoter") == "advocate"
    assert to("advocate", "testimonial.approved", ("testimonial.approved", 3)) == "inner_circle"


def test_whoever_helps_others_in_the_community_contributes_too() -> None:
    assert to("settling_in", "topic.created") == to("settling_in", "post.created") == "active"
    assert to("active", "post.created", ("post.created", 10)) == "contributor"
    assert to("active", "post.created", ("post.created", 9)) is None
    assert to("active", "topic.solved", ("topic.solved", 3)) == "contributor"
    assert to("resting", "post.created") == "active"


def test_whoever_tests_takes_part_and_three_reports_make_a_contributor_who_is_offered_the_next_beta() -> None:
    assert to("settling_in", "beta.applied") == to("resting", "beta.applied") == "active"
    assert to("active", "report.given", ("report.given", 2)) is None
    assert to("active", "report.given", ("report.given", 3)) == "contributor"
    arriving = COMPILED.entry_actions("contributor", NOBODY, first_time=True, quietly=False)
    assert "offer beta" in [f"{action.kind} {action.name}" for action in arriving]


def test_two_pieces_of_feedback_are_not_yet_a_contributor() -> None:
    assert to("active", "feedback.given", ("feedback.given", 2)) is None


def test_who_does_not_love_us_is_not_made_an_advocate() -> None:
    assert to("contributor", "testimonial.approved", ("testimonial.approved", 2), segment="passive") is None


@pytest.mark.parametrize("stage", COMPILED.stages)
@pytest.mark.parametrize("nps", range(11))
def test_no_fresh_answer_is_left_without_anything_happening(stage: str, nps: int) -> None:
    """Whom a person is listening to, or who is on the path that suits their answer, needs nothing new."""
    looked_after = stage == "being_heard" or (stage == "finding_fit" and nps in {7, 8})
    assert (on(stage, "survey.answered", nps=nps) is not None) is not looked_after


@pytest.mark.parametrize("stage", sorted(set(COMPILED.stages) - {"being_heard"}))
def test_a_fresh_low_answer_is_heard_from_everywhere(stage: str) -> None:
    assert to(stage, "survey.answered", nps=4) == "being_heard"


@pytest.mark.parametrize("stage", sorted(set(COMPILED.stages) - COMPILED.care_stages))
def test_an_old_low_answer_waits_until_somebody_takes_its_case(stage: str) -> None:
    assert to(stage, "survey.answered", nps=4, **{"member.days_since_answer": 61}) is None
    assert to(stage, "case.assigned") is None
    assert to(stage, "case.assigned", **{"open(case)": True}) == "being_heard"


@pytest.mark.parametrize("stage", ["known", "settling_in", "active", "resting"])
def test_a_passive_reaches_their_path_from_wherever_they_stand(stage: str) -> None:
    assert to(stage, "survey.answered", nps=7) == "finding_fit"


@pytest.mark.parametrize("stage", ["invited", "contributor", "advocate", "inner_circle"])
def test_a_passive_who_has_come_further_keeps_their_stage_and_is_asked_by_a_person(stage: str) -> None:
    decision = on(stage, "survey.answered", nps=8)
    assert decision is not None
    assert (decision.to, does(decision)) == (None, ["ask_what_is_missing"])


def test_a_high_answer_of_somebody_known_starts_an_invitation() -> None:
    decision = on("known", "survey.answered", nps=9)
    assert decision is not None
    assert (decision.to, does(decision)) == (None, ["invite_personally"])
    assert decision.seen == {"nps": 9, "member.days_since_answer": 0}


def test_care_is_left_by_an_answer_or_because_they_could_not_be_reached() -> None:
    assert to("being_heard", "case.answered") == "mending"
    unreachable = on("being_heard", "case.unreachable")
    assert unreachable is not None
    assert (unreachable.to, unreachable.quietly) == ("resting", True)
    ways = {rule.verb for rule in COMPILED.map.rules_in("being_heard") if rule.to}
    assert ways == {"case.answered", "case.unreachable"}
    assert all(timer.to is None for timer in COMPILED.stage("being_heard").timers)


def test_nobody_in_care_gets_a_message() -> None:
    for key in COMPILED.care_stages:
        stage = COMPILED.stage(key)
        ways: tuple[Timer, ...] = stage.timers
        actions = [*stage.enter, *stage.enter_once, *(action for way in ways for action in way.do)]
        assert "message" not in {action.kind for action in actions}


def test_members_are_shown_no_stage_while_they_are_in_care() -> None:
    assert {COMPILED.public_name(stage) for stage in COMPILED.care_stages} == {None}
    assert COMPILED.public_name("active") == "Member"


def test_one_missed_invitation_is_not_the_end() -> None:
    (back,) = (timer for timer in COMPILED.stage("invited").timers if timer.to)
    assert (back.to, back.quietly) == ("known", True)
    assert to("known", "member.invited") == "invited"
    assert to("resting", "member.invited") == "invited"


def test_what_we_owe_after_a_complaint_is_a_task_for_a_person() -> None:
    assert {action.kind for action in COMPILED.entry_actions("being_heard", NOBODY, first_time=True)} == {"task"}
    mending = COMPILED.entry_actions("mending", NOBODY, first_time=True)
    assert [(action.kind, action.name) for action in mending] == [("task", "say_what_changed"), ("survey", "nps")]


def test_a_passive_gets_what_suits_them() -> None:
    fix = COMPILED.entry_actions("finding_fit", NOBODY | {"incentive": "just_fix_my_thing"}, first_time=True)
    assert [action.name for action in fix] == ["what_would_help", "fix_it"]
    peers = COMPILED.entry_actions("finding_fit", NOBODY | {"incentive": "meet_peers"}, first_time=True)
    assert [action.name for action in peers] == ["what_would_help", "introduce_a_peer"]


def test_who_changes_jobs_is_said_hello_to_again() -> None:
    assert does(on("advocate", "employment.changed")) == ["hello_again"]


def test_an_active_member_is_told_what_they_are_short_of() -> None:
    why = COMPILED.why_not("active", NOBODY | {"count(feedback.given,365d)": 2})
    assert why is not None
    assert why.text == "Contributor: 1 more of “feedback given” within 365 days: 2 so far"


@pytest.mark.parametrize("stage", COMPILED.stages)
def test_every_stage_says_which_facts_it_needs(stage: str) -> None:
    for verb in COMPILED.verbs:
        needed = {name: NOBODY[name] for name in COMPILED.needs(stage, verb)}
        decision = COMPILED.on(stage, verb, needed)
        if decision and decision.to:
            COMPILED.entry_actions(decision.to, needed, first_time=True)
    COMPILED.why_not(stage, {name: NOBODY[name] for name in COMPILED.needs_for_why(stage)})
