"""Whether a quote may be used somewhere is one predicate: its whole behaviour, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.rooms.testimonials.actions import (
    Ask,
    approve,
    ask_customer,
    ask_review,
    edit_text,
    release,
    suspend,
    withdraw,
)
from portal.rooms.testimonials.models import Permission, Testimonial, TestimonialVersion
from portal.rooms.testimonials.queries import cleared, permitted
from portal.rooms.testimonials.reactions import note_ended_permissions
from tests.actors import staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, asked, available, drafted, fresh, until

ENDED = {"attribution": "full_name", "evidence": "said so", "granted_at": datetime(2026, 1, 1, tzinfo=UTC)}


def is_cleared(version_id: int | None, at: datetime | None = None, **asked: Any) -> bool:
    allowed = cleared(TestimonialVersion.id, at=at or now(), **asked)
    found = db.session.scalar(select(TestimonialVersion.id).where(TestimonialVersion.id == version_id, allowed))
    return found is not None


def is_permitted(version_id: int | None) -> bool:
    allowed = permitted(TestimonialVersion.id, at=now())
    return (
        db.session.scalar(select(TestimonialVersion.id).where(TestimonialVersion.id == version_id, allowed)) is not None
    )


def put_aside(quote: Testimonial, how: str) -> None:
    lena = staff("marketing")
    with transaction():
        suspend(quote, lena) if how == "suspended" else ask_review(quote)


@pytest.mark.parametrize("status", ["approved", "suspended", "review_due"])
def test_a_permission_alone_clears_nothing(app: Flask, status: str) -> None:
    quote = approved() if status == "approved" else available()
    if status != "approved":
        put_aside(quote, status)
    assert (fresh(quote).status, is_permitted(quote.current_version_id)) == (status, True)
    assert not is_cleared(quote.current_version_id)
    assert not is_cleared(quote.current_version_id, channel="press", territory="DE")


def test_words_that_were_replaced_are_not_cleared_by_a_permission_that_nobody_revoked(app: Flask) -> None:
    quote, lena = available(), staff("marketing")
    before = quote.current_version_id
    with transaction():
        edit_text(quote, "Three hours became twenty minutes.", lena)
    with transaction() as session:
        session.execute(update(Permission).values(revoked_at=None))
        session.execute(update(Testimonial).values(status="available"))
    assert is_permitted(before)
    assert not is_cleared(before)


@pytest.mark.parametrize("status", ["approved", "review_due"])
def test_what_is_not_cleared_but_permitted_does_not_expire(app: Flask, status: str) -> None:
    """An older permission of the same words has ended; a newer one stands."""
    quote = approved() if status == "approved" else available()
    if status != "approved":
        put_aside(quote, status)
    yesterday = now().date() - timedelta(days=1)
    with transaction() as session:
        session.add(Permission(**ENDED, version_id=quote.current_version_id, starts_on=yesterday, until=yesterday))
    assert note_ended_permissions() == 1
    assert fresh(quote).status == status


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
    quote = available(ask=Ask(("press", "sales"), ("DE", "AT"), "first_name", "a release", languages=("de",)))
    assert is_cleared(quote.current_version_id, **wanted) is allowed


def test_one_permission_must_allow_both_channel_and_country(app: Flask) -> None:
    quote, lena = drafted(), staff("marketing")
    for ask in (Ask(("press",), ("DE",), "anonymous", "press"), Ask(("web",), ("FR",), "anonymous", "web")):
        with transaction():
            quote.status = "drafted"  # as though the same words were asked for a second time
            request = ask_customer(quote, ask, lena)
        with transaction():
            approve(request, ask, "in a test")
    with transaction():
        release(quote, lena, "as though nobody else were there")
    assert is_cleared(quote.current_version_id, channel="press", territory="DE")
    assert is_cleared(quote.current_version_id, channel="web", territory="FR")
    assert not is_cleared(quote.current_version_id, channel="press", territory="FR")


def test_a_translation_that_nobody_asked_for_is_not_cleared(app: Flask) -> None:
    assert not is_cleared(available().current_version_id, language="de")


def test_anywhere_is_everywhere(app: Flask) -> None:
    quote = available(ask=replace(GERMAN_PRESS, territories=("*",), languages=("*",)))
    assert is_cleared(quote.current_version_id, territory="NZ", language="mi")


LESS = {
    "full_name": {"full_name", "name_company", "first_name", "initials", "role_company", "role_industry", "anonymous"},
    "name_company": {"name_company", "first_name", "initials", "anonymous"},
    "first_name": {"first_name", "anonymous"},
    "initials": {"initials", "anonymous"},
    "role_company": {"role_company", "role_industry", "anonymous"},
    "role_industry": {"role_industry", "anonymous"},
    "anonymous": {"anonymous"},
}
"""What each name allows. A first name allows no title, and a title no name."""


@pytest.mark.parametrize("granted", LESS)
def test_a_name_clears_what_tells_less_and_nothing_that_tells_something_else(app: Flask, granted: str) -> None:
    quote = available(ask=replace(GERMAN_PRESS, attribution=granted))
    may = {name for name in LESS if is_cleared(quote.current_version_id, attribution=name)}
    assert may == LESS[granted]


@pytest.mark.parametrize(("logo", "photo"), [(True, False), (False, True), (False, False)])
def test_a_picture_is_cleared_where_it_was_allowed(app: Flask, logo: bool, photo: bool) -> None:
    quote = available(ask=replace(GERMAN_PRESS, logo=logo, photo=photo))
    assert is_cleared(quote.current_version_id, attribution="full_name")
    assert is_cleared(quote.current_version_id, attribution="full_name", logo=True) is logo
    assert is_cleared(quote.current_version_id, photo=True) is photo


def test_it_ends_with_its_last_day_and_not_before(app: Flask) -> None:
    last = now().date() + timedelta(days=10)
    quote = available(ask=until(last))
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
    one, other = available(), asked().version.testimonial
    assert is_cleared(one.current_version_id)
    assert not is_cleared(other.current_version_id)
