"""A feed in the Atom format (RFC 4287)."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from xml.etree import ElementTree as Xml

ATOM = "http://www.w3.org/2005/Atom"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """One entry; `key` is an address that is never another entry's."""

    key: str
    title: str
    url: str
    author: str
    category: str
    html: str
    written: datetime
    updated: datetime


def atom(title: str, url: str, base: str, entries: Iterable[Entry]) -> bytes:
    """The feed as XML. Addresses in the HTML that begin with / are read from `base`. Equal entries, equal bytes."""
    known = list(entries)
    newest = max((entry.updated for entry in known), default=None)
    feed = Xml.Element("feed", {"xmlns": ATOM, BASE: f"{base}/"})
    _add(feed, "id", url)
    _add(feed, "title", title)
    _add(feed, "updated", newest.isoformat() if newest else "1970-01-01T00:00:00+00:00")
    Xml.SubElement(feed, "link", {"href": url})
    for entry in known:
        _entry(Xml.SubElement(feed, "entry"), entry)
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(element: Xml.Element, entry: Entry) -> None:
    _add(element, "id", entry.key)
    _add(element, "title", entry.title)
    Xml.SubElement(element, "link", {"href": entry.url})
    _add(Xml.SubElement(element, "author"), "name", entry.author)
    Xml.SubElement(element, "category", {"term": _clean(entry.category)})
    _add(element, "published", entry.written.isoformat())
    _add(element, "updated", entry.updated.isoformat())
    _add(element, "content", entry.html).set("type", "html")


def _add(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    child = Xml.SubElement(parent, name)
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """Without the signs that XML cannot hold, not even escaped."""
    return _FORBIDDEN.sub("", text)
