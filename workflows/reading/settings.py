"""What a map says about itself as a whole: its clock, limits, scores, holdout and what came before it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows import scores
from workflows.durations import parse_duration, parse_rate
from workflows.marking import say
from workflows.nurture_map import ANY, Clock, Holdout, Limits, Migration, Score
from workflows.quiet_hours import EVERY_DAY, NEVER_QUIET, parse_days, parse_quiet
from workflows.reading.document import Mapping
from workflows.reading.fields import Fields, whole_number

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NOT_A_STAGE = {ANY, "none", "all"}


def stage_keys(fields: Fields) -> dict[str, Mapping]:
    """Each stage's key with what stands under it."""
    node = fields.mapping("stages", required=True)
    if node is None:
        return {}
    inner = Fields(node, "“stages”", node.entries, fields.findings)
    if not node.entries:
        inner.wrong("", "missing-field", say("A map has at least one stage."))
    for key in node.entries:
        if not _KEY.fullmatch(key) or key in _NOT_A_STAGE:
            inner.wrong(
                key,
                "bad-value",
                say("“%(stage)s” cannot name a stage: small letters, digits and _, please.", stage=key),
            )
    return {key: stage for key in node.entries if (stage := inner.mapping(key)) is not None}


def read_clock(fields: Fields) -> Clock:
    node = fields.mapping("clock")
    if node is None:
        return Clock()
    inner = Fields(node, "“clock”", ("zone", "fallback", "quiet", "days", "spread"), fields.findings)
    return Clock(
        zone=inner.parsed("zone", lambda text: text if text == "member" else _zone(text)) or "member",
        fallback=inner.parsed("fallback", _zone) or "UTC",
        quiet=inner.parsed("quiet", parse_quiet) or NEVER_QUIET,
        days=inner.parsed("days", parse_days) or EVERY_DAY,
        spread=inner.parsed("spread", parse_duration) or timedelta(),
    )


def read_limits(fields: Fields) -> Limits:
    node = fields.mapping("limits")
    if node is None:
        return Limits()
    inner = Fields(node, "“limits”", ("messages", "asks", "moves", "reentry"), fields.findings)
    return Limits(
        messages=inner.parsed("messages", parse_rate),
        asks=inner.parsed("asks", parse_rate),
        moves=inner.parsed("moves", parse_rate),
        reentry=inner.parsed("reentry", parse_duration),
    )


def read_scores(fields: Fields) -> dict[str, Score]:
    node = fields.mapping("scores")
    if node is None:
        return {}
    inner = Fields(node, "“scores”", node.entries, fields.findings)
    entries = {name: inner.mapping(name) for name in node.entries}
    return {name: _score(name, entry, fields) for name, entry in entries.items() if entry is not None}


def _score(name: str, node: Mapping, fields: Fields) -> Score:
    inner = Fields(node, say("the score “%(name)s”", name=name), node.entries, fields.findings)
    half_life = inner.parsed("half_life", parse_duration, required=True) or timedelta(days=1)
    points = {verb: inner.parsed(verb, _points) or 0.0 for verb in node.entries if verb != "half_life"}
    return Score(points, half_life, node.line)


def score_ranges(known: dict[str, Score]) -> dict[str, tuple[float, float]]:
    """How low and how high each score can ever be, when each of its verbs happens once every day."""
    day = timedelta(days=1)
    return {
        name: (
            scores.highest(sum(min(each, 0.0) for each in score.points.values()), day, score.half_life),
            scores.highest(sum(max(each, 0.0) for each in score.points.values()), day, score.half_life),
        )
        for name, score in known.items()
    }


def read_holdout(fields: Fields) -> Holdout | None:
    node = fields.mapping("holdout")
    if node is None:
        return None
    inner = Fields(node, "“holdout”", ("share", "by", "needs", "stages"), fields.findings)
    by = inner.text("by") or "company"
    if by not in {"company", "member"}:
        inner.wrong("by", "bad-value", say("A holdout is drawn by company or by member."))
    return Holdout(
        share=inner.parsed("share", _share, required=True) or 0.0,
        by="member" if by == "member" else "company",
        needs=inner.parsed("needs", lambda text: whole_number(text.removesuffix(" companies"))) or 200,
        stages=frozenset(inner.texts("stages")),
        line=node.line,
    )


def read_migration(fields: Fields) -> Migration | None:
    node = fields.mapping("migrate")
    if node is None:
        return None
    inner = Fields(node, "“migrate”", ("from", "stages"), fields.findings)
    version = inner.parsed("from", whole_number, required=True) or 0
    return Migration(version, inner.pairs("stages"), node.line)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(say("“%(text)s” is not the name of a time zone", text=text)) from problem
    return text


def _points(text: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,3})?", text):
        raise ValueError(say("“%(text)s” is not a number of points", text=text))
    return float(text)


def _share(text: str) -> float:
    percent = whole_number(text.removesuffix("%"))
    if not text.endswith("%") or not 0 < percent <= 50:
        raise ValueError(say("“%(text)s” is not a share; write it like 5%%, at most 50%%", text=text))
    return percent / 100
