"""Whether a quote may be used somewhere is one predicate: its whole behaviour, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.rooms.testimonials.actions import Ask, approve, ask_customer, edit_text, withdraw
from portal.rooms.testimonials.models import ATTRIBUTIONS, TestimonialVersion
from portal.rooms.testimonials.queries import cleared
from tests.actors import staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, available, drafted, until


def is_cleared(version_id: int | None, at: datetime | None = None, **asked: Any) -> bool:
    allowed = cleared(TestimonialVersion.id, at=at or now(), **asked)
    found = db.session.scalar(select(TestimonialVersion.id).where(TestimonialVersion.id == version_id, allowed))
    return found is not None


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ({}, True),
        ({"channel": "press"}, True),
        ({"channel": "web"}, False),
        ({"territory": "DE"}, True),
        ({"territory": "FR"}, False),
        ({"channel": "press", "territory": "DE"}, True),
        ({"channel": "press", "territory": "FR"}, False),
        ({"channel": "web", "territory": "DE"}, False),
        ({"language": "de"}, True),
        ({"language": "fr"}, False),
        ({"channel": "press", "territory": "DE", "language": "de", "attribution": "first_name"}, True),
        ({"channel": "press", "territory": "DE", "language": "de", "attribution": "full_name"}, False),
    ],
)
def test_all_that_is_wanted_must_be_allowed(app: Flask, wanted: dict[str, Any], allowed: bool) -> None:
    quote = approved(ask=Ask(("press", "sales"), ("DE", "AT"), "first_name", "a release", languages=("de",)))
    assert is_cleared(quote.current_version_id, **wanted) is allowed


def test_one_permission_must_allow_both_channel_and_country(app: Flask) -> None:
    quote, lena = drafted(), staff("marketing")
    for ask in (Ask(("press",), ("DE",), "anonymous", "press"), Ask(("web",), ("FR",), "anonymous", "web")):
        with transaction():
            quote.status = "drafted"  # as though the same words were asked for a second time
            request = ask_customer(quote, ask, lena)
        with transaction():
            approve(request, ask, "in a test")
    assert is_cleared(quote.current_version_id, channel="press", territory="DE")
    assert is_cleared(quote.current_version_id, channel="web", territory="FR")
    assert not is_cleared(quote.current_version_id, channel="press", territory="FR")


def test_anywhere_is_everywhere(app: Flask) -> None:
    quote = approved(ask=replace(GERMAN_PRESS, territories=("*",)))
    assert is_cleared(quote.current_version_id, territory="NZ", language="mi")


@pytest.mark.parametrize("granted", ATTRIBUTIONS)
def test_whoever_may_be_named_openly_may_be_named_less_openly(app: Flask, granted: str) -> None:
    quote = approved(ask=replace(GERMAN_PRESS, attribution=granted))
    may = {name: is_cleared(quote.current_version_id, attribution=name) for name in ATTRIBUTIONS}
    place = ATTRIBUTIONS.index(granted)
    assert may == {name: number >= place for number, name in enumerate(ATTRIBUTIONS)}


def test_it_ends_with_its_last_day_and_not_before(app: Flask) -> None:
    last = now().date() + timedelta(days=10)
    quote = approved(ask=until(last))
    midnight = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    assert is_cleared(quote.current_version_id, midnight - timedelta(seconds=1))
    assert not is_cleared(quote.current_version_id, midnight)
    assert not is_cleared(quote.current_version_id, now() - timedelta(days=1)), "it does not reach into the past"


def test_a_withdrawn_or_edited_quote_is_cleared_for_nothing(app: Flask) -> None:
    first, second, lena = available(), available(), staff("marketing")
    before = second.current_version_id
    with transaction():
        withdraw(first)
        edit_text(second, "Three hours became twenty minutes.", lena)
    assert not is_cleared(first.current_version_id)
    assert not is_cleared(before)
    assert not is_cleared(second.current_version_id)


def test_a_permission_clears_only_the_version_it_was_given_for(app: Flask) -> None:
    one, other = approved(), drafted()
    assert is_cleared(one.current_version_id)
    assert not is_cleared(other.current_version_id)
