"""Answers from exports: whose they are, when they were given, and what they do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.jobs.models import Job
from portal.ledger.models import Activity
from portal.people.models import Member, SegmentChange
from portal.rooms.surveys.models import SurveyAnswer
from tests.actors import a_member
from tests.kits.transfer.imports import brought_in, checked, counts, reasons

HEADINGS = ("E-mail", "How likely are you to recommend us?", "Why?", "Answered at")
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def answered(folder: Path, *rows: tuple[str, ...]) -> Job:
    with at(NOW):
        return brought_in(folder, "survey", [HEADINGS, *rows])


@pytest.fixture
def mei(app: Flask) -> Member:
    return a_member("Mei Tanaka", "Orbit Health", email="mei@example.org")


def test_an_answer_is_kept_with_its_words_and_its_own_date(app: Flask, mei: Member, tmp_path: Path) -> None:
    job = answered(tmp_path, (" MEI@example.org", "9", "It saves us\nan afternoon", "13/05/2026 10:30"))
    assert counts(job) == {"created": 1}
    answer = db.session.scalars(select(SurveyAnswer)).one()
    assert (answer.member_id, answer.kind, answer.score, answer.real) == (mei.id, "nps", 9, True)
    assert (answer.source, answer.text) == ("import", "It saves us\nan afternoon")
    assert answer.answered_at == datetime(2026, 5, 13, 9, 30, tzinfo=UTC)  # London is an hour ahead in May


def test_the_newest_answer_makes_the_segment_whatever_the_order_of_the_rows(
    app: Flask, mei: Member, tmp_path: Path
) -> None:
    answered(
        tmp_path,
        (mei.email, "9", "", "13/05/2026"),
        (mei.email, "3", "", "14/05/2024"),
        (mei.email, "7", "", "15/05/2025"),
    )
    db.session.refresh(mei)
    assert (mei.segment, mei.nps) == ("promoter", 9)
    assert db.session.query(SegmentChange).count() == 3


def test_an_old_answer_does_not_displace_a_newer_one_that_is_known(app: Flask, mei: Member, tmp_path: Path) -> None:
    answered(tmp_path, (mei.email, "9", "", "13/05/2026"))
    answered(tmp_path, (mei.email, "2", "", "13/05/2025"))
    db.session.refresh(mei)
    assert mei.segment == "promoter"


def test_the_ledger_has_it_when_it_happened_as_history(app: Flask, mei: Member, tmp_path: Path) -> None:
    answered(tmp_path, (mei.email, "4", "", "13/05/2026 10:30"))
    line = db.session.scalars(select(Activity).where(Activity.verb == "survey.answered")).one()
    assert line.facts == {"survey": "nps", "score": 4, "real": True}
    assert (line.member_id, line.historic, line.recorded_at) == (mei.id, True, NOW)
    assert line.occurred_at == datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
    answer = db.session.scalars(select(SurveyAnswer)).one()
    assert (line.about_kind, line.about_id) == ("surveyanswer", answer.id)


def test_a_second_import_changes_nothing_and_another_minute_is_another_answer(
    app: Flask, mei: Member, tmp_path: Path
) -> None:
    rows = [(mei.email, "9", "Fine", "13/05/2026 10:30"), (mei.email, "9", "Fine", "13/05/2026 10:31")]
    assert counts(answered(tmp_path, *rows)) == {"created": 2}
    assert counts(answered(tmp_path, *rows)) == {"unchanged": 2}
    assert counts(answered(tmp_path, *rows, ("Mei@Example.org", "9.0", " fine ", "2026-05-13 10:30"))) == {
        "unchanged": 3
    }


def test_the_same_answer_twice_in_one_file_is_kept_once(app: Flask, mei: Member, tmp_path: Path) -> None:
    row = (mei.email, "9", "Fine", "13/05/2026 10:30")
    assert counts(answered(tmp_path, row, row)) == {"created": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (
            ("stranger@example.org", "9", "", "13/05/2026"),
            "We don't know anybody with the address stranger@example.org.",
        ),
        (("", "9", "", "13/05/2026"), "There's no email address in this row."),
        (("mei@example.org", "", "", "13/05/2026"), "There's no score in this row."),
        (("mei@example.org", "11", "", "13/05/2026"), "“11” is not a whole number from 0 to 10."),
        (("mei@example.org", "-1", "", "13/05/2026"), "“-1” is not a whole number from 0 to 10."),
        (("mei@example.org", "7.5", "", "13/05/2026"), "“7.5” is not a whole number from 0 to 10."),
        (("mei@example.org", "nine", "", "13/05/2026"), "“nine” is not a whole number from 0 to 10."),
        (("mei@example.org", "9", "", ""), "There's no date in this row."),
        (("mei@example.org", "9", "", "31/02/2026"), "“31/02/2026” is not a date."),
        (("mei@example.org", "9", "", "last week"), "“last week” is not a date."),
        (("mei@example.org", "9", "", "13/07/2026"), "The date 13/07/2026 is in the future."),
    ],
)
def test_a_row_that_says_no_answer_is_refused_with_the_reason(
    app: Flask, mei: Member, tmp_path: Path, cells: tuple[str, ...], reason: str
) -> None:
    job = answered(tmp_path, cells, (mei.email, "8", "", "13/05/2026"))
    assert counts(job) == {"created": 1, "refused": 1}
    assert reasons(job) == [reason]
    assert db.session.query(SurveyAnswer).count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("dates", "wanted"),
    [(("03/04/2026", "13/04/2026"), (4, 3)), (("03/04/2026", "04/13/2026"), (3, 4)), (("03/04/2026",), (4, 3))],
)
def test_one_date_of_the_file_says_how_to_read_them_all(
    app: Flask, mei: Member, tmp_path: Path, dates: tuple[str, ...], wanted: tuple[int, int]
) -> None:
    answered(tmp_path, *((mei.email, "9", "", date) for date in dates))
    first = db.session.scalars(select(SurveyAnswer).order_by(SurveyAnswer.id)).first()
    assert first is not None
    assert (first.answered_at.month, first.answered_at.day) == wanted


def test_the_answer_of_a_double_belongs_to_the_one_who_stayed(app: Flask, mei: Member, tmp_path: Path) -> None:
    double = a_member("M Tanaka", email="m.tanaka@example.org")
    with transaction() as session:
        session.get_one(Member, double.id).merged_into_id = mei.id
    answered(tmp_path, ("m.tanaka@example.org", "10", "", "13/05/2026"))
    db.session.refresh(mei)
    assert mei.segment == "promoter"


def test_a_look_at_the_rows_keeps_nothing(app: Flask, mei: Member, tmp_path: Path) -> None:
    with at(NOW):
        job = checked(tmp_path, "survey", [HEADINGS, (mei.email, "9", "", "13/05/2026")])
    assert counts(job) == {"created": 1}
    assert db.session.query(SurveyAnswer).count() == 0
    assert job.result["examples"]["created"][0]["words"].startswith("9, mei@example.org, ")
