"""Quotes that are on their way, and those that came to nothing."""

from .life import Life
from .quotes import quote


def drafted(life: Life) -> None:
    """Written down; nobody has asked yet."""
    quote(life).said(5)


def unanswered(life: Life) -> None:
    """Asked for two weeks ago; silence is no answer."""
    waiting = quote(life)
    waiting.said(19)
    waiting.sent(16)


def needed_soon(life: Life) -> None:
    """Marketing needs it for a release in some days; she has not answered yet."""
    waiting = quote(life)
    waiting.said(6)
    waiting.sent(2, needed_in=8)


def lapsed(life: Life) -> None:
    """Needed for a release; nobody answered in time, so it went out without."""
    silent = quote(life)
    silent.said(30)
    silent.sent(27, needed_in=4)


def changes_requested(life: Life) -> None:
    open_one = quote(life)
    open_one.said(12)
    open_one.sent(10)
    open_one.other_text(7, "It saves every one of our teams hours; how many differs from team to team.")


def declined(life: Life) -> None:
    refused = quote(life)
    refused.said(14)
    refused.sent(13)
    refused.declined(9)


UNFINISHED = (drafted, drafted, drafted, unanswered, needed_soon, lapsed, changes_requested, declined)
