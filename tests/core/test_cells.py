"""CSV that a spreadsheet opens without running anything."""

import csv

import pytest

from portal.core.cells import as_written, csv_line, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@sum", "  =1", "\t=1", "\r=1", "＝1", "＠x"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Mei", "a=b", "1 - 2", "mei@example.org"])
def test_plain_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_row_comes_back_as_it_went_out() -> None:
    row = ["Mei", 'said "no"', "a,b", "two\nlines", None, 9]

    assert next(csv.reader([csv_line(row)])) == ["Mei", 'said "no"', "a,b", "two\nlines", "", "9"]


@pytest.mark.parametrize("cell", ["=1+1", "'=1+1", "''@x", "'tis", "", "'", "-", " =x", "plain", "\ttab"])
def test_a_cell_that_comes_back_is_what_it_was(cell: str) -> None:
    assert as_written(harmless(cell)) == cell
