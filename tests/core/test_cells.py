"""CSV that a spreadsheet opens without running anything."""

import csv

import pytest

from portal.core.cells import BYTE_ORDER_MARK, as_written, csv_line, csv_table, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@sum", "  =1", "\t=1", "\r=1", "＝1", "＠x"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Mei", "a=b", "1 - 2", "mei@example.org"])
def test_plain_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_row_comes_back_as_it_went_out() -> None:
    row = ["Mei", 'said "no"', "a,b", "two\nlines", None, 9]

    assert next(csv.reader([csv_line(row)])) == ["Mei", 'said "no"', "a,b", "two\nlines", "", "9"]


@pytest.mark.parametrize("count", [0, 1, 500, 501, 1_200])
def test_a_table_has_its_heads_and_every_row_however_many(count: int) -> None:
    text = "".join(csv_table(["name", "number"], (("=Mei", number) for number in range(count))))
    rows = "".join(f"'=Mei,{number}\r\n" for number in range(count))
    assert text == f"{BYTE_ORDER_MARK}name,number\r\n{rows}"


@pytest.mark.parametrize("cell", ["=1+1", "'=1+1", "''@x", "'tis", "", "'", "-", " =x", "plain", "\ttab"])
def test_a_cell_that_comes_back_is_what_it_was(cell: str) -> None:
    assert as_written(harmless(cell)) == cell
