"""Dates as people write them: 31/12/2026, 12-31-26 4:05 PM, 2026-12-31T16:05Z, 31. Dezember 2026.

Which of day and month comes first is a question for the whole file: one cell with a 31 answers it.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache

from babel import Locale

from portal.core.text import fold

DAY_FIRST = "day"
MONTH_FIRST = "month"
MAX_CHARS = 60
EITHER = "either"
SURE = "sure"
"""What `date_kind` says of a date that can be read in one way only."""
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs")

_CLOCK = (
    r"(?:(?:\s*[T,]\s*|\s+)(?:(?:at|um|à|kl\.?)\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?(?:\s*uhr)?)?"
)
_NUMBERS = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>\s*[./-]\s*)(?P<b>\d{1,2})\s*[./-]\s*(?P<c>\d{1,4})\.?" + _CLOCK, re.IGNORECASE
)
_DAY_NAME = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_NAMED = re.compile(
    _DAY_NAME + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[ºª.])?[\s-]*(?:of\s+|de\s+)?(?P<month>[^\W\d_]{3,12})\.?,?"
    r"[\s-]*(?:de\s+)?(?P<year>\d{4}|\d{2}(?![\d:]))" + _CLOCK,
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    _DAY_NAME + r"(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _CLOCK,
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)" + _CLOCK, re.IGNORECASE)


def date_kind(cell: str) -> str | None:
    """What this cell says about the order of day and month: day, month, either, sure, or None for no date."""
    if not 6 <= len(cell) <= MAX_CHARS or not any(letter.isdigit() for letter in cell):
        return None
    cell = _squeezed(cell)
    match = _NUMBERS.fullmatch(cell)
    if match is not None:
        return _numbers_kind(match)
    named = _NAMED.fullmatch(cell) or _NAMED_FIRST.fullmatch(cell)
    return SURE if _COMPACT.fullmatch(cell) or (named and _month(named["month"])) else None


def moment_of(cell: str, order: str, zone: tzinfo) -> datetime:
    """The moment that a cell means, aware; without a time it is noon. Raises ValueError for none.

    `order` is DAY_FIRST or MONTH_FIRST; `zone` is taken where the cell names none.
    """
    if len(cell) > MAX_CHARS:
        raise ValueError("no date is that long")
    cell = _squeezed(cell)
    match = _NUMBERS.fullmatch(cell)
    if match is not None:
        return _at(*_in_order(match, order), match, zone)
    match = _NAMED.fullmatch(cell) or _NAMED_FIRST.fullmatch(cell)
    if match is not None:
        month = _month(match["month"])
        if not month:
            raise ValueError(f"{match['month']} is no month")
        return _at(_full_year(match["year"]), month, int(match["day"]), match, zone)
    match = _COMPACT.fullmatch(cell)
    if match is None:
        raise ValueError("not a date")
    return _at(int(match["year"]), int(match["month"]), int(match["day"]), match, zone)


def _squeezed(cell: str) -> str:
    """With single blanks: the patterns take any between the parts of a moment, and would try all ways to share them."""
    return " ".join(cell.split())


def order_from(kinds: dict[str, int]) -> tuple[str, bool]:
    """The order that a column's dates have, and whether the file proves it (else the day is assumed first)."""
    day, month = kinds.get(DAY_FIRST, 0), kinds.get(MONTH_FIRST, 0)
    if day == month:
        return DAY_FIRST, not (day or kinds.get(EITHER, 0))
    return (DAY_FIRST if day > month else MONTH_FIRST), True


def _numbers_kind(match: re.Match[str]) -> str | None:
    first, second = int(match["a"]), int(match["b"])
    if _year_first(match) or (first == second and len(match["c"]) > 1):
        return SURE
    if len(match["c"]) == 1 or first > 31:
        return None
    if first > 12:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 else EITHER


def _year_first(match: re.Match[str]) -> bool:
    return len(match["a"]) == 4 or (int(match["a"]) > 31 and len(match["a"]) == 2 and len(match["c"]) <= 2)


def _in_order(match: re.Match[str], order: str) -> tuple[int, int, int]:
    first, second, third = match["a"], match["b"], match["c"]
    if _year_first(match):
        return _full_year(first), int(second), int(third)
    if len(third) not in (2, 4):
        raise ValueError("a year has two or four digits")
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    return _full_year(third), int(month), int(day)


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)


def _at(year: int, month: int, day: int, match: re.Match[str], zone: tzinfo) -> datetime:
    if not 1970 <= year <= 2200:
        raise ValueError("a year that cannot be meant")
    if match["hour"] is None:
        return datetime(year, month, day, 12, tzinfo=zone)
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("an hour of the twelve-hour clock is 1 to 12")
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return datetime(
        year, month, day, hour, int(match["minute"]), int(match["second"] or 0), tzinfo=_zone(match["zone"], zone)
    )


def _zone(written: str | None, otherwise: tzinfo) -> tzinfo:
    if not written:
        return otherwise
    if written[0] not in "+-":
        return timezone.utc  # noqa: UP017 - the same object, named beside timezone(...) below
    sign = -1 if written[0] == "-" else 1
    digits = written[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _month(name: str) -> int | None:
    return _months().get(fold(name).rstrip("."))


@cache
def _months() -> dict[str, int]:
    """Names of months in the languages that files come in, long and short, folded."""
    return {
        fold(name).rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in Locale(language).months[context][width].items()
    } | {"sept": 9, "mrz": 3, "maerz": 3}
