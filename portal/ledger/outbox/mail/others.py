"""Emails about a member that go to somebody else: they carry the member's id, and are none that the member got.

So one rule says which those are, for what is counted, listed and taken along as written to a member.
"""

from sqlalchemy import ColumnElement, false, not_, or_

from portal.core.registry import Registry

from ...models import Mail

_patterns: Registry[str] = Registry("add_mails_to_others")


def add_mails_to_others(pattern: str) -> str:
    """Register the keys (as LIKE has them: "answer:%") of emails that carry a member's id and go to somebody else."""
    return _patterns.add(pattern, pattern)


def went_to_member() -> ColumnElement[bool]:
    """The condition that an email with a member's id went to that member."""
    return not_(or_(false(), *(Mail.key.like(pattern) for pattern in _patterns.values())))
