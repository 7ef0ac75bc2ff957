"""Spans of time and rates as people write them in a map: `30d`, `15m`, `3/7d`."""

import re
from dataclasses import dataclass
from datetime import timedelta

from workflows.marking import say, say_many

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_RATE = re.compile(r"([1-9][0-9]{0,3})/([0-9]+[mhd])")


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `times` within any span of `per`."""

    times: int
    per: timedelta

    def in_a_year(self) -> int:
        """How often it can happen in 365 days when the limit is always used up."""
        return self.times * -(-timedelta(days=365) // self.per)


def parse_duration(text: str) -> timedelta:
    """`30d`, `2h`, `15m`; raises ValueError for anything else."""
    parts = _DURATION.fullmatch(text)
    if parts is None:
        raise ValueError(say("“%(text)s” is not a span of time; write it like 30d, 2h or 15m", text=text))
    return timedelta(**{_UNITS[parts[2]]: int(parts[1])})


def parse_rate(text: str) -> Rate:
    """`3/7d` is three in any seven days; raises ValueError for anything else."""
    parts = _RATE.fullmatch(text)
    if parts is None:
        raise ValueError(say("“%(text)s” is not a rate; write it like 3/7d, three in seven days", text=text))
    return Rate(int(parts[1]), parse_duration(parts[2]))


def short(span: timedelta) -> str:
    """The way a map writes it, in the largest unit that fits: `30d`."""
    minutes = span // timedelta(minutes=1)
    if minutes % 1440 == 0:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def span_label(span: timedelta) -> str:
    """The way a person says it: `30 days`."""
    text = short(span)
    number, unit = int(text[:-1]), text[-1]
    if unit == "d":
        return say_many("%(num)s day", "%(num)s days", number)
    if unit == "h":
        return say_many("%(num)s hour", "%(num)s hours", number)
    return say_many("%(num)s minute", "%(num)s minutes", number)
