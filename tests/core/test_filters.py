"""How people, times and errors are shown."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from babel import Locale
from flask import Flask
from flask_babel import Babel, format_timedelta
from wtforms import FieldList, Form, FormField, StringField
from wtforms.validators import DataRequired

from portal.core import filters
from portal.core.clock import at

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def reader() -> Flask:
    app = Flask(__name__)
    Babel(app, timezone_selector=lambda: "Asia/Tokyo")
    return app


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mei Tanaka", "MT"),
        ("Amina", "A"),
        ("Anne-Marie de Vries", "AV"),
        ("Mei Tanaka, Head of legal operations, Orbit Health", "MT"),
        ("jonas@helio.example", "J"),
        ("Łukasz", "Ł"),
        ("", "?"),
        ("(unknown)", "?"),
    ],
)
def test_initials_are_those_of_the_first_and_last_name(name: str, expected: str) -> None:
    assert filters.initials(name) == expected


def test_a_person_keeps_one_hue_wherever_the_name_stands() -> None:
    assert filters.hue("Mei Tanaka") == filters.hue("mei tanaka, Orbit Health")
    assert len({filters.hue(f"Person {number}") for number in range(200)}) == len(filters.HUES)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-10), "just now"),
        (timedelta(seconds=-77), "1 minute ago"),
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(days=2, minutes=1), "in 2 days"),
        (timedelta(days=-9), "9 days ago"),
    ],
)
def test_a_time_is_told_relative_to_now(reader: Flask, distance: timedelta, words: str) -> None:
    with reader.test_request_context(), at(NOON):
        assert f">{words}</time>" in filters.ago(NOON + distance)


def test_the_exact_time_on_hover_is_in_the_reader_s_zone(reader: Flask) -> None:
    with reader.test_request_context(), at(NOON):
        shown = filters.ago(NOON - timedelta(hours=1))
    assert 'datetime="2026-05-04T11:00:00+00:00"' in shown
    assert "8:00\u202fPM Japan" in shown
    assert "Japan Standard Time" in shown


def test_the_exact_time_quotes_nothing_of_a_language_s_pattern() -> None:
    quoting = Locale("oc")
    assert "'" in str(quoting.datetime_formats["full"])
    assert "'" not in filters._in_full(NOON, quoting)


def test_what_is_long_ago_is_told_as_a_day(reader: Flask) -> None:
    with reader.test_request_context(), at(NOON):
        assert ">January 4, 2026</time>" in filters.ago(NOON - timedelta(days=120))


def test_an_address_keeps_the_filters_and_drops_the_page(reader: Flask) -> None:
    with reader.test_request_context("/people?stage=advocate&stage=active&page=abc&q=mei"):
        assert filters.here(q=None) == "/people?stage=advocate&stage=active"
        assert filters.here(stage="known") == "/people?q=mei&stage=known"
        assert filters.here(stage=None, q=None) == "/people"


class Inner(Form):
    street = StringField("Street", [DataRequired("Where?")])


class Outer(Form):
    name = StringField("Name", [DataRequired("Who?")], description="As on the badge.")
    tags = FieldList(StringField("Tag", [DataRequired("Which?")]), min_entries=2)
    inner = FormField(Inner)


def test_a_refused_field_is_tied_to_its_hint_and_its_error() -> None:
    form = Outer()
    form.validate()
    shown = filters.control(form.name, "form-control")
    assert 'aria-describedby="name-hint name-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'class="form-control is-invalid"' in shown


def test_what_was_typed_is_kept_and_escaped() -> None:
    shown = filters.control(Outer(data={"name": '"><script>'}).name, "form-control")
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_errors_of_fields_inside_fields_are_told_one_after_the_other() -> None:
    form = Outer()
    form.validate()
    assert filters.plainly(form.tags.errors) == ["Which?", "Which?"]
    assert filters.plainly(form.inner.errors) == ["Where?"]
    assert filters.plainly(form.name.errors) == ["Who?"]


def test_distances_are_told_as_babel_tells_them(reader: Flask) -> None:
    chance = random.Random(7)
    with reader.test_request_context(), at(NOON):
        for _ in range(3_000):
            distance = timedelta(seconds=chance.choice((-1, 1)) * chance.uniform(46, 29 * 86_400) ** chance.random())
            if abs(distance) < timedelta(seconds=46) or abs(distance).seconds % 30 in {0, 29}:
                continue  # Babel counts whole seconds: within one of a half, either minute is true
            told = format_timedelta(distance, granularity="minute", threshold=2, add_direction=True)
            assert f">{told}</time>" in filters.ago(NOON + distance), distance
