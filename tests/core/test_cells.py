"""CSV that a spreadsheet opens without running anything."""

import csv
from io import StringIO
from itertools import chain
from random import Random
from time import process_time

import pytest

from portal.core.cells import BYTE_ORDER_MARK, as_written, csv_line, csv_table, harmless


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-2", "'-2"),
        ("@sum", "'@sum"),
        ("＝1", "'＝1"),
        ("  =1", "  '=1"),
        ("\r=1", "\r'=1"),
        ("\t=1", "\t'=1"),
        ('"=1', "\"'=1"),
        ("Mei;=1+1", "Mei;'=1+1"),
        ("Mei\t@x", "Mei\t'@x"),
        ("Mei|-2", "Mei|'-2"),
        ("Mei;; | ＋1", "Mei;; | '＋1"),
        ('Mei; " =1', "Mei; \" '=1"),
        ("two\n=lines", "two\n'=lines"),
        ("two\n\n  - points;=1;@2", "two\n\n  '- points;'=1;'@2"),
        ("Mei;'=1", "Mei;''=1"),
    ],
)
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str, made: str) -> None:
    assert harmless(cell) == made
    assert as_written(made) == cell


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_spreadsheet_finds_a_formula_however_it_parts_cells(delimiter: str) -> None:
    chance = Random(delimiter)
    for _row in range(2_000):
        row = ["".join(chance.choices(list(";|\t ,\"'=+-@\nab"), k=chance.randint(0, 9))) for _cell in range(3)]
        line = csv_line(row)
        assert [as_written(cell) for cell in next(csv.reader(StringIO(line)))] == row
        for cell in chain.from_iterable(csv.reader(line.splitlines(), delimiter=delimiter)):
            assert not cell.lstrip(' \t"').startswith(("=", "+", "-", "@")), (row, line)


@pytest.mark.parametrize("piece", ["'", ";'", "\t", '; "', "=", "\n'=", "a", " '"])
def test_a_long_cell_is_read_once(piece: str) -> None:
    """Ten seconds for what takes milliseconds: a cell that is read again from each of its letters takes minutes."""
    began = process_time()
    assert as_written(harmless(piece * 200_000)) == piece * 200_000
    assert process_time() - began < 10


@pytest.mark.parametrize(
    "cell", ["", "Mei", "a=b", "1 - 2", "mei@example.org", 'a "=b', "a, -1", "'tis", "x;y|z\tw\nv"]
)
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
