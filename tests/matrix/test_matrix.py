"""Every route answers as the tables say, whoever asks for what, and tells nobody what is not for them."""

import pytest
from flask import Flask

from portal.access.roles import CAPABILITIES
from tests.matrix.acts import ACTS, audience_of
from tests.matrix.cells import APART, cells, pages
from tests.matrix.people import KINDS, words
from tests.matrix.walking import what_is_wrong
from tests.test_pages import PAGES

pytestmark = pytest.mark.one_database
"""A part of the cells, by rule (see `cells`); `make torture` asks for all of them on both databases."""


def test_every_route_stands_in_one_of_the_two_tables(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.endpoint.startswith(APART) or audience_of(rule.endpoint)
    assert set(ACTS) <= set(app.view_functions)
    assert not set(ACTS) & set(PAGES)


def test_every_word_of_the_tables_is_known() -> None:
    said = {*ACTS.values(), *(audience for audience, _path in PAGES.values())}
    assert {word for audience in said for word in words(audience)} <= {*KINDS, *CAPABILITIES}


def test_everybody_gets_what_the_tables_say_and_reads_no_secret(app: Flask) -> None:
    wrong = list(what_is_wrong(app, cells(app)))
    assert not wrong, "\n".join(wrong)


@pytest.mark.one_database("postgresql")
def test_every_page_opens_on_postgresql_too(app: Flask) -> None:
    wrong = list(what_is_wrong(app, pages(app)))
    assert not wrong, "\n".join(wrong)
