"""Hostile mails, every one of them, read as the receiver reads them."""

from typing import NamedTuple

from portal.kits.notices.incoming.apart import Reader, Reading
from portal.kits.notices.incoming.bounds import MAX_BYTES
from tests.kits.notices.hostile import hostile_mails

MAX_SECONDS, MAX_KILOBYTES = 0.2, 200 * 1024


class Worst(NamedTuple):
    """The most that any of them took."""

    mails: int
    seconds: float
    megabytes: int
    aside: int


def mails_that_cost_too_much() -> tuple[list[str], Worst]:
    """The names of those that take more than they may, and the most that any took.

    Each is read three times, and its best counts: what a busy machine adds is not the mail's.
    """
    reader = Reader()
    try:
        read = {name: _best(reader, make()[:MAX_BYTES]) for name, make in hostile_mails().items()}
    finally:
        reader.close()
    worst = Worst(
        mails=len(read),
        seconds=round(max(found.seconds for found in read.values()), 3),
        megabytes=max(found.kilobytes for found in read.values()) // 1024,
        aside=sum(bool(found.aside) for found in read.values()),
    )
    return [name for name, found in read.items() if not _holds(found)], worst


def _best(reader: Reader, raw: bytes) -> Reading:
    return min((reader.read(raw, "mei@orbit.example", "mx") for _ in range(3)), key=lambda found: found.seconds)


def _holds(found: Reading) -> bool:
    return found.seconds <= MAX_SECONDS and found.kilobytes <= MAX_KILOBYTES and found.aside not in {"cpu", "memory"}
