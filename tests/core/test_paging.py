import base64
import json

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.paging import By, Page, every_row, page_by_key
from portal.people.models import Company

ORDER = [By(Company.kind, descending=True), By(Company.folded), By(Company.id)]


@pytest.fixture
def companies(app: Flask) -> list[str]:
    kinds = ("customer", "partner", "former")
    with transaction() as session:
        for number in range(23):
            name = f"company {number:02}"
            session.add(Company(name=name, folded=name, kind=kinds[number % 3], created_at=now()))
    found = db.session.scalars(select(Company).order_by(Company.kind.desc(), Company.folded, Company.id))
    return [company.name for company in found]


def turn(cursor: str | None, size: int = 5) -> Page[Company]:
    return page_by_key(select(Company), ORDER, cursor, size)


def test_forwards_shows_every_row_once(companies: list[str]) -> None:
    seen: list[str] = []
    page = turn(None)
    assert page.before is None
    while True:
        seen += [company.name for company in page.rows]
        if page.after is None:
            break
        page = turn(page.after)
    assert seen == companies


def test_backwards_shows_the_same_pages(companies: list[str]) -> None:
    pages = [turn(None)]
    while pages[-1].after:
        pages.append(turn(pages[-1].after))
    page = pages[-1]
    for earlier in reversed(pages[:-1]):
        assert page.before is not None
        page = turn(page.before)
        assert [c.id for c in page.rows] == [c.id for c in earlier.rows]
    assert page.before is None


def test_a_row_added_meanwhile_shifts_nothing(companies: list[str]) -> None:
    first = turn(None)
    with transaction() as session:
        session.add(Company(name="a new one", folded="aaa", kind="partner", created_at=now()))
    assert [c.name for c in turn(first.after).rows] == companies[5:10]


@pytest.mark.parametrize(
    "nonsense",
    ["", "x", "a", "a!!!", "a" + "A" * 5000, "a" + base64.urlsafe_b64encode(b"[1]").decode(),
     "a" + base64.urlsafe_b64encode(json.dumps([1, 2, 3]).encode()).decode(),
     "a" + base64.urlsafe_b64encode(json.dumps(["x", "y", 10**30]).encode()).decode(),
     "a" + base64.urlsafe_b64encode(json.dumps(["x", "y", True]).encode()).decode(),
     "a" + base64.urlsafe_b64encode(b"[" * 400).decode(),
     "a" + base64.urlsafe_b64encode(json.dumps(["x", {"t": "never"}, 1]).encode()).decode()],
)  # fmt: skip
def test_an_unreadable_cursor_shows_the_first_page(nonsense: str, companies: list[str]) -> None:
    assert [c.name for c in turn(nonsense).rows] == companies[:5]


def test_an_empty_list_is_an_empty_page(app: Flask) -> None:
    assert turn(None) == Page([], None, None)


def test_a_list_by_moments_is_turned_like_any_other(companies: list[str]) -> None:
    order = [By(Company.created_at, descending=True), By(Company.id, descending=True)]
    first = page_by_key(select(Company), order, None, 20)
    second = page_by_key(select(Company), order, first.after, 20)
    assert (len(first.rows), len(second.rows), second.after) == (20, 3, None)


@pytest.mark.parametrize("size", [1, 7, 23, 500])
def test_everything_is_read_in_pages_each_row_once(companies: list[str], size: int) -> None:
    names = [company.name for company in every_row(select(Company), Company.id, size=size)]
    columns = every_row(select(Company.id, Company.name), Company.id, size=size, fetch=db.session.execute)
    assert names == [row.name for row in columns] == sorted(companies)
