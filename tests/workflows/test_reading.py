from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workflows.catalogue import CATALOGUE
from workflows.canonical import canonical_json, map_hash
from workflows.checks import check
from workflows.durations import Rate
from workflows.nurture_map import NurtureMap
from workflows.reading import MapRefused, load_map, read_map

SMALL = """\
# Two stages are enough to read.
map: small
version: 1
start: a
stages:
  a:
    enter: [message welcome wait=1d, if nps >= 9: task owner call due=3d]   # a comment
    moves:
      - {on: [feedback.given, survey.answered], when: nps >= 9, to: b, do: escalate owner, priority: 70}
    idle: [{for: 30d, to: b, quietly: true}]
  b: {goal: true, final: true, public_name: Bee}
any:
  - {on: employment.changed, do: task owner hello_again, not_from: [b]}
"""


def small() -> NurtureMap:
    return load_map(SMALL, CATALOGUE)


def faults(text: str | bytes) -> set[tuple[str, int]]:
    return {(finding.rule, finding.line) for finding in read_map(text, CATALOGUE)[1]}


def test_a_map_is_read_into_stages_rules_and_timers() -> None:
    stage = small().stages["a"]
    assert [(rule.verb, rule.to, rule.priority) for rule in stage.moves] == [
        ("feedback.given", "b", 70),
        ("survey.answered", "b", 70),
    ]
    assert (stage.timers[0].id, stage.timers[0].span, stage.timers[0].quietly) == ("a/idle 30d", timedelta(30), True)
    assert (stage.line, stage.moves[0].line) == (7, 9)
    assert small().stages["b"].public_name == "Bee"


def test_actions_know_their_words_options_and_condition() -> None:
    welcome, call = small().stages["a"].enter
    assert (welcome.kind, welcome.name, welcome.wait, welcome.when) == ("message", "welcome", timedelta(1), None)
    assert (call.kind, call.role, call.name, call.due) == ("task", "owner", "call", timedelta(3))
    assert str(call.when) == "nps >= 9"
    assert str(welcome) == "message welcome wait=1d"


def test_rule_ids_say_what_the_rule_is() -> None:
    assert [rule.id for rule in small().rules()] == [
        "a/on feedback.given when nps >= 9",
        "a/on survey.answered when nps >= 9",
        "any/on employment.changed",
    ]


def test_two_rules_that_read_alike_still_have_ids_of_their_own() -> None:
    again = SMALL + "  - {on: employment.changed, do: escalate owner, only_from: [b]}\n"
    assert [rule.id for rule in load_map(again, CATALOGUE).any] == [
        "any/on employment.changed",
        "any/on employment.changed #2",
    ]


def test_settings_are_read() -> None:
    text = SMALL + (
        'clock: {zone: member, fallback: Europe/London, quiet: "21:00-08:00", days: mon-fri, spread: 15m}\n'
        "limits: {messages: 3/7d, reentry: 30d}\n"
        "scores: {warmth: {feedback.given: 3, half_life: 60d}}\n"
        "holdout: {share: 5%, by: company, needs: 200 companies, stages: [b]}\n"
        "migrate: {from: 0, stages: {old: a}}\n"
    )
    nurture_map = load_map(text, CATALOGUE)
    assert (str(nurture_map.clock.quiet), nurture_map.clock.fallback) == ("21:00-08:00", "Europe/London")
    assert nurture_map.limits.messages == Rate(3, timedelta(7))
    assert nurture_map.scores["warmth"].points == {"feedback.given": 3.0}
    assert nurture_map.holdout is not None
    assert (nurture_map.holdout.share, nurture_map.holdout.needs) == (0.05, 200)
    assert nurture_map.migration is not None
    assert nurture_map.migration.stages == {"old": "a"}


def test_comments_order_and_spelling_do_not_change_the_hash() -> None:
    spelled = SMALL.replace("nps >= 9, to", "nps>=9, to").replace("# a comment", "# another").replace("30d", "720h")
    assert map_hash(load_map("# First\n\n" + spelled, CATALOGUE)) == map_hash(small())
    moved = "version: 1\n" + SMALL.replace("version: 1\n", "")
    assert canonical_json(load_map(moved, CATALOGUE)) == canonical_json(small())


def test_another_meaning_is_another_hash() -> None:
    assert map_hash(load_map(SMALL.replace("nps >= 9, to", "nps >= 8, to"), CATALOGUE)) != map_hash(small())


