"""What people read, hear or are asked, taken out of a page, a feed or an answer for programs."""

import json
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

READ_OUT = {"alt", "title", "aria-label", "aria-description", "placeholder", "label"}
UNREAD = {"script", "style", "code", "kbd", "mark"}
"""Not for people, keys and codes, and what somebody searched for."""
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


def texts_of(answer: TestResponse) -> Iterator[str]:
    """Every text of an answer that is for people."""
    if answer.is_json:
        yield from _values(json.loads(answer.text))
    elif answer.mimetype == "text/calendar":
        told = (line.partition(":") for line in answer.text.replace("\r\n ", "").splitlines())
        yield from (value for name, _colon, value in told if name.partition(";")[0] in {"SUMMARY", "DESCRIPTION"})
    else:
        within = unescape(answer.text) if answer.mimetype == "application/atom+xml" else answer.text
        yield from read(within)


def read(page: str) -> list[str]:
    """Every text of the page and of its attributes that are read out, in their order."""
    reader = _Reader()
    reader.feed(page)
    return reader.texts


def _values(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, (dict, list)):
        for each in found.values() if isinstance(found, dict) else found:
            yield from _values(each)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        if self._unread or tag in UNREAD or given.get("class", "").startswith("face"):
            self._unread += tag not in VOID
            return
        self.texts += [value for name, value in given.items() if _is_read(tag, name, value, given)]

    def handle_endtag(self, _tag: str) -> None:
        self._unread -= bool(self._unread)

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.texts.append(" ".join(data.split()))


def _is_read(tag: str, name: str, value: str, given: dict[str, str]) -> bool:
    button = tag == "input" and name == "value" and given.get("type") in {"submit", "button", "reset"}
    described = tag == "meta" and name == "content" and given.get("name") == "description"
    said_by_a_script = name.startswith("data-") and " " in value
    return name in READ_OUT or button or described or said_by_a_script
