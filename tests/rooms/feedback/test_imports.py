"""Feedback from files: words, inferred ratings, tags, and who is behind it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db
from portal.ledger.models import Activity
from portal.people.models import Member
from portal.rooms.feedback.models import Feedback, Tag
from tests.actors import a_member
from tests.kits.transfer.imports import brought_in, counts, reasons

HEADINGS = ("Title", "Review Text", "Rating", "Department", "Class")
ROW = ("Saves an afternoon", "Scanned forms used to take us half a day.", "5", "Scanning", "Forms")


def pieces() -> list[Feedback]:
    return list(db.session.scalars(select(Feedback).order_by(Feedback.id)))


def test_a_piece_is_kept_with_title_rating_and_tags(app: Flask, tmp_path: Path) -> None:
    assert counts(brought_in(tmp_path, "feedback", [HEADINGS, ROW])) == {"created": 1}
    (piece,) = pieces()
    assert (piece.title, piece.text, piece.rating, piece.score) == (ROW[0], ROW[1], 5, None)
    assert {(tag.facet, tag.name) for tag in piece.tags} == {("product_area", "Scanning"), ("free", "Forms")}
    assert (piece.member_id, piece.source, piece.dated) == (None, "import", False)


def test_a_rating_makes_nobody_a_promoter(app: Flask, tmp_path: Path) -> None:
    member = a_member("Mei Tanaka", email="mei@example.org")
    brought_in(tmp_path, "feedback", [("text", "stars", "email"), ("It is a joy to use", "5", "mei@example.org")])
    db.session.refresh(member)
    assert (member.segment, member.nps) == ("unknown", None)


def test_a_known_author_is_named_and_an_unknown_one_leaves_it_unattributed(app: Flask, tmp_path: Path) -> None:
    member = a_member("Mei Tanaka", email="mei@example.org")
    rows = [("text", "email"), ("It is a joy", "Mei@example.org"), ("It is not", "who@example.org"), ("Well", "n/a")]
    assert counts(brought_in(tmp_path, "feedback", rows)) == {"created": 3}
    assert [piece.member_id for piece in pieces()] == [member.id, None, None]
    assert pieces()[0].company_id == member.company_id
    assert db.session.query(Member).count() == 1


def test_a_row_without_words_is_refused(app: Flask, tmp_path: Path) -> None:
    rows = [HEADINGS, ROW, ("Only a title", "", "4", "", ""), ("", " ... ", "4", "", "")]
    job = brought_in(tmp_path, "feedback", rows)
    assert counts(job) == {"created": 1, "refused": 2}
    assert reasons(job) == ["There's no text in this row."] * 2


def test_a_second_import_changes_nothing(app: Flask, tmp_path: Path) -> None:
    rows = [HEADINGS, ROW, ("", *ROW[1:]), (*ROW[:2], "4", *ROW[3:]), tuple(cell.upper() for cell in ROW)]
    assert counts(brought_in(tmp_path, "feedback", rows)) == {"created": 3, "unchanged": 1}
    assert counts(brought_in(tmp_path, "feedback", rows)) == {"unchanged": 4}
    assert len(pieces()) == 3
    assert db.session.query(Tag).count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("cell", "rating"), [("4", 4), ("4.0", 4), ("4/5", 4), ("", None), ("9", None), ("good", None)]
)
def test_only_one_to_five_is_a_rating(app: Flask, tmp_path: Path, cell: str, rating: int | None) -> None:
    brought_in(tmp_path, "feedback", [HEADINGS, (*ROW[:2], cell, *ROW[3:])])
    assert pieces()[0].rating == rating


def test_a_date_is_kept_where_the_file_has_one(app: Flask, tmp_path: Path) -> None:
    brought_in(tmp_path, "feedback", [("Review", "Date"), ("It saves us an afternoon", "2025-01-31 09:00")])
    (piece,) = pieces()
    assert (piece.dated, piece.said_at) == (True, datetime(2025, 1, 31, 9, tzinfo=UTC))


def test_the_ledger_says_that_it_was_written_down_as_history(app: Flask, tmp_path: Path) -> None:
    brought_in(tmp_path, "feedback", [HEADINGS, ROW])
    line = db.session.scalars(select(Activity).where(Activity.verb == "feedback.captured")).one()
    assert line.facts == {"source": "import", "rating": 5}
    assert (line.about_kind, line.about_id, line.historic) == ("feedback", pieces()[0].id, True)
