import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.catalogue import CATALOGUE
from workflows.facts import Facts
from workflows.guards import Guard, GuardError, parse_guard
from workflows.guards.known import KnownFacts
from workflows.guards.reasoning import Reasoning, TooTangled
from workflows.guards.tree import Comparison, opposite, undecided

KNOWN = KnownFacts(CATALOGUE.facts, CATALOGUE.verbs, {"warmth": (0.0, 90.0)})


def guard(text: str) -> Guard:
    return parse_guard(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "facts", "met"),
    [
        ("nps >= 9", {"nps": 9}, True),
        ("nps >= 9", {"nps": 8}, False),
        ("nps in 7..8", {"nps": 8}, True),
        ("not nps in 7..8", {"nps": 9}, True),
        ("segment == promoter", {"segment": "promoter"}, True),
        ('member.country != "Germany"', {"member.country": "France"}, True),
        ("open(case)", {"open(case)": True}, True),
        ("not open(case)", {"open(case)": True}, False),
        ("count(feedback.given, 365d) >= 3", {"count(feedback.given,365d)": 3}, True),
        ("score.warmth > 12.5", {"score.warmth": 12.4}, False),
        ("company.revenue >= 1.5 or days_in_stage > 30", {"company.revenue": 1, "days_in_stage": 31}, True),
        ("not (nps >= 9 or open(case))", {"nps": 8, "open(case)": False}, True),
        ("nps >= 9 and open(case) or nps == 0", {"nps": 0, "open(case)": False}, True),
    ],
)
def test_guards_say_yes_or_no(text: str, facts: Facts, met: bool) -> None:
    assert guard(text)(facts) is met


def test_what_is_unknown_meets_neither_a_comparison_nor_its_opposite() -> None:
    assert not guard("nps >= 9")({"nps": None})
    assert not guard("not nps >= 9")({"nps": None})
    assert not guard("incentive != be_seen")({"incentive": None})


def test_a_fact_that_was_forgotten_is_an_error_and_not_a_no() -> None:
    assert guard("nps >= 9 and open(case)").needs == {"nps", "open(case)"}
    with pytest.raises(KeyError):
        guard("nps >= 9 and open(case)")({"nps": 10})


@pytest.mark.parametrize(
    ("text", "rule", "column"),
    [
        ("", "bad-guard", 1),
        ("nps >=", "bad-guard", 7),
        ("nps 9", "bad-guard", 5),
        ("nps >= 9 and", "bad-guard", 13),
        ("nps >= 9 nps", "bad-guard", 10),
        ("(nps >= 9", "bad-guard", 10),
        ("nps >= 9; drop", "bad-guard", 9),
        ("__import__('os')", "bad-guard", 12),
        ("nps in 9", "bad-guard", 9),
        ("count(feedback.given)", "bad-guard", 21),
        ("count(feedback.given, 30) >= 1", "bad-guard", 23),
        ("count(feedback.given, 0d) >= 1", "bad-guard", 1),
        ("and nps >= 9", "bad-guard", 1),
        ("npss >= 9", "unknown-fact", 1),
        ("score.cold >= 9", "unknown-fact", 1),
        ("open(window)", "unknown-fact", 1),
        ("count(post.written, 30d) >= 1", "unknown-verb", 1),
        ("nps >= promoter", "guard-type", 8),
        ("segment >= promoter", "guard-type", 12),
        ("segment == fan", "guard-type", 12),
        ("segment in 1..2", "guard-type", 1),
        ("open(case) == 1", "guard-type", 1),
    ],
)
def test_a_guard_that_cannot_be_used_says_where_and_why(text: str, rule: str, column: int) -> None:
    with pytest.raises(GuardError) as refused:
        guard(text)
    assert (refused.value.rule, refused.value.column) == (rule, column)
    assert refused.value.message


@pytest.mark.parametrize(
    "text", ["(" * 30 + "nps >= 9" + ")" * 30, "not " * 30 + "nps >= 9", " or ".join(["nps >= 9"] * 40), "n" * 600]
)
def test_a_guard_has_bounds(text: str) -> None:
    with pytest.raises(GuardError):
        guard(text)


def test_on_entering_a_stage_days_in_it_mean_nothing() -> None:
    with pytest.raises(GuardError, match="means nothing on entering"):
        parse_guard("days_in_stage > 3", KnownFacts(CATALOGUE.facts, CATALOGUE.verbs, entering=True))


