"""A stencil is drawn once and filled in with anybody's words, which stay words."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import DictLoader
from markupsafe import Markup

from portal.core.stencils import Stencil, stencil

pytestmark = pytest.mark.one_database

LINE = '<p class="{{ tone }}" title="{{ gap.name }}">{{ gap.name }}: {{ gap.words }}</p>'


@pytest.fixture
def line(own_app: Flask) -> Iterator[Stencil]:
    own_app.jinja_env.loader = DictLoader({"line.html": LINE})
    with own_app.test_request_context("/"):
        yield stencil("line.html", tone="good")


def test_words_are_escaped_and_html_of_ours_is_not(line: Stencil) -> None:
    filled = line.filled(name='"><b>', words=Markup("<em>yes</em>"))
    assert filled == '<p class="good" title="&#34;&gt;&lt;b&gt;">&#34;&gt;&lt;b&gt;: <em>yes</em></p>'


def test_words_that_look_like_a_gap_stay_words(line: Stencil) -> None:
    filled = line.filled(name="Mei", words="\ue000name\ue001 {name} {{ gap.name }} %(name)s")
    assert filled.count("Mei") == 2
    assert "\ue000name\ue001 {name} {{ gap.name }} %(name)s" in filled


def test_filling_it_in_leaves_it_as_it_was(line: Stencil) -> None:
    line.filled(name="Mei", words="first")
    assert "Mei" not in line.filled(name="Ana", words=2)


def test_a_gap_without_words_is_an_error(line: Stencil) -> None:
    with pytest.raises(KeyError, match="words"):
        line.filled(name="Mei")


def test_other_values_make_another_drawing(line: Stencil) -> None:
    assert 'class="bad"' in stencil("line.html", tone="bad").filled(name="", words="")
    assert stencil("line.html", tone="good") is line
