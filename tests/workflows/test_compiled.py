from datetime import UTC, datetime, timedelta

import pytest

from tests.workflows.catalogue import CATALOGUE
from workflows.compiled import CompiledMap, Placement, compile_map
from workflows.reading import load_map

MAP = """\
map: timers
version: 1
start: here
stages:
  here:
    enter: [message welcome, "if nps >= 9: task owner call"]
    enter_once: [badge first]
    moves:
      - {on: feedback.given, when: nps >= 9, to: there, priority: 80}
      - {on: feedback.given, when: nps >= 5, do: ["if open(case): escalate owner", task owner thank]}
      - {on: feedback.given, when: "count(feedback.given, 30d) >= 10 and nps >= 3", to: far}
      - {on: case.opened, when: nps <= 4, to: heard}
    idle:
      - {for: 30d, do: task owner say_hello}
      - {for: 60d, to: there, quietly: true}
    after:
      - {in: 45d, do: "if open(case): escalate owner"}
  there: {final: true, moves: [{on: feedback.given, to: here}]}
  far: {goal: true, public_name: Far out}
  heard: {care: true, moves: [{on: case.answered, to: here}]}
"""
ENTERED = datetime(2026, 1, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def compiled() -> CompiledMap:
    return compile_map(load_map(MAP, CATALOGUE))


def test_the_first_rule_by_priority_whose_guard_holds_decides(compiled: CompiledMap) -> None:
    facts = {"nps": 9, "open(case)": False, "count(feedback.given,30d)": 0}
    decision = compiled.on("here", "feedback.given", facts)
    assert decision is not None
    assert (decision.rule, decision.to) == ("here/on feedback.given when nps >= 9", "there")
    assert decision.seen == {"nps": 9}
    thanks = compiled.on("here", "feedback.given", facts | {"nps": 8})
    assert thanks is not None
    assert (thanks.to, [action.name for action in thanks.actions]) == (None, ["thank"])
    assert compiled.on("here", "feedback.given", facts | {"nps": 1}) is None
    assert compiled.on("here", "survey.answered", {}) is None


def test_it_needs_the_facts_of_the_guards_the_actions_and_the_stage_after(compiled: CompiledMap) -> None:
    assert compiled.needs("here", "feedback.given") == {"nps", "open(case)", "count(feedback.given,30d)"}
    assert compiled.needs("there", "feedback.given") == {"nps"}
    assert compiled.needs("here", "member.joined") == frozenset()
    assert compiled.needs_when_due("here") == {"open(case)"}
    assert compiled.verbs == {"feedback.given", "case.opened", "case.answered"}


def test_a_forgotten_fact_is_loud(compiled: CompiledMap) -> None:
    with pytest.raises(KeyError):
        compiled.on("here", "feedback.given", {"open(case)": False})


def test_silence_is_counted_from_the_last_act_and_time_from_entering(compiled: CompiledMap) -> None:
    assert compiled.next_due(Placement("here", ENTERED)) == ENTERED + 30 * DAY
    assert compiled.next_due(Placement("here", ENTERED, ENTERED + 5 * DAY)) == ENTERED + 35 * DAY
    assert compiled.next_due(Placement("here", ENTERED, ENTERED + 20 * DAY)) == ENTERED + 45 * DAY


def test_an_act_before_entering_does_not_count_as_silence_in_the_stage(compiled: CompiledMap) -> None:
    assert compiled.next_due(Placement("here", ENTERED, ENTERED - 400 * DAY)) == ENTERED + 30 * DAY


def test_nothing_is_ever_due_where_there_are_no_timers(compiled: CompiledMap) -> None:
    assert compiled.next_due(Placement("far", ENTERED)) is None
    assert compiled.when_due(Placement("far", ENTERED), ENTERED + 999 * DAY, {}) is None


def test_who_has_acted_meanwhile_is_left_alone_and_looked_at_later(compiled: CompiledMap) -> None:
    placement = Placement("here", ENTERED, ENTERED + 29 * DAY)
    assert compiled.when_due(placement, ENTERED + 30 * DAY, {"open(case)": False}) is None
    assert compiled.next_due(placement) == ENTERED + 45 * DAY


def test_timers_fire_in_order_once_for_each_stay_and_say_when_they_were_due(compiled: CompiledMap) -> None:
    fired: frozenset[str] = frozenset()
    told = []
    for _ in range(9):
        placement = Placement("here", ENTERED, None, fired)
        decision = compiled.when_due(placement, ENTERED + 99 * DAY, {"open(case)": True})
        assert decision is not None
        told.append((decision.rule, decision.at, decision.to, [action.kind for action in decision.actions]))
        if decision.to:
            break
        fired |= {decision.rule}
    assert told == [
        ("here/idle 30d", ENTERED + 30 * DAY, None, ["task"]),
        ("here/after 45d", ENTERED + 45 * DAY, None, ["escalate"]),
        ("here/idle 60d", ENTERED + 60 * DAY, "there", []),
    ]


def test_what_fired_is_not_due_again(compiled: CompiledMap) -> None:
    placement = Placement("here", ENTERED, None, frozenset({"here/idle 30d"}))
    assert compiled.next_due(placement) == ENTERED + 45 * DAY


def test_due_exactly_now_is_due(compiled: CompiledMap) -> None:
    due = ENTERED + 30 * DAY
    assert compiled.when_due(Placement("here", ENTERED), due - timedelta(microseconds=1), {}) is None
    assert compiled.when_due(Placement("here", ENTERED), due, {}) is not None


def test_entering_gives_gifts_the_first_time_only_and_nothing_to_the_member_when_quiet(compiled: CompiledMap) -> None:
    def done(nps: int, first_time: bool, quietly: bool = False) -> list[str]:
        return [each.name for each in compiled.entry_actions("here", {"nps": nps}, first_time, quietly)]

    assert done(9, first_time=True) == ["welcome", "call", "first"]
    assert done(9, first_time=False) == ["welcome", "call"]
    assert done(3, first_time=False) == ["welcome"]
    assert done(9, first_time=False, quietly=True) == ["call"]


def test_the_nearest_way_on_is_told_and_care_is_never_held_out(compiled: CompiledMap) -> None:
    near = compiled.why_not("here", {"nps": 8, "count(feedback.given,30d)": 2})
    assert near is not None
    assert (near.to, near.text) == ("there", "there: the answer has to be 9 or more (now 8)")
    care_is_nearer = compiled.why_not("here", {"nps": 5, "count(feedback.given,30d)": 2})
    assert care_is_nearer is not None
    assert care_is_nearer.to == "there"
    far = compiled.why_not("here", {"nps": 3, "count(feedback.given,30d)": 9})
    assert far is not None
    assert far.text == "Far out: 1 more of “feedback given” within 30 days: 9 so far"


def test_where_only_something_has_to_happen_it_is_said(compiled: CompiledMap) -> None:
    why = compiled.why_not("there", {})
    assert why is not None
    assert why.text == "here: as soon as there is “feedback given”"
    assert compiled.why_not("far", {}) is None
