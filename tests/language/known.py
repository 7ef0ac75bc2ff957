"""What is read in English for a good reason: what people and files say, and what is called the same everywhere."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml

from portal.kits.notices.letter_samples import samples
from portal.kits.search.sources import sources
from portal.ledger.ledger import subscribers_of
from portal.ledger.verbs import VERBS
from tests.language.made_up import typed_in

ROOT = Path(__file__).parents[2]
MAP = ROOT / "portal" / "nurture" / "maps" / "advocacy.yaml"
TYPED = ("tests/world.py", "tests/actors.py", "portal/kits/notices/letter_samples.py")
KNOWN = (
    r"\bmei\.tanaka\b",  # a handle
    r"https?://\S+|\S+@\S+|/\S+",  # addresses
    r"\b(CSV|JSON|UTF-8|SMTP)\b",  # what formats and protocols are called everywhere
    r"(?:\bcount\(\S+\)|\bsegment == \w+|\bnps in [\d.]+|\bmember\.\w+|\bopen\(\w+\))(?: and\b)?",  # conditions
    r"\b[0-9a-f]{32,}\b",  # checksums
    r"\bfax\b",  # what is searched for
)
CLICKS = (
    r"Usage:|Options:|Commands:|Show this message and exit\.|\[required\]|\[default: \w+\]|Error:",  # click's own words
    r"--?[a-z-]+|\b[A-Z]{2,}\b|\[[a-z_|]+\]",  # options and what they take
)


def said_by_others() -> Iterator[str]:
    """Whatever on a page is nobody's sentence of the product."""
    yield from typed_in(*(ROOT / path for path in TYPED))
    yield from (*_of_the_map(), *_keys(), *_zones(), *_of_the_file())


def _of_the_map() -> Iterator[str]:
    """A map is written by a company in its own language."""
    written = yaml.safe_load(MAP.read_text())
    yield from _strings(written)
    for key in written["stages"]:
        yield from (key, key.replace("_", " "), key.replace("_", " ").capitalize())


def _strings(written: Any) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, (dict, list)):
        for each in written.values() if isinstance(written, dict) else written:
            yield from _strings(each)


def _keys() -> Iterator[str]:
    """Of letters and of subscribers, which stand below what they are called, and of sources of search; and names."""
    yield from samples()
    yield from (name for verb in VERBS for name in subscribers_of(verb))
    yield from sources()
    yield from ("Northwind", "Mei", "Ana", "Jonas", "Priya", "Tom", "Uma", "Ida Berg")  # whose names are put together
    yield "reply"  # the world's own kind of message, which no feature has


def _zones() -> Iterator[str]:
    """Places as the database of time zones has them."""
    for zone in available_timezones():
        region, _slash, place = zone.partition("/")
        yield from (region, place.replace("_", " ").replace("/", ", "))


def _of_the_file() -> Iterable[str]:
    """A file that is being taken in says its own columns."""
    return ("contacts.csv", "Name", "E-mail", "(ida", "ida")
