"""Each check against a good map with one fault put in: what is found, at which stage, and for whom."""

from dataclasses import dataclass

import pytest

from tests.workflows.catalogue import CATALOGUE
from workflows.checks import check
from workflows.findings import Finding
from workflows.reading import load_map

GOOD = """\
map: good
version: 2
owners: [success]
limits: {messages: 3/7d, moves: 4/1d, reentry: 30d}
scores: {warmth: {feedback.given: 3, half_life: 60d}}
start: known
stages:
  known:
    moves:
      - {on: member.joined, to: active}
    idle: [{for: 90d, to: resting}]
  active:
    enter: [message welcome wait=3d max=1/30d]
    enter_once: [badge member]
    moves:
      - {on: testimonial.approved, when: nps >= 9, to: star}
    idle: [{for: 60d, to: resting}]
  star:
    goal: true
    idle: [{for: 365d, to: active}]
  heard:
    care: true
    enter: [task success listen due=2d]
    moves:
      - {on: case.answered, to: mending}
      - {on: case.unreachable, to: resting, quietly: true}
    after: [{in: 5d, do: escalate owner}]
  mending:
    care: true
    enter: [survey nps wait=30d max=1/30d]
    moves:
      - {on: survey.answered, when: nps in 7..10, to: active}
    after: [{in: 90d, to: resting, quietly: true}]
  resting:
    final: true
    moves:
      - {on: feedback.given, to: active}
any:
  - {on: survey.answered, when: nps in 0..6, to: heard, priority: 50, not_from: [heard, mending]}
"""


@dataclass(frozen=True)
class Fault:
    rule: str
    old: str
    new: str
    stage: str = ""
    level: str = "error"


FAULTS = [
    Fault("unknown-verb", "on: feedback.given", "on: feedback.givn", "resting"),
    Fault("unknown-verb", "warmth: {feedback.given", "warmth: {post.written"),
    Fault("score-not-an-act", "warmth: {feedback.given", "warmth: {member.invited", level="warning"),
    Fault("unknown-role", "owners: [success]", "owners: [sucess]"),
    Fault("unknown-role", "task success listen", "task lead listen", "heard"),
    Fault("unknown-role", "message welcome", "message welcome from=lead", "active"),
    Fault("unknown-template", "message welcome", "message welcom", "active"),
    Fault("unknown-template-field", "message welcome", "message welcome needs=typed_sentence", "active"),
    Fault("unknown-survey", "survey nps", "survey npss", "mending"),
    Fault("unknown-stage", "start: known", "holdout: {share: 5%, stages: [nowhere]}\nstart: known"),
    Fault("guard-never-true", "when: nps >= 9", "when: nps >= 9 and nps <= 3", "active"),
    Fault("guard-never-true", "when: nps >= 9", "when: segment == passive and nps >= 9", "active"),
    Fault("guard-never-true", "badge member", "if nps > 10: badge member", "active"),
    Fault("threshold-out-of-reach", "when: nps >= 9", "when: score.warmth >= 5000", "active", "warning"),
    Fault("guards-overlap", "      - {on: testimonial.approved,", "OVERLAP", "active"),
    Fault("rule-hidden", "- {on: feedback.given, to: active}", "HIDDEN", "resting", "warning"),
    Fault("rule-applies-nowhere", "not_from: [heard, mending]", "only_from: [heard]", "any"),
    Fault("unreachable-stage", "on: case.answered, to: mending", "on: case.answered, to: active", "mending", "warning"),
    Fault("dead-end", "  star:\n", "  stuck: {}\n  star:\n", "stuck"),
    Fault("no-way-to-an-end", "  star:\n", "ASIDE", "aside"),
    Fault("silent-stays", "    idle: [{for: 90d, to: resting}]\n", "", "known", "warning"),
    Fault("no-goal", "    goal: true\n", ""),
    Fault("goal-out-of-reach", "when: nps >= 9, to: star", "when: nps >= 9, to: resting", "star"),
    Fault("goal-needs-missing-verb", "on: testimonial.approved", "on: story.approved", "star"),
    Fault("timer-loop", "  resting:\n    final: true\n", "LOOP", "active"),
    Fault(
        "echo-loop",
        "on: survey.answered, when: nps in 7..10, to: active",
        "on: survey.asked, do: survey nps",
        "mending",
    ),
    Fault("care-left-by-silence", "after: [{in: 5d, do: escalate owner}]", "idle: [{for: 60d, to: resting}]", "heard"),
    Fault("care-left-by-silence", "do: escalate owner", "to: resting, quietly: true", "heard"),
    Fault("care-left-by-silence", "{in: 90d, to: resting, quietly: true}", "{in: 90d, to: resting}", "mending"),
    Fault("care-left-by-silence", "after: [{in: 90d,", "idle: [{for: 90d,", "mending"),
    Fault("promotion-in-care", "task success listen due=2d", "message thinking_of_you", "heard"),
    Fault("promotion-in-care", "priority: 50,", "priority: 50, do: message thinking_of_you,", "heard"),
    Fault(
        "public-care",
        "    care: true\n    enter: [task",
        "    care: true\n    public_name: Angry\n    enter: [task",
        "heard",
    ),
    Fault("holdout-on-care", "start: known", "holdout: {share: 5%, stages: [heard]}\nstart: known", "heard"),
    Fault("wait-outlives-stage", "wait=3d", "wait=60d", "active"),
    Fault("same-timer", "idle: [{for: 90d,", "idle: [{for: 90d, do: escalate owner}, {for: 90d,", "known"),
    Fault("gifts-again", "message welcome wait=3d max=1/30d", "message welcome", "active"),
    Fault("gifts-again", "enter: [message welcome wait=3d max=1/30d]", "enter: [badge welcome]", "active"),
    Fault("too-many-messages", "messages: 3/7d", "messages: 1/90d", "active", "warning"),
    Fault("unknown-stage", "start: known", "migrate: {from: 1, stages: {old: new}}\nstart: known", "old"),
]
WORDS = {
    "OVERLAP": (
        "      - {on: testimonial.approved, when: nps in 8..9, to: resting}\n      - {on: testimonial.approved,"
    ),
    "HIDDEN": (
        "- {on: feedback.given, to: active, priority: 70}\n      - {on: feedback.given, when: nps >= 9, to: known}"
    ),
    "ECHO": "on: survey.asked, do: survey nps",
    "ASIDE": (
        "  aside: {moves: [{on: member.joined, to: beyond}], idle: [{for: 9d, to: beyond}]}\n"
        "  beyond: {moves: [{on: member.joined, to: aside}]}\n  star:\n"
    ),
    "LOOP": "  resting:\n    idle: [{for: 90d, to: active}]\n",
}