def test_a_map_that_cannot_be_read_is_refused_with_its_reasons() -> None:
    with pytest.raises(MapRefused, match="line 4: There is no stage “c”") as refused:
        load_map(SMALL.replace("start: a", "start: c"), CATALOGUE)
    assert [finding.rule for finding in refused.value.findings] == ["unknown-stage"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version: 1", "version: 1\nversion: 2", ("doubled-key", 4)),
        ("version: 1", "version: 1\n12: 2", ("key-not-text", 4)),
        ("version: 1", "version: 1\ntrue: 2", ("key-not-text", 4)),
        ("version: 1", "version: &one 1", ("anchor", 3)),
        ("version: 1", "version: *one", ("anchor", 3)),
        ("version: 1", "version: !!int 1", ("tag", 3)),
        ("version: 1", "version: one", ("bad-value", 3)),
        ("version: 1\n", "", ("missing-field", 2)),
        ("# Two", "%YAML 1.1\n---\n# Two", ("directive", 2)),
        ("any:", "---\nany:", ("second-document", 12)),
        ("any:", "any: [", ("not-yaml", 13)),
        ("any:", "anny:", ("unknown-field", 12)),
        ("idle:", "idel:", ("unknown-field", 10)),
        ("for: 30d", "in: 30d", ("unknown-field", 10)),
        ("for: 30d", "for: 30", ("bad-value", 10)),
        ("to: b, quietly", "quietly", ("missing-field", 10)),
        ("to: b, quietly", "to: c, quietly", ("unknown-stage", 10)),
        ("not_from: [b]", "not_from: [c]", ("unknown-stage", 13)),
        ("[feedback.given, survey.answered]", "[]", ("missing-field", 9)),
        ("priority: 70", "priority: 700", ("bad-value", 9)),
        ("when: nps >= 9, to", "when: nps => 9, to", ("bad-guard", 9)),
        ("when: nps >= 9, to", "when: nps >= much, to", ("guard-type", 9)),
        ("when: nps >= 9, to", "when: mood >= 9, to", ("unknown-fact", 9)),
        ("message welcome", "massage welcome", ("unknown-action", 7)),
        ("task owner call", "task owner", ("action-words", 7)),
        ("wait=1d", "delay=1d", ("unknown-option", 7)),
        ("wait=1d", "wait=soon", ("bad-value", 7)),
        ("if nps >= 9: task", "if days_in_stage > 9: task", ("guard-type", 7)),
        ("  b: {", "  none: {", ("bad-value", 11)),
        ("  b: {goal: true", "  b: {goal: maybe", ("bad-value", 11)),
    ],
)
def test_every_fault_of_the_text_is_found_in_its_line(old: str, new: str, fault: tuple[str, int]) -> None:
    assert old in SMALL
    assert fault in faults(SMALL.replace(old, new, 1))


def test_a_condition_that_lost_half_of_itself_at_a_comma_says_so() -> None:
    cut = SMALL.replace("when: nps >= 9, to", "when: count(feedback.given, 30d) >= 1, to")
    messages = [finding.message for finding in read_map(cut, CATALOGUE)[1] if finding.rule == "bad-guard"]
    assert messages[0].endswith("A condition with a comma needs quotes here.")


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ("clock: {zone: Mars/Base}", "bad-value"),
        ('clock: {quiet: "9-5"}', "bad-value"),
        ("limits: {messages: lots}", "bad-value"),
        ("scores: {warmth: {feedback.given: many, half_life: 1d}}", "bad-value"),
        ("scores: {warmth: {feedback.given: 1}}", "missing-field"),
        ("holdout: {share: 80%}", "bad-value"),
        ("holdout: {share: 5%, by: moon}", "bad-value"),
        ("clock: soon", "wrong-shape"),
        ("owners: {a: b}", "wrong-shape"),
    ],
)
def test_settings_that_make_no_sense_are_found(setting: str, rule: str) -> None:
    assert (rule, 14) in faults(SMALL + setting + "\n")


@pytest.mark.parametrize(
    ("junk", "rule"),
    [
        ("", "wrong-shape"),
        ("just words", "wrong-shape"),
        ("- a\n- b", "wrong-shape"),
        (b"\xff\xfe\x00m", "not-text"),
        ("a: \x00", "not-yaml"),
        ("a: \ud800", "not-yaml"),
        ("[" * 100_000, "too-deep"),
        ("{a: " * 5_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("- a\n" * 100_000, "too-long"),
        ("x" * 1_000_001, "too-large"),
        ("ü" * 600_000, "too-large"),
        (b"\x00" * 900_000, "not-yaml"),
        ('"' + "x" * 900_000, "not-yaml"),
        ("? [a, b]\n: c", "key-not-text"),
        ("map: a\nstages: {" + ", ".join(f"s{n}: {{}}" for n in range(200)) + "}", "too-long"),
    ],
)
def test_junk_is_refused_and_never_raises(junk: str | bytes, rule: str) -> None:
    findings = check(junk, CATALOGUE)
    assert rule in {finding.rule for finding in findings.errors}


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("abn: {}[]-,\n \t#&*!|>'\"%@`?~0.<=\x00\u2028é"), max_size=80))
@example("a: !<tag:> x")
@example("%YAML 3.9\n---\n")
@example("&a *a")
@example("- |9\n x")
@example('"\\U00110000"')
def test_no_text_makes_the_reader_raise(text: str) -> None:
    nurture_map, findings = read_map(text, CATALOGUE)
    assert nurture_map is None
    assert findings
    assert all(finding.message for finding in findings)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(1, 12), st.text(st.sampled_from("a:{}[]-\n &*!|0>="), max_size=4))
def test_a_damaged_map_never_makes_the_checker_raise(where: int, length: int, instead: str) -> None:
    findings = check(SMALL[:where] + instead + SMALL[where + length :], CATALOGUE)
    assert all(finding.message and finding.rule for finding in (*findings.errors, *findings.warnings))
