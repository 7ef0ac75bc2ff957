"""What features register for maps: an action and a fact have one owner, and facts are gathered for many at once."""

from collections.abc import Collection, Iterator

import pytest
from flask import Flask

from portal.core.clock import now
from portal.kits.automation import map_facts, outcomes
from portal.kits.automation.map_actions import MAP_ACTIONS, map_action
from portal.kits.automation.map_facts import MAP_FACTS, SUPERSEDED, FactOf, gather, map_fact
from portal.kits.automation.outcomes import DONE, Outcome, outcome_label
from portal.kits.automation.planned import Planned
from portal.nurture.maps.catalogue import catalogue
from portal.people.models import Member
from tests.registries import restored
from workflows.catalogue import ActionShape, Named, Names
from workflows.facts import NumberFact


@pytest.fixture
def registries() -> Iterator[None]:
    """What a test registers ends with it."""
    with restored(MAP_ACTIONS, MAP_FACTS, map_facts._sources, outcomes._described):
        yield


def send_cake(_planned: Planned, _member: Member) -> Outcome:
    return Outcome("no_cake", "chocolate")


def test_every_action_and_fact_of_the_product_is_registered_by_its_feature(app: Flask) -> None:
    owners = {kind: action.carry_out.__module__ for kind, action in MAP_ACTIONS.items()}
    assert owners == {
        "message": "portal.kits.notices.automation",
        "task": "portal.kits.tasks.automation",
        "escalate": "portal.kits.tasks.automation",
        "survey": "portal.rooms.surveys.automation",
        "offer": "portal.rooms.betas.automation",
    }
    assert {"nps", "segment", "open(case)", "member.joined", "company.plan"} <= MAP_FACTS.keys()
    assert SUPERSEDED.keys() == {"survey.answered"}


def test_the_catalogue_of_maps_is_made_of_what_is_registered(app: Flask) -> None:
    known = catalogue()
    assert known.actions.keys() == MAP_ACTIONS.keys()
    assert known.facts is MAP_FACTS
    assert known.names.keys() == {"template", "survey"}
    assert known.names["survey"].known == {"nps": Named(), "what_would_help": Named()}
    assert known.names["template"].known["welcome"] == Named(promotional=False)


def test_an_action_brings_its_shape_its_names_and_what_its_outcomes_mean(app: Flask, registries: None) -> None:
    cakes = Names({"chocolate": Named()}, unknown="There is no cake “%(name)s”.")
    words = {"no_cake": lambda kind: f"no {kind} cake is left"}
    map_action("cake", ActionShape(("cake",), gift=True), names={"cake": lambda: cakes}, outcomes=words)(send_cake)
    registered = MAP_ACTIONS["cake"]
    assert (registered.shape.gift, registered.names["cake"](), registered.carry_out) == (True, cakes, send_cake)
    assert outcome_label("no_cake:chocolate") == "no chocolate cake is left"


def test_an_action_a_fact_and_an_outcome_have_one_owner(app: Flask, registries: None) -> None:
    with pytest.raises(ValueError, match="the action task is registered already"):
        map_action("task", ActionShape(()))(send_cake)
    with pytest.raises(ValueError, match="registered already: nps"):
        map_fact("nps", NumberFact())(lambda members: lambda member_id, moment: None)
    with pytest.raises(ValueError, match="the outcome done is described already"):
        outcomes.add_outcomes({"done": str})


def test_a_fact_is_gathered_once_for_all_members_and_only_where_it_is_asked_for(app: Flask, registries: None) -> None:
    asked: list[Collection[int]] = []

    @map_fact("cakes", NumberFact())
    def cakes(members: Collection[int]) -> FactOf:
        asked.append(members)
        return lambda member_id, _moment: member_id * 2

    members = [1, 2, 3]
    assert gather(["pies"], members) == {}
    gathered = gather(["cakes"], members)
    assert [gathered["cakes"](member_id, now()) for member_id in members] == [2, 4, 6]
    assert asked == [members]


def test_an_outcome_is_stored_as_a_code_with_its_detail(app: Flask) -> None:
    assert (str(DONE), str(Outcome("held", "budget"))) == ("done", "held:budget")
    assert outcome_label("held:budget") == "held back: They have heard from us often enough lately"
    assert outcome_label("of an old feature:x") == "of an old feature:x"