def seeded(fault: Fault) -> str:
    assert GOOD.count(fault.old) >= 1, fault.old
    return GOOD.replace(fault.old, WORDS.get(fault.new, fault.new), 1)


def found(text: str) -> tuple[Finding, ...]:
    findings = check(text, CATALOGUE)
    return (*findings.errors, *findings.warnings)


def test_the_good_map_has_no_findings() -> None:
    assert found(GOOD) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.rule}-{number}" for number, fault in enumerate(FAULTS)])
def test_a_seeded_fault_is_found_where_it_is(fault: Fault) -> None:
    text = seeded(fault)
    findings = [each for each in found(text) if each.rule == fault.rule]
    assert [(each.stage, each.level) for each in findings[:1]] == [(fault.stage, fault.level)]
    assert findings[0].message.endswith((".", "?"))
    assert 0 <= findings[0].line <= text.count("\n")


def test_an_overlap_names_a_member_for_whom_both_rules_apply() -> None:
    text = GOOD.replace("nps in 7..10", "nps in 5..10").replace("not_from: [heard, mending]", "not_from: [heard]")
    (finding,) = found(text.replace("priority: 50", "priority: 60"))
    assert (finding.rule, finding.stage, finding.line) == ("guards-overlap", "mending", GOOD.count("\n"))
    assert finding.example in {"the answer 5", "the answer 6"}


def test_guards_that_only_touch_do_not_overlap() -> None:
    text = GOOD.replace("not_from: [heard, mending]", "not_from: [heard]").replace("priority: 50", "priority: 60")
    assert found(text) == ()


def test_a_rule_of_all_stages_that_one_stage_overrides_is_not_hidden() -> None:
    assert found(GOOD.replace("not_from: [heard, mending]", "not_from: [heard]").replace("7..10", "0..10")) == ()


def test_a_care_message_that_is_service_passes() -> None:
    assert found(GOOD.replace("task success listen due=2d", "message you_asked max=1/30d")) == ()


def test_a_loop_of_timers_is_shown_whole() -> None:
    finding = next(each for each in found(seeded(Fault("", "  resting:\n    final: true\n", "LOOP"))))
    assert "active → resting → active" in finding.message


def test_guards_that_are_too_entangled_are_an_error_and_not_a_wait() -> None:
    facts = ("nps", "days_in_stage", "member.days_since_answer", "company.revenue", "count(feedback.given, 9d)")
    guard = " and ".join(f"({fact} > {n} or {fact} < {n + 2})" for n, fact in enumerate(facts))
    rule = '  - {{on: feedback.given, when: "{} and member.country == c{}", do: escalate owner}}\n'
    rules = "".join(rule.format(guard, number) for number in range(60))
    assert "too-tangled" in {finding.rule for finding in check(GOOD + rules, CATALOGUE).errors}


def test_a_new_version_has_to_place_everybody_who_is_on_the_old_one() -> None:
    before = load_map(GOOD.replace("version: 2", "version: 1"), CATALOGUE)
    renamed = GOOD.replace("star:", "shining:").replace("to: star", "to: shining")
    (missing,) = check(renamed, CATALOGUE, before).errors
    assert (missing.rule, missing.stage) == ("removed-stage", "star")
    placed = renamed + "migrate: {from: 1, stages: {star: shining}}\n"
    assert check(placed, CATALOGUE, before).errors == ()


def test_a_version_that_is_not_newer_is_refused() -> None:
    before = load_map(GOOD, CATALOGUE)
    assert [each.rule for each in check(GOOD, CATALOGUE, before).errors] == ["version-not-newer"]


def test_a_migration_from_another_version_is_refused() -> None:
    before = load_map(GOOD.replace("version: 2", "version: 1"), CATALOGUE)
    findings = check(GOOD + "migrate: {from: 7, stages: {gone: star}}\n", CATALOGUE, before)
    assert [each.rule for each in findings.errors] == ["migrate-from-nowhere"]
    assert [each.stage for each in findings.warnings] == ["gone"]


def test_findings_are_told_as_plain_data() -> None:
    findings = check(GOOD.replace("start: known", "start: knwn"), CATALOGUE).as_dict()
    assert findings["warnings"] == []
    assert findings["errors"] == [
        {
            "rule": "unknown-stage",
            "stage": "",
            "line": 6,
            "message": "There is no stage “knwn” to start in.",
            "example": "",
        }
    ]