def test_it_explains_what_is_missing_and_by_how_much() -> None:
    facts: Facts = {"count(feedback.given,365d)": 2, "segment": "passive"}
    missing = guard("segment == promoter and count(feedback.given, 365d) >= 3").explain(facts)
    assert [each.text for each in missing] == [
        "segment has to be promoter (now passive)",
        "1 more of “feedback given” within 365 days: 2 so far",
    ]
    assert missing[1].short_by == 1


def test_of_several_ways_it_explains_the_nearest() -> None:
    missing = guard("count(feedback.given, 30d) >= 9 or nps >= 9").explain({"count(feedback.given,30d)": 1, "nps": 8})
    assert [each.comparison.fact for each in missing] == ["nps"]


def test_what_is_met_has_nothing_to_explain() -> None:
    assert guard("nps in 0..6").explain({"nps": 3}) == ()
    assert guard("nps in 0..6").explain({"nps": None})[0].text == "the answer has to be between 0 and 6 (not known)"


@pytest.mark.parametrize(
    "text",
    [
        "nps >= 11",
        "nps > 8 and nps < 9",
        "segment == promoter and nps <= 6",
        "segment == unknown and nps in 0..10",
        "open(case) and not open(case)",
        "count(feedback.given, 30d) < 0",
        "member.country == Spain and member.country == France",
        "not (nps >= 0 or not nps >= 0)",
    ],
)
def test_nobody_can_meet_these(text: str) -> None:
    assert Reasoning(KNOWN).example([guard(text).tree]) is None


@pytest.mark.parametrize(
    "text",
    ["nps > 8 and segment == promoter", "score.warmth > 3 and score.warmth < 3.5", "member.country != Spain"],
)
def test_for_what_can_be_met_there_is_an_example_who_meets_it(text: str) -> None:
    member = Reasoning(KNOWN).example([guard(text).tree])
    assert member is not None
    assert guard(text)(member)


def test_somebody_unknown_escapes_a_guard_that_all_known_members_meet() -> None:
    assert Reasoning(KNOWN).example([], [guard("nps in 0..10").tree]) == {"nps": None}


def test_reasoning_gives_up_instead_of_running_on() -> None:
    with pytest.raises(TooTangled):
        Reasoning(KNOWN, patience=5).example([guard("nps > 3 and days_in_stage > 4 and open(case)").tree])


ATOMS = st.sampled_from(
    [
        "nps >= 9",
        "nps in 3..7",
        "nps != 5",
        "open(case)",
        "days_in_stage < 4",
        "segment == passive",
        "segment != promoter",
    ]
)
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, inner).map(" and ".join).map("({})".format),
        st.tuples(inner, inner).map(" or ".join).map("({})".format),
    ),
    max_leaves=6,
)


def member_with(nps: int | None, case: bool, days: int) -> Facts:
    segments = {"unknown": nps is None, "detractor": (nps or 0) <= 6, "passive": (nps or 0) <= 8, "promoter": True}
    segment = next(name for name, fits in segments.items() if fits)
    return {"nps": nps, "open(case)": case, "days_in_stage": days, "segment": segment}


MEMBERS = st.builds(member_with, st.none() | st.integers(0, 10), st.booleans(), st.integers(0, 6))


@given(TEXTS, MEMBERS)
def test_every_form_of_a_guard_agrees(text: str, member: Facts) -> None:
    parsed = guard(text)
    assert parsed(member) is undecided(parsed.tree, member)
    assert parsed(member) is (parsed.explain(member) == ())
    assert guard(str(parsed)).tree == parsed.tree
    assert not (parsed(member) and opposite(parsed.tree).check()(member))


@given(TEXTS, TEXTS, MEMBERS)
def test_who_exists_is_never_reasoned_away(yes: str, no: str, member: Facts) -> None:
    wanted, refused = guard(yes), guard(no)
    found = Reasoning(KNOWN).example([wanted.tree], [refused.tree])
    if wanted(member) and not refused(member):
        assert found is not None
    if found is not None:
        assert undecided(wanted.tree, found) is True
        assert undecided(refused.tree, found) is False


def test_a_comparison_reads_like_its_text() -> None:
    assert str(Comparison("member.country", "==", "New York")) == 'member.country == "New York"'
    assert str(guard("not nps in 7..8")) == "not nps in 7..8"
