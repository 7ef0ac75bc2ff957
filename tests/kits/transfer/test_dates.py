"""Dates as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.kits.transfer.reading import DAY_FIRST, MONTH_FIRST, moment_of
from portal.kits.transfer.reading.dates import date_kind, order_from

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("cell", "order", "wanted"),
    [
        ("12/11/2026 06:03", DAY_FIRST, "2026-11-12T06:03"),
        ("12/11/2026 06:03", MONTH_FIRST, "2026-12-11T06:03"),
        ("3.4.26", DAY_FIRST, "2026-04-03T11:00"),
        ("03-04-99 7:05 pm", MONTH_FIRST, "1999-03-04T19:05"),
        ("4/3/2026, 12:30 AM", MONTH_FIRST, "2026-04-02T23:30"),
        ("2026-12-31", DAY_FIRST, "2026-12-31T12:00"),
        ("2026-12-31T16:05:09Z", DAY_FIRST, "2026-12-31T16:05:09"),
        ("2026-12-31 16:05:09.123+02:00", DAY_FIRST, "2026-12-31T14:05:09"),
        ("2026/7/1 10:00 UTC", MONTH_FIRST, "2026-07-01T10:00"),
        ("20261231", DAY_FIRST, "2026-12-31T12:00"),
        ("31. Dezember 2026 um 16:05 Uhr", DAY_FIRST, "2026-12-31T16:05"),
        ("1er mars 2026", DAY_FIRST, "2026-03-01T12:00"),
        ("3 de febrero de 2026", DAY_FIRST, "2026-02-03T12:00"),
        ("Feb 3, 2026 4:05 PM", DAY_FIRST, "2026-02-03T16:05"),
        ("3 lutego 2026", DAY_FIRST, "2026-02-03T12:00"),
        ("12-Nov-26 09:10", DAY_FIRST, "2026-11-12T09:10"),
        ("Tue, 3 Feb 2026 08:00", DAY_FIRST, "2026-02-03T08:00"),
    ],
)
def test_a_date_is_read_as_it_is_meant(cell: str, order: str, wanted: str) -> None:
    assert date_kind(cell) is not None
    assert moment_of(cell, order, LONDON) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    ["31/02/2026", "2026-13-01", "32/01/2026", "10:00", "soon", "12/11", "1/2/3", "99", "3 Brumaire 2026", "0/0/0000"],
)
def test_what_is_no_date_is_said_to_be_none(cell: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment_of(cell, DAY_FIRST, LONDON)


@pytest.mark.parametrize(
    ("cells", "order", "sure"),
    [
        (["01/02/2026", "13/02/2026"], DAY_FIRST, True),
        (["01/02/2026", "02/13/2026"], MONTH_FIRST, True),
        (["01/02/2026", "03/04/2026"], DAY_FIRST, False),
        (["2026-01-02", "2026-03-04"], DAY_FIRST, True),
        (["05/05/2026", "6 May 2026"], DAY_FIRST, True),
        (["13/02/2026", "14/02/2026", "02/31/2026"], DAY_FIRST, True),
    ],
)
def test_the_whole_file_says_whether_the_day_comes_first(cells: list[str], order: str, sure: bool) -> None:
    kinds = [date_kind(cell) for cell in cells]
    assert order_from({kind: kinds.count(kind) for kind in kinds if kind}) == (order, sure)
