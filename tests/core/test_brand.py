"""Whatever colour a company has, its words stay readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.brand import DARK_PAPER, LIGHT_PAPER, brand_css, contrast, parse

COLOURS = ["#4263eb", "#000000", "#ffffff", "#ffd400", "#7fffd4", "#ff6f00", "#e4002b", "#808080", "#00ff00"]
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_the_company_s_own_colour_is_kept_when_it_can_be_read() -> None:
    assert variables("#4263eb")["--tblr-primary"] == "#4263eb"


@given(colours)
def test_words_on_the_colour_are_readable(colour: str) -> None:
    css = variables(colour)
    for fill in ("--tblr-primary", "--brand-fill-strong"):
        assert contrast(parse(css["--tblr-primary-fg"]), parse(css[fill])) >= 4.5, css


@given(colours)
def test_words_in_the_colour_are_readable_on_light_and_dark_paper(colour: str) -> None:
    on_light, on_dark = re.findall(r"#[0-9a-f]{6}", variables(colour)["--brand-text"])
    assert contrast(parse(on_light), LIGHT_PAPER) >= 4.5
    assert contrast(parse(on_dark), DARK_PAPER) >= 4.5


@given(colours)
def test_words_are_readable_on_the_whole_hero(colour: str) -> None:
    css = variables(colour)
    for end in ("--brand-hero-from", "--brand-hero-to"):
        assert contrast(parse(css["--brand-hero-ink"]), parse(css[end])) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
def test_the_sheet_is_one_rule_of_plain_values(colour: str) -> None:
    assert re.fullmatch(r":root\{(--[a-z-]+:[a-z0-9#(),-]+;?)+\}", brand_css(colour))


def variables(colour: str) -> dict[str, str]:
    body = brand_css(colour).removeprefix(":root{").removesuffix("}")
    return dict(line.split(":", 1) for line in body.split(";"))
