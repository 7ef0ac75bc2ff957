"""What templates need to show people, times and addresses: filters and globals, registered once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Literal
from zlib import crc32

from babel import Locale
from babel.dates import format_date as format_day
from babel.dates import format_time, get_timezone_name
from babel.dates import format_timedelta as format_span
from flask import Flask, flash
from flask_babel import format_date, format_timedelta, to_user_timezone
from flask_babel import gettext as _
from markupsafe import Markup, escape

from .clock import now
from .language import language, zone
from .urls import same_page

HUES = ("blue", "teal", "orange", "pink", "purple", "green", "lime", "yellow")
JUST_NOW = timedelta(seconds=45)
LONG_AGO = timedelta(days=30)
STEP = timedelta(seconds=30)
"""Minutes, hours and days are rounded at halves, so within half a minute no distance reads differently."""


def register_looks(app: Flask) -> None:
    """Give templates `here`, `control`, `face`, and the filters initials, hue, ago, exactly, span, day, plainly."""
    app.jinja_env.globals.update(here=here, control=control, today=today, face=face)
    app.jinja_env.filters.update(
        initials=initials, hue=hue, ago=ago, exactly=exactly, span=span, day=day, plainly=plainly
    )


def today() -> date:
    """Which day it is where the reader is."""
    moment: datetime = to_user_timezone(now())
    return moment.date()


def here(**changes: object) -> str:
    """This page's address with some query arguments changed (None: taken away); the page cursor goes."""
    return same_page(changes)


def initials(name: str) -> str:
    """One or two capital letters for a name: "Mei Tanaka" → "MT"; a mail address gives its first letter."""
    words = [word for word in _called(name).replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(name: str) -> str:
    """The hue of a person or company: always the same one for the same name."""
    return HUES[crc32(_called(name).casefold().encode()) % len(HUES)]


@lru_cache(maxsize=5_000)
def face(name: str, size: str = "") -> Markup:
    """The round picture of somebody: their initials in their hue. Decoration; the name stands beside it."""
    kind = f" face-{size}" if size else ""
    return Markup('<span class="face{} tone-{}" aria-hidden="true">{}</span>').format(kind, hue(name), initials(name))


def _called(name: str) -> str:
    """The name alone: without what follows a comma (role, company) or the host of a mail address."""
    return name.partition(",")[0].partition("@")[0].strip()


def ago(moment: datetime | None) -> Markup:
    """A `<time>` saying how long ago or how soon; the exact time in the reader's zone on hover."""
    if moment is None:
        return Markup("")
    return ago_at(moment, now(), language(), zone())


def ago_at(moment: datetime, at: datetime, spoken: Locale, where: tzinfo) -> Markup:
    """The same, for the rows of a page: what is alike for all of them is looked up once."""
    return _ago(moment, _steps(moment - at), spoken, where)


@lru_cache(maxsize=10_000)
def _ago(moment: datetime, steps: int | None, spoken: Locale, where: tzinfo) -> Markup:
    local = moment.astimezone(where)
    label = _day(local.date(), "long", spoken) if steps is None else _distance(steps, spoken)
    told, full = moment.isoformat(), _in_full(local, spoken)
    return Markup(f'<time datetime="{told}" title="{full}">{label}</time>')  # noqa: S704 - digits, and words escaped


def _steps(distance: timedelta) -> int | None:
    """How many half minutes away something is, rounded to where its words change; 0 just now, None long ago."""
    if abs(distance) > LONG_AGO:
        return None
    if abs(distance) < JUST_NOW:
        return 0
    steps = int(abs(distance) / STEP)
    return steps if distance > timedelta() else -steps


def exactly(moment: datetime) -> str:
    """Date and time in the reader's zone, in full."""
    return _in_full(moment.astimezone(zone()), language())


def _in_full(local: datetime, spoken: Locale) -> Markup:
    """A moment put together from its day, its minute and its zone, each of which many moments share."""
    pattern = str(spoken.datetime_formats["full"]).replace("'", "")
    clock = f"{_minute(local.hour, local.minute, spoken)} {_zone_name(local.tzinfo, bool(local.dst()), spoken)}"
    return Markup(pattern.replace("{1}", _day(local.date(), "full", spoken)).replace("{0}", clock))  # noqa: S704


@lru_cache(maxsize=2_000)
def _day(date: date, length: Literal["full", "long"], spoken: Locale) -> Markup:
    return escape(format_day(date, length, spoken))


@lru_cache(maxsize=1_500)
def _minute(hour: int, minute: int, spoken: Locale) -> Markup:
    return escape(format_time(time(hour, minute), "short", locale=spoken))


@lru_cache(maxsize=500)
def _zone_name(where: tzinfo | None, in_summer: bool, spoken: Locale) -> Markup:
    variant: Literal["daylight", "standard"] = "daylight" if in_summer else "standard"
    return escape(get_timezone_name(where, locale=spoken, zone_variant=variant))


def span(length: timedelta) -> str:
    """A length of time in words: "3 days"."""
    return _length(abs(length) // timedelta(minutes=1), language())


@lru_cache(maxsize=2_000)
def _length(minutes: int, spoken: Locale) -> str:
    return str(format_span(timedelta(minutes=minutes), "minute", threshold=2, locale=spoken))


def day(moment: date | datetime | None) -> str:
    """A day in full, in the reader's language; of a moment, its day in the reader's zone."""
    return str(format_date(moment, "long")) if moment else ""


def plainly(errors: Iterable[Any]) -> list[str]:
    """Messages of a field's errors; those of fields inside it come one after the other."""
    messages: list[str] = []
    for error in errors.values() if isinstance(errors, Mapping) else errors:
        nested = not isinstance(error, str) and isinstance(error, (Mapping, list, tuple))
        messages.extend(plainly(error) if nested else [str(error)])
    return messages


def control(field: Any, kind: str, hint: str | None = None, **attributes: object) -> Markup:
    """A form field's control, tied to its description and its errors for people who hear the page."""
    about = [f"{field.id}-hint"] if hint or field.description else []
    about += [f"{field.id}-error"] if field.errors else []
    if about:
        attributes["aria-describedby"] = " ".join(about)
    if field.errors:
        attributes["aria-invalid"] = "true"
        kind = f"{kind} is-invalid"
    return Markup(escape(field(class_=kind, **attributes)))  # noqa: S704 - WTForms escapes; escape() keeps Markup


def flash_news(was_news: bool, text: str, undo: str | None = None) -> None:
    """Say that something is done, with its undo if there is one; of what was done before, only that."""
    if not was_news:
        flash(_("That was done already. Nothing has changed."), "info")
    elif undo is not None:
        flash_undo(text, undo)
    else:
        flash(text, "success")


def flash_undo(text: str, url: str) -> None:
    """Say that something is done, with a button that undoes it by a POST to `url`."""
    flash({"text": text, "url": url}, "undo")  # type: ignore[arg-type]


def flash_link(text: str, label: str, url: str) -> None:
    """Say that something is done, with a link called `label` to what can be done next."""
    flash({"text": text, "label": label, "url": url}, "success")  # type: ignore[arg-type]


@lru_cache(maxsize=10_000)
def _distance(steps: int, _spoken: Locale) -> Markup:
    if steps == 0:
        return escape(_("just now"))
    middle = (abs(steps) + 0.5) * STEP * (1 if steps > 0 else -1)
    return escape(format_timedelta(middle, granularity="minute", threshold=2, add_direction=True))
