"""Dates as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app

from .dates import Dated

A_WHILE = timedelta(minutes=30)


def calendar_of(dates: Iterable[Dated], moment: datetime) -> bytes:
    """The file: one event for each date, known by its key, so that a program changes it instead of adding another."""
    from icalendar import Calendar, Event

    base = current_app.config["BASE_URL"]
    calendar = Calendar()
    calendar.add("prodid", "-//Fanfare//Coming up//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", current_app.config["COMPANY_NAME"])
    for each in dates:
        event = Event()
        event.add("uid", f"{each.key}@{urlsplit(base).hostname}")
        event.add("dtstamp", moment)
        event.add("dtstart", each.at - A_WHILE)
        event.add("dtend", each.at)
        event.add("summary", f"{each.title} · {each.what}")
        event.add("url", f"{base}{each.url}")
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file
