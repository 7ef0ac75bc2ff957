"""What comes from outside, read in one way: an id, a number, a moment, a choice, a line of text, a JSON body.

Nobody else turns a query, a form's loose value or a body into something of ours. What makes no sense in an address is
as if it were not there; what makes none in a body is refused (422). Forms have fields, which say what to change; pages
of a list have their key (`core/paging.py`).
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import abort, request

from .text import one_line

MAX_ID = 2**31 - 1
"""The largest id that a row can have; a larger number in an address is a page that is not there."""
MAX_MOMENT_CHARS = 40
_DIGITS = re.compile(r"[0-9]{1,10}")


def row_id(text: str) -> int:
    """The id in a query or form value; ValueError for what no row can have (`request.args.get(…, type=row_id)`)."""
    number = number_in(text)
    if not number:
        raise ValueError("no row has this id")
    return number


def number_in(text: str | None) -> int | None:
    """A number from 0 as a query or a hidden field carries it, in plain digits; None for anything else."""
    number = int(text) if text and _DIGITS.fullmatch(text) else None
    return number if number is not None and number <= MAX_ID else None


def offset_in(name: str, most: int) -> int:
    """How far into a list the address asks to begin: 0 for nonsense, `most` for what is further."""
    digits = request.args.get(name, "").lstrip("0")
    return min(number_in(digits) or 0, most) if len(digits) < 10 or not digits.isdigit() else most


def moment_in(text: str | None) -> datetime | None:
    """The moment that a page carries, in UTC; None for what is none, or has no zone, or lies outside the calendar."""
    if not text or len(text) > MAX_MOMENT_CHARS:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def choice_in(name: str, known: Collection[str], otherwise: str = "") -> str:
    """Which of a few the address asks for under this name; `otherwise` for none that is known."""
    chosen = request.args.get(name, "")
    return chosen if chosen in known else otherwise


def argument(name: str, most: int = 200) -> str:
    """A query-string argument as one clean line, empty when missing."""
    return one_line(request.args.get(name, "")[:most])


def json_object() -> Mapping[str, Any]:
    """The object that was sent; 422 for JSON that is none, or is nested beyond reading."""
    try:
        found = request.get_json(silent=True)
    except RecursionError:
        found = None
    return found if isinstance(found, Mapping) else abort(422)
