"""The table that runs over members and the machine that defines a map decide alike, on maps made at random."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.catalogue import CATALOGUE
from workflows.compiled import CompiledMap, compile_map
from workflows.facts import Facts
from workflows.nurture_map import ANY
from workflows.reading import load_map

STAGES = ("one", "two", "three", "four")
VERBS = ("feedback.given", "survey.answered", "case.opened")
GUARDS = st.sampled_from(
    [
        "",
        "nps >= 7",
        "nps in 0..6",
        "not open(case)",
        "segment == promoter or count(feedback.given, 30d) >= 2",
        "not (segment == passive and nps == 8)",
        "score.warmth < 3.5 and days_in_stage > 2",
    ]
)
OUTCOMES = st.sampled_from(["to: one", "to: two", "to: three, quietly: true", "to: four", "do: escalate owner"])
FACTS = st.fixed_dictionaries(
    {
        "nps": st.none() | st.integers(0, 10),
        "segment": st.sampled_from(["unknown", "detractor", "passive", "promoter"]),
        "open(case)": st.booleans(),
        "days_in_stage": st.integers(0, 5),
        "score.warmth": st.floats(0, 7),
        "count(feedback.given,30d)": st.integers(0, 3),
    }
)


@st.composite
def rules(draw: st.DrawFn, scopes: st.SearchStrategy[str]) -> str:
    guard, scope = draw(GUARDS), draw(scopes)
    when = f', when: "{guard}"' if guard else ""
    return f"{{on: {draw(st.sampled_from(VERBS))}{when}, {draw(OUTCOMES)}, priority: {draw(st.integers(0, 3))}{scope}}}"


@st.composite
def maps(draw: st.DrawFn) -> CompiledMap:
    own = st.lists(rules(st.just("")), max_size=4).map(", ".join)
    scope = st.sampled_from(["", ", only_from: [one, two]", ", not_from: [three]"])
    stages = "".join(f"  {stage}: {{moves: [{draw(own)}], idle: [{{for: 9d, to: one}}]}}\n" for stage in STAGES)
    everywhere = draw(st.lists(rules(scope), max_size=3).map(", ".join))
    text = (
        "map: made\nversion: 1\nstart: one\nscores: {warmth: {feedback.given: 1, half_life: 9d}}\n"
        f"stages:\n{stages}any: [{everywhere}]\n"
    )
    return compile_map(load_map(text, CATALOGUE))


class Member:
    state: str


@settings(max_examples=60, deadline=None)
@given(maps(), st.lists(st.tuples(st.sampled_from(VERBS), FACTS), min_size=1, max_size=6))
def test_table_and_machine_agree_about_every_step(compiled: CompiledMap, life: list[tuple[str, Facts]]) -> None:
    for stage in STAGES:
        member = Member()
        compiled.machine.add_model(member, initial=stage)
        for verb, facts in life:
            here = member.state
            decision = compiled.on(here, verb, facts)
            happened = verb in compiled.machine.events and compiled.machine.events[verb].trigger(member, facts=facts)
            assert (decision is not None) is happened
            assert member.state == (decision.to if decision and decision.to else here)
            if decision:
                needed = {name: facts[name] for name in compiled.needs(here, verb)}
                assert compiled.on(here, verb, needed) == decision
        compiled.machine.remove_model(member)


@settings(max_examples=50, deadline=None)
@given(maps(), FACTS)
def test_of_several_rules_none_of_higher_priority_was_passed_over(compiled: CompiledMap, facts: Facts) -> None:
    for stage in STAGES:
        for verb in VERBS:
            holding = [
                rule
                for rule in (*compiled.stage(stage).moves, *compiled.map.any)
                if rule.verb == verb and rule.applies_in(stage) and (rule.when is None or rule.when(facts))
            ]
            decision = compiled.on(stage, verb, facts)
            assert (decision is None) is (not holding)
            if decision:
                taken = next(rule for rule in holding if rule.id == decision.rule)
                assert taken.priority == max(rule.priority for rule in holding)


def test_the_machine_has_no_way_that_the_map_does_not_have() -> None:
    compiled = compile_map(
        load_map(
            "map: m\nversion: 1\nstart: a\nstages:\n  a: {moves: [{on: case.opened, to: b}]}\n  b: {}\n", CATALOGUE
        )
    )
    assert set(compiled.machine.events) == {"case.opened"}
    assert compiled.machine.models == []
    assert ANY not in compiled.machine.states
