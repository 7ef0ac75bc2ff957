"""Opening a page: what was told about it is no longer new."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import request
from sqlalchemy import Select, or_, select

from portal.core.database import db, transaction
from portal.ledger.ledger import Identified

from .actions.reading import mark_lines
from .models import Notice, unread_of


def note_opened(
    user: Identified, about: Mapping[str, Collection[int] | Select[Any]], groups: Collection[str] = ()
) -> None:
    """The user opens a page that shows these things (ids by kind), or these groups of lines.

    Call it from the view, before it reads. It is one query where nothing was new, and writes nothing for a browser
    that fetches ahead.
    """
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    things = [(Notice.about_kind == kind) & Notice.about_id.in_(ids) for kind, ids in about.items()]
    which = or_(*things, Notice.group_key.in_(groups))
    if db.session.scalar(select(Notice.id).where(unread_of(user.id), which).limit(1)) is None:
        return
    with transaction():
        mark_lines(user, which)
