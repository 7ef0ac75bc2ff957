from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from portal.core.lifecycles import LIFECYCLES
from portal.rooms.betas.lifecycle import APPLICANT
from portal.rooms.testimonials.lifecycle import TESTIMONIAL
from tests.workflows.catalogue import CATALOGUE
from workflows.drawing import Labels, draw_lifecycle, draw_map, lifecycle_dot
from workflows.reading import load_map

COMMUNITY = Path(__file__).parent / "maps" / "community.yaml"
MAP = load_map(COMMUNITY.read_text(encoding="utf-8"), CATALOGUE)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture() -> str:
    return draw_map(MAP, {"known": 14, "invited": 1}, link=lambda stage: f"/people?stage={stage}&sort=name")


def elements(picture: str, kind: str) -> list[ET.Element]:
    return list(ET.fromstring(picture).iter(SVG + kind))


def classes(picture: str) -> dict[str, set[str]]:
    return {group.get("id", ""): set(group.get("class", "").split()) for group in elements(picture, "g")}


def test_the_picture_can_stand_in_a_page(picture: str) -> None:
    root = ET.fromstring(picture)
    assert picture.startswith("<svg ")
    assert (root.get("class"), root.get("role"), root.get("aria-label")) == ("nurture-map", "group", "Nurture map")
    assert root.get("viewBox")
    assert {"width", "height"}.isdisjoint(root.attrib)
    for refused in ("currentColor", "<?xml", "<!DOCTYPE", "<!--", "style=", "xlink", "<script", "ns0:"):
        assert refused not in picture


def test_every_stage_is_there_with_its_people_and_its_link(picture: str) -> None:
    links = {link.get("href"): link.get("aria-label") for link in elements(picture, "a")}
    assert links["/people?stage=known&sort=name"] == "Known: 14 people"
    assert links["/people?stage=invited&sort=name"] == "Invited: 1 person"
    assert links["/people?stage=resting&sort=name"] == "Resting: 0 people"
    assert len(links) == len(MAP.stages)


def test_stages_can_be_dressed_by_what_they_are(picture: str) -> None:
    found = classes(picture)
    assert found["stage-known"] == {"node", "state", "state-known"}
    assert found["stage-being_heard"] >= {"state", "care"}
    assert found["stage-inner_circle"] >= {"state", "goal"}
    assert found["move-known-invited"] >= {"edge", "main"}
    assert found["move-anywhere-being_heard"] >= {"edge", "anywhere"}


def test_the_way_to_the_goal_is_drawn_and_what_would_tangle_is_written(picture: str) -> None:
    moves = {name for name in classes(picture) if name.startswith("move-")}
    assert {"move-settling_in-active", "move-active-contributor", "move-advocate-inner_circle"} <= moves
    assert len(moves) < 15
    words = "".join(text.text or "" for text in elements(picture, "text"))
    assert "90 days of silence → resting" in words
    assert "feedback given 3× in a year" in words


def test_arrows_have_titles_with_the_whole_condition(picture: str) -> None:
    titles = {group.get("id"): group.findtext(f"{SVG}title") for group in elements(picture, "g")}
    assert titles["move-advocate-inner_circle"] == (
        "Advocate to Inner circle: testimonial approved, when count(testimonial.approved,365d) >= 3"
    )
    assert titles["stage-known"] is None


def test_ids_are_the_maps_own_and_unique(picture: str) -> None:
    ids = [element.get("id") for element in ET.fromstring(picture).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_names_are_escaped_and_words_can_be_translated() -> None:
    drawn = draw_map(MAP, {}, label='Karte "A" & B', people=lambda count: f"<{count} & Leute>")
    assert ET.fromstring(drawn).get("aria-label") == 'Karte "A" & B'
    assert "<0 & Leute>" in [text.text for text in elements(drawn, "text")]
    assert elements(drawn, "a") == []


def test_the_same_map_gives_the_same_picture(picture: str) -> None:
    again = draw_map(MAP, {"known": 14, "invited": 1}, link=lambda stage: f"/people?stage={stage}&sort=name")
    assert again == picture


@pytest.mark.parametrize("lifecycle", LIFECYCLES.values(), ids=LIFECYCLES)
def test_every_status_can_be_drawn(lifecycle) -> None:  # type: ignore[no-untyped-def]
    drawn = draw_lifecycle(lifecycle, now=lifecycle.initial)
    assert "current" in classes(drawn)[f"state-{lifecycle.initial}"]
    assert len([name for name in classes(drawn) if name.startswith("state-")]) == len(lifecycle.states)
    assert lifecycle_dot(lifecycle).count("label=") > len(lifecycle.states)


def test_what_can_be_done_almost_anywhere_is_drawn_once() -> None:
    assert "move-anywhere-withdrawn" in classes(draw_lifecycle(TESTIMONIAL))


def test_a_status_is_drawn_in_the_reader_s_words_with_what_stands_where() -> None:
    labels = Labels(
        title="Leute", label=str.upper, trigger=lambda trigger: f"<{trigger}>", notes={"silent": "2 & more"},
        link=lambda state: f"/people?show={state}", aside=("removed", "expired"), comes_from="von", down=True,
    )  # fmt: skip
    drawn = draw_lifecycle(APPLICANT, "active", labels)
    assert (ET.fromstring(drawn).get("aria-label"), ET.fromstring(drawn).get("class")) == (
        "Leute",
        "lifecycle-map down",
    )
    links = {link.get("href"): link.get("aria-label") for link in elements(drawn, "a")}
    assert (links["/people?show=silent"], links["/people?show=active"]) == ("QUIET: 2 & more", "TESTING")
    assert {"node", "state", "state-active", "current"} == classes(drawn)["state-active"]
    said = " ".join(text.text or "" for text in elements(drawn, "text"))
    assert "von INVITED, OFFERED A" in said
    assert "<take_part>" in said
    assert not {name for name in classes(drawn) if name.startswith("move-") and "removed" in name}
    plain = draw_lifecycle(APPLICANT, labels=Labels(named=False))
    assert "fall silent" not in [text.text for text in elements(plain, "text")]
    assert "move-active-silent" in classes(plain), "the arrow is there, and its title says what it is"
