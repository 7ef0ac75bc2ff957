"""One text for one meaning: a map as canonical JSON, whatever the comments, order and spelling, and its hash."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from workflows.catalogue import ActionShape
from workflows.durations import short
from workflows.guards import Guard
from workflows.nurture_map import NurtureMap
from workflows.quiet_hours import QuietHours


def canonical_json(nurture_map: NurtureMap) -> str:
    return json.dumps(_plain(nurture_map), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def map_hash(nurture_map: NurtureMap) -> str:
    """The sha256 of the canonical JSON, in hexadecimal."""
    return sha256(canonical_json(nurture_map).encode()).hexdigest()


def _plain(part: object) -> object:
    if isinstance(part, timedelta):
        return short(part)
    if isinstance(part, Guard | QuietHours):
        return str(part)
    if isinstance(part, frozenset):
        return sorted(part)
    if isinstance(part, tuple):
        return [_plain(each) for each in part]
    if isinstance(part, Mapping):
        return {key: _plain(value) for key, value in part.items()}
    return _fields(part) if is_dataclass(part) else part


def _fields(part: Any) -> dict[str, object]:
    """Lines are where something stands, and shapes belong to the catalogue: neither is what the map means."""
    kept = ((each.name, getattr(part, each.name)) for each in fields(part) if each.name != "line")
    return {name: _plain(value) for name, value in kept if not isinstance(value, ActionShape)}
