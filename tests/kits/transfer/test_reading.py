"""Any dialect, any encoding: the same rows come out, or a reason why not."""

import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from portal.kits.transfer.reading import (
    FileRefused,
    Profile,
    Staging,
    begin_staging,
    stage_batch,
    stage_table,
    staged_page,
)
from tests.kits.transfer.tables import PEOPLE, as_table, kept

WANTED = [[cell.strip() for cell in row] for row in PEOPLE[1:]]
DIALECTS = {
    "commas": {"delimiter": ","},
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t"},
    "bars": {"delimiter": "|"},
    "all quoted with bars": {"delimiter": "|", "quote_all": True},
    "apostrophes as quotes": {"delimiter": ";", "quote": "'", "quote_all": True},
    "unix line ends": {"line_end": "\n"},
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252")


def staged(path: Path, folder: Path) -> tuple[Profile, list[list[str]]]:
    profile = stage_table(path, folder / f"{path.name}.rows")
    rows, _cursor = staged_page(folder / f"{path.name}.rows", 0, 10_000, len(profile.columns))
    return profile, [row.cells for row in rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_same_rows_come_out_of_every_dialect_and_encoding(tmp_path: Path, dialect: str, encoding: str) -> None:
    profile, rows = staged(kept(tmp_path, as_table(**DIALECTS[dialect]), encoding=encoding), tmp_path)
    assert [column.name for column in profile.columns] == list(PEOPLE[0])
    assert rows == WANTED
    assert profile.rows == 3


CODE_PAGES = (
    ("cp1250", "Dziękuję, że się udało, wszystko świetnie działa i żółw też"),
    ("cp1251", "Мы довольны тем, как быстро вы отвечаете на вопросы"),
    ("koi8_r", "Мы довольны тем, как быстро вы отвечаете на вопросы"),
    ("cp1253", "Είμαστε πολύ ευχαριστημένοι με την υπηρεσία σας"),
    ("shift_jis", "サービスにとても満足しています。ありがとうございます。"),
    ("gb18030", "我们对你们的服务非常满意，谢谢你们的帮助。"),
)


@pytest.mark.parametrize(("encoding", "words"), CODE_PAGES)
def test_older_code_pages_are_recognised(tmp_path: Path, encoding: str, words: str) -> None:
    rows = [("email", "why"), *((f"person{number}@example.org", words) for number in range(20))]
    _profile, found = staged(kept(tmp_path, as_table(rows), encoding=encoding), tmp_path)
    assert found[0] == ["person0@example.org", words]


@pytest.mark.parametrize(("encoding", "words"), [*((name, "Größe – Länge") for name in ENCODINGS[:6]), *CODE_PAGES])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_a_file_that_is_read_in_batches_has_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, words: str, line_end: str
) -> None:
    """Also where a chunk of the text file ends, in the middle of a letter or of a line's end."""
    cells = [(f"p{number}@example.org", f"{words} {number}", "two\nlines") for number in range(400)]
    text = "sep=;\n" + as_table([("email", "why", "more"), *cells], delimiter=";", line_end="\n")
    path = kept(tmp_path, text.replace("\n", line_end), encoding=encoding)
    at_once, target = tmp_path / "at once", tmp_path / "in batches"
    profile = stage_table(path, at_once)
    monkeypatch.setattr("portal.kits.transfer.reading.rows.BATCH_LINES", 7)
    target.touch()
    staging, batches = begin_staging(path), 0
    while not staging.ended:
        staging = stage_batch(path, target, Staging.from_json(json.loads(json.dumps(staging.as_json()))))
        batches += 1
    assert batches > 100
    assert target.read_bytes() == at_once.read_bytes()
    assert (staging.profile, staging.written) == (profile, target.stat().st_size)
    assert profile.rows == 400


def test_short_rows_are_filled_up_when_they_are_read_and_not_on_the_disk(tmp_path: Path) -> None:
    stage_table(kept(tmp_path, ",".join(f"h{number}" for number in range(300)) + "\na\nb\n"), tmp_path / "rows")
    assert (tmp_path / "rows").stat().st_size < 50
    rows, _cursor = staged_page(tmp_path / "rows", 0, 10, 300)
    assert rows[1].cells == ["b"] + [""] * 299


def test_a_row_has_an_end(tmp_path: Path) -> None:
    endless = ('"' + "a," * 40_000 + '\n",') * 60
    with pytest.raises(FileRefused, match="a quote that opens before it"):
        stage_table(kept(tmp_path, "email,name\n" + "a@example.org,A\n" * 20_000 + endless), tmp_path / "rows")


def test_letters_cut_in_half_by_an_export_do_not_turn_the_file_into_another_encoding(tmp_path: Path) -> None:
    text = as_table([("email", "why"), *((f"p{number}@example.org", "Größe und Länge") for number in range(20))])
    broken = text.encode() + b"z@example.org,Gr" + "ö".encode()[:1] + b"\r\n"
    profile, rows = staged(kept(tmp_path, broken), tmp_path)
    assert profile.encoding == "utf-8-sig"
    assert rows[0][1] == "Größe und Länge"


def test_line_breaks_inside_quotes_belong_to_the_cell_and_lines_are_counted(tmp_path: Path) -> None:
    text = 'email,why\n\na@example.org,"one\ntwo\n\nthree"\n  \n"b@example.org", "stray blank before the quote"\n'
    stage_table(kept(tmp_path, text), tmp_path / "rows")
    rows, _cursor = staged_page(tmp_path / "rows", 0, 10)
    assert [row.cells for row in rows] == [
        ["a@example.org", "one\ntwo\n\nthree"],
        ["b@example.org", "stray blank before the quote"],
    ]
    assert [row.line for row in rows] == [3, 8]


def test_old_mac_line_ends_are_line_ends(tmp_path: Path) -> None:
    _profile, rows = staged(kept(tmp_path, "email;name\ra@example.org;Ada\rb@example.org;Bo\r"), tmp_path)
    assert rows == [["a@example.org", "Ada"], ["b@example.org", "Bo"]]


def test_backslashes_may_escape_quotes(tmp_path: Path) -> None:
    _profile, rows = staged(kept(tmp_path, 'email,why\na@example.org,"she said \\"fine\\""\n'), tmp_path)
    assert rows == [["a@example.org", 'she said "fine"']]


def test_the_hint_for_spreadsheets_is_no_row(tmp_path: Path) -> None:
    profile, rows = staged(kept(tmp_path, "sep=;\nemail;name\na@example.org;Ada, Countess\n"), tmp_path)
    assert [column.name for column in profile.columns] == ["email", "name"]
    assert rows == [["a@example.org", "Ada, Countess"]]


def test_a_table_without_headings_keeps_its_first_row(tmp_path: Path) -> None:
    profile, rows = staged(kept(tmp_path, "a@example.org,Ada\nb@example.org,Bo\n"), tmp_path)
    assert not profile.headings
    assert [column.name for column in profile.columns] == ["Column 1", "Column 2"]
    assert len(rows) == 2


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    _profile, rows = staged(kept(tmp_path, "E-mail\na@example.org\nb@example.org\n"), tmp_path)
    assert rows == [["a@example.org"], ["b@example.org"]]


def test_short_rows_are_filled_and_headings_made_unique(tmp_path: Path) -> None:
    profile, rows = staged(kept(tmp_path, "email,name,,name\na@example.org,Ada\nb@example.org,B,C,D\n"), tmp_path)
    assert [column.name for column in profile.columns] == ["email", "name", "Column 3", "name (4)"]
    assert rows[0] == ["a@example.org", "Ada", "", ""]


def test_pages_go_on_from_the_byte_where_the_last_one_ended(tmp_path: Path) -> None:
    stage_table(kept(tmp_path, as_table()), tmp_path / "rows")
    first, cursor = staged_page(tmp_path / "rows", 0, 2)
    second, end = staged_page(tmp_path / "rows", cursor, 2)
    assert [row.cells for row in (*first, *second)] == WANTED
    assert staged_page(tmp_path / "rows", end, 2) == ([], end)


def a_zip(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "inner.zip", "w") as archive:
        archive.writestr("people.csv", as_table())
    return (folder / "inner.zip").read_bytes()


def a_workbook(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "inner.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return (folder / "inner.xlsx").read_bytes()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
REFUSED = {
    "empty": (b"", "empty"),
    "only blanks": (b" \r\n\r\n \t", "empty"),
    "a picture": (PNG, "picture"),
    "a photograph": (b"\xff\xd8\xff\xe0" + bytes(5_000), "picture"),
    "a PDF": (b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
    "a zip": (a_zip, "compressed"),
    "a workbook": (a_workbook, "Excel"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000), "Office"),
    "any bytes": (bytes(range(256)) * 200, "not a text file"),
    "bytes further down": (b"email,name\n" + b"a@example.org,Ada\n" * 9_000 + b"\0\1\2\0", "bytes that aren't text"),
    "headings alone": (b"email,name\r\n", "no rows"),
    "a cell of ten megabytes": (b"email,why\na@example.org," + b"x" * 10_000_000 + b"\n", "Line 2 is longer"),
    "ten megabytes in lines": (b'email,why\na@example.org,"' + b"some words\n" * 900_000 + b'"\n', "begins in line 2"),
    "a quote that never ends": (b'email,why\na@example.org,"fine\nb@example.org,good\n', "opens in line 2"),
    "a thousand columns": (b"x," * 1_000 + b"x\n" + b"y," * 1_000 + b"y\n", "more than 300 cells"),
    "half a letter in UTF-16": ("email\na@example.org\n".encode("utf-16")[:-1], "not a text file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_a_reason_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    content, reason = REFUSED[name]
    path = kept(tmp_path, content(tmp_path) if callable(content) else content)
    with pytest.raises(FileRefused) as refusal:
        stage_table(path, tmp_path / "rows")
    assert reason in refusal.value.message
    assert not (tmp_path / "rows").exists()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        lines = (f"person{number}@example.org,Name {number},a few words about it\n" for number in range(rows))
        path = kept(tmp_path, "email,name,why\n" + "".join(lines), name=f"{rows}.csv")
        tracemalloc.start()
        stage_table(path, tmp_path / f"{rows}.rows")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)  # what is loaded once (names of months, codecs) is no memory of a file
    assert peak(20_000) < peak(4_000) + 1_000_000
