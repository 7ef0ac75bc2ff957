"""Values that somebody could send who wants to see something break, and a few sensible ones between them."""

import base64
import json
from collections.abc import Iterator
from random import Random

NUMBERS = (
    "0", "-0", "-1", "+1", " 1", "1 ", "01", "1.0", "1e3", "0x10", "1_000", "１２", "٣", "²", "½", "NaN", "inf", "-inf",
    str(2**31 - 1), str(2**31), str(2**32), str(2**53 + 1), str(2**63 - 1), str(2**63), str(-(2**63) - 1), str(2**64),
    "9" * 18, "9" * 19, "1" + "0" * 400, "9" * 5_000, "true", "None", "null", "[]", "{}", "1;2", "1,2", "1'",
)  # fmt: skip
UNICODE = (
    "\0", "a\0b", "\x01", "\x7f", "\x85", "\u200b", "\u2028", "\ufeff", "\ufffe", "\uffff", "\U0010ffff", "\u202eabc",
    "e" + "\u0301" * 3_000, "ﷺ" * 500, "ß", "İ", "ǅ", "🏳️‍🌈", "👩‍👩‍👧‍👦" * 50, "\r\n", "\r\nX-Odd: 1", "\t", "   ",
    "\u3164", "%00", "%", "%zz", "%s%s", "{0}", "{{ 7 * 7 }}", "${x}", "\\", "\\u0000", "'; --", '"', "<b>", "../..",
    "..%2f", "//evil.example", "/\\evil.example", "javascript:alert(1)", "=1+1", "*" * 1_000, "(" * 1_000, "a" * 70_000,
)  # fmt: skip
TIMES = (
    "0000-00-00", "9999-12-31", "10000-01-01", "0001-01-01", "2026-02-30", "2026-13-01", "2026-12-31T25:00",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999+00:00", "2026-W53-7",
    "2026-12-31T10:00", "2026-12-31 10:00:00Z", "-2026-01-01", "20261231", "2026-12-31T10:00:00+99:99", "31/12/2026",
    "2026-Q0", "2026-Q5", "2026-Q1\n", "２０２６-Q1", "0000-Q1", "2099-Q4", "20٣٣-Q1", "10:00", "24:00", "99:99",
)  # fmt: skip
KEYWORDS = (
    "endpoint", "values", "_anchor", "_method", "_external", "_scheme", "self", "cls", "args", "kwargs", "url", "code",
    "filename", "template_name_or_list", "q", "page", "offset", "next", "type", "id", "__class__", "constructor", "",
    "a[b][c]", "a.b.c", "\0", "x" * 300, "csrf_token", "_external\0", "name-0-name-0-name", "text-1e9", "1", "-",
)  # fmt: skip
"""Names of arguments: of Flask's and of our own functions, and what no field is called."""
SENSIBLE = ("1", "2", "A few words that are fine.", "mei@example.org", "2026-12-31", "DE", "promoter", "on", "up", "")
JSON_BODIES = (
    "", "null", "0", "[]", "{}", '"text"', "{", "\0", '{"title": "\\ud800", "body": "\\udfff\\u0000"}',
    '{"title": {}, "body": [], "sequence": {}}', '{"body": "a", "sequence": 1e999}', '{"body": NaN}',
    '{"body": "a", "sequence": ' + "9" * 5_000 + "}", "[" * 100_000, '{"a":' * 100_000, "[" * 900 + "]" * 900,
    '{"body": "' + "\\u0000" * 10_000 + '"}', '{"body": true, "sequence": false, "title": null}', '{"a": 1, "a": 2}',
)  # fmt: skip
CONTENT_TYPES = (
    "application/json", "application/json; charset=utf-7", "application/vnd.api+json", "text/plain", "",
    "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 2_000, "application/xml", "\x7f", ";", "multipart/mixed; boundary=b",
)  # fmt: skip
CURSORS = (
    [], [1], [1, 2], [2**40, 2**40], ["\ud800", 1], ["\0", 1], [None, None], [True, True], [1.5, 1], [{"t": ""}, 1],
    [{"t": "0001-01-01T00:00:00+23:59"}, 1], [{"t": "9999-12-31T23:59:59-23:59"}, 1], [{"t": 5}, 1], [{"x": 1}, 1],
    [{"t": "2026-12-31T10:00:00"}, 1], [{"t": "2026-12-31"}, 1], [[[]], 1], ["a" * 1_500, 1], {"a": 1}, "x", 7, 1e308,
)  # fmt: skip


def odd_values() -> list[str]:
    """Every one of them once."""
    return [*NUMBERS, *UNICODE, *TIMES, *_cursors()]


def deep_form(random: Random) -> list[tuple[str, str]]:
    """Fields whose names go deeper than any form, or that are more than any form has."""
    deep = "-".join(["a", "0"] * random.choice((3, 300)))
    many = [(f"choice-{number}", "x") for number in range(random.choice((2, 900)))]
    return [(deep, "x"), *many]


def _cursors() -> Iterator[str]:
    for values in CURSORS:
        packed = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
        yield from (f"a{packed}", f"b{packed}", f"a{packed}=")
    yield from ("a", "b", "a====", "aé", "z123", "a" + "A" * 3_000, "a" + base64.b64encode(b"[" * 1_400).decode())
