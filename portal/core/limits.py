"""How often something may be done in a while, by one person and from one address.

Generous for people, tight for machines. One table says for each route that writes, sends or makes a file of what kind
it is; every feature adds its own lines in `limits.py`. What a feature counts in its own rows (`core/floods.py`,
sign-in attempts) comes on top, and holds across restarts.
"""

from dataclasses import dataclass
from functools import cache
from math import ceil
from time import time

import structlog
from flask import Flask, current_app, request
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_login import current_user
from limits import RateLimitItem, parse_many

from web_server.networks import network_of

from .errors import TooMany
from .registry import Registry

log = structlog.get_logger()


@dataclass(frozen=True)
class Limit:
    """A kind of limit. `reads`: opening the page counts as well, which otherwise costs nothing."""

    name: str
    person: str
    address: str
    reads: bool = False


MARKS = Limit("marks", "300/minute; 6000/hour", "6000/minute")
"""What pages send by themselves: what was read, what is typed."""
TAPS = Limit("taps", "120/minute; 1500/hour", "2400/minute")
"""One press: a vote, a reaction, a choice."""
TEXTS = Limit("texts", "60/minute; 400/hour", "1200/minute")
"""Something in one's own words."""
PREVIEWS = Limit("previews", "60/minute; 900/hour", "1200/minute")
DESK = Limit("desk", "120/minute; 2000/hour", "2400/minute")
"""What colleagues do at work."""
LETTERS = Limit("letters", "60/minute; 600/hour", "600/minute")
"""What makes a letter leave."""
UPLOADS = Limit("uploads", "60/minute; 300/hour", "600/minute")
EXPORTS = Limit("exports", "20/minute; 200/hour", "200/minute", reads=True)
ACCOUNT = Limit("account", "30/minute; 200/hour", "120/minute; 1500/hour")
"""One's own account: signing in, joining, details, a new job."""
LINKS = Limit("links", "60/minute", "1200/minute", reads=True)
"""Links out of letters, opened by whoever has them, signed in or not: a whole company behind one address."""
FEEDS = Limit("feeds", "60/minute", "600/minute", reads=True)
MACHINES = Limit("machines", "1200/minute", "1200/minute")
"""What programs of mail providers call for many people from one address, and what must always work."""

_limits: Registry[Limit] = Registry("add_limit")


def add_limit(limit: Limit, *endpoints: str) -> None:
    """Say of which kind these routes are; the same route again replaces what was said."""
    for endpoint in endpoints:
        _limits.add(endpoint, limit)


def limits() -> dict[str, Limit]:
    """The table."""
    return dict(_limits)


def register_limits(app: Flask, limiter: Limiter) -> None:
    """Count every request that the table names, and refuse (429) what is too often, saying when to come back."""

    @app.before_request
    def _count() -> None:
        limit = _limits.get(request.endpoint or "")
        if limit is None or not current_app.config.get("RATELIMIT_ENABLED", True):
            return
        if limit.reads or request.method not in {"GET", "HEAD", "OPTIONS"}:
            _refuse_often(limiter, limit)


def _refuse_often(limiter: Limiter, limit: Limit) -> None:
    try:
        wait = _wait(limiter, limit)
    except Exception as error:  # whatever a shared storage answers when it is away: people come first
        log.warning("limits.unavailable", error=type(error).__name__)
        return
    if wait:
        raise TooMany(_("You've done this very often in a short time."), wait)


def _wait(limiter: Limiter, limit: Limit) -> int:
    """In how many seconds this may be done again; 0 where it may be done now."""
    counted = [(rule, "address", network_of(request.remote_addr)) for rule in _rules(limit.address)]
    if current_user.is_authenticated:
        counted += [(rule, "person", str(current_user.id)) for rule in _rules(limit.person)]
    strategy = limiter.limiter
    over = [each for each in counted if not strategy.hit(each[0], limit.name, *each[1:])]
    ends = [strategy.get_window_stats(rule, limit.name, kind, who).reset_time for rule, kind, who in over]
    return max(1, ceil(max(ends) - time())) if ends else 0


@cache
def _rules(text: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(text))
