"""What comes from outside: read in one way, and by nobody else."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.exceptions import UnprocessableEntity
from wtforms import Form

import portal
from portal.core.forms import NumberField
from portal.core.inputs import MAX_ID, argument, choice_in, json_object, moment_in, number_in, offset_in, row_id
from portal.core.urls import same_page, with_query
from tests.actors import signed_in, staff
from tests.kept import Keeper
from tests.world import a_world

ROOT = Path(portal.__file__).parent
BEYOND = ("-0", "-1", "+1", " 1", "1 ", "1_000", "1e3", "１２", "²", "٣", "1.0", "", "x", "\0", "9" * 5_000)
ON_ONES_OWN = re.compile(
    r"type=int\b|\.get\([^)]*, int\)|\.isdigit\(\)|\.isdecimal\(\)|get_json\(|request\.json\b|fromisoformat\("
)
"""Reading what comes from outside past the converters."""
READS_FOR_ITSELF = {
    "core/inputs.py": "the converters",
    "core/paging.py": "the key of a page",
    "kits/notices/incoming/reading.py": "the head of a mail",
    "kits/notices/incoming/receiver.py": "the size that a sender names",
    "kits/transfer/reading/dates.py": "a cell of a file",
    "ledger/outbox/mail/return_path.py": "an address that we signed",
    "nurture/cli.py": "a command's argument",
    "rooms/testimonials/asked_for.py": "a day that we wrote ourselves",
}


@pytest.mark.parametrize("text", [*BEYOND, "0", str(MAX_ID + 1), str(2**63), "1" + "0" * 400])
def test_what_no_row_can_have_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="no row"):
        row_id(text)


def test_an_id_and_a_number_are_plain_digits() -> None:
    assert (row_id("7"), row_id(str(MAX_ID)), number_in("0"), number_in("007")) == (7, MAX_ID, 0, 7)
    assert {number_in(text) for text in (*BEYOND, None, str(MAX_ID + 1))} == {None}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31T10:00:00+02:00", datetime(2026, 12, 31, 8, tzinfo=UTC)),
        ("2026-12-31T10:00:00Z", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        ("2026-12-31T10:00:00", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("2026-12-31T10:00:00+99:99", None),
        ("x" * 100_000, None),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_is_in_the_calendar_and_knows_its_zone(text: str | None, moment: datetime | None) -> None:
    assert moment_in(text) == moment


@pytest.mark.parametrize(
    ("query", "begins"),
    [("", 0), ("offset=25", 25), ("offset=-5", 0), ("offset=1e3", 0), ("offset=9999", 100), (f"offset={9**99}", 100)],
)
def test_a_list_begins_within_its_bounds(query: str, begins: int) -> None:
    with Flask(__name__).test_request_context(f"/?{query}"):
        assert offset_in("offset", 100) == begins


def test_a_choice_is_one_that_is_known_and_a_text_is_one_line() -> None:
    with Flask(__name__).test_request_context("/?order=newest&own=%00&q=a%00b%0Ac&q=second"):
        assert choice_in("order", ("newest",), "rank") == "newest"
        assert choice_in("own", ("mine",), "all") == choice_in("nothing", ("mine",), "all") == "all"
        assert (argument("q"), argument("q", 1), argument("nothing")) == ("ab c", "a", "")


@pytest.mark.parametrize("body", ["", "[]", "null", "7", '"text"', "{", "[" * 100_000, '{"a":' * 100_000])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    with (
        Flask(__name__).test_request_context("/", method="POST", data=body, content_type="application/json"),
        pytest.raises(UnprocessableEntity),
    ):
        json_object()


@pytest.mark.parametrize("typed", ["1_000", "１２", "1e3", str(MAX_ID + 1), "9" * 5_000, "1.5", "0x10", "\0", "x"])
def test_a_number_of_a_form_fits_its_column(typed: str) -> None:
    class OneNumber(Form):
        number = NumberField("Number")

    field = OneNumber(data={})["number"]
    with pytest.raises(ValueError, match="integer"):
        field.process_formdata([typed])
    field.process_formdata([" -7 "])
    assert field.data == -7


def test_arguments_of_a_request_are_never_keywords() -> None:
    """`url_for(…, **request.args)` took "_anchor", "_method" or "endpoint" for its own."""
    app = Flask(__name__)
    names = ("endpoint", "values", "_anchor", "_method", "_external", "_scheme", "self", "q")
    for root in ("", "/rooms"):
        query = "&".join(f"{name}=1&{name}=%00" for name in names)
        with app.test_request_context(f"/a%20b?{query}&page=x", base_url=f"http://localhost{root}"):
            kept = "&".join(f"{name}=1&{name}=%00" for name in names[:-1])
            assert same_page({"q": None, "page": "a1"}) == f"{root}/a%20b?{kept}&page=a1"
            assert same_page(dict.fromkeys(names)) == f"{root}/a%20b"
    assert with_query("/x", {"_anchor": "a", "n": None, "each": ["1", "ö"]}) == "/x?_anchor=a&each=1&each=%C3%B6"


@pytest.mark.one_database
def test_a_page_is_shown_whatever_its_query_names(app: Flask, kept: Keeper) -> None:
    browser = signed_in(app, kept(a_world).owner)
    for page in ("/people", "/search?q=fax", "/community/search?q=fax", "/ideas", "/jobs", "/admin/acts"):
        for name in ("endpoint", "values", "_anchor", "_method", "_external", "_scheme", "self", "\0"):
            query = f"{'&' if '?' in page else '?'}{quote(name)}=javascript&{quote(name)}=%00"
            answer = browser.get(page + query)
            assert (answer.status_code, 'href="javascript' in answer.text) == (200, False), page + query


@pytest.mark.one_database
@pytest.mark.parametrize("number", ["0", str(2**31), str(2**63), "1" + "0" * 400, "-1", "１２", "1e3", " 1", "%001"])
def test_an_address_with_an_id_that_no_row_can_have_is_not_there(app: Flask, number: str) -> None:
    browser = signed_in(app, staff("owner"))
    for address in ("/people/{}", "/ideas/{}", "/jobs/{}", "/admin/mails/{}"):
        assert browser.get(address.format(number)).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("body", ['"text"', "0", "[" * 100_000, '{"name": {"a": []}}'])
def test_a_form_takes_no_json(app: Flask, body: str) -> None:
    browser = signed_in(app, staff("owner"))
    for address in ("/companies/new", "/betas/new", "/sign-in"):
        answer = app.test_client() if address == "/sign-in" else browser
        assert answer.post(address, data=body, content_type="application/json").status_code == 415


def test_nobody_reads_what_comes_from_outside_past_the_converters() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] != "demo" and ON_ONES_OWN.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(READS_FOR_ITSELF)
    spread = re.compile(r"\*\*\{?\s*\**\s*request\.")
    assert [
        str(path)
        for ending in ("py", "html")
        for path in ROOT.rglob(f"*.{ending}")
        if spread.search(path.read_text(encoding="utf-8"))
    ] == []
