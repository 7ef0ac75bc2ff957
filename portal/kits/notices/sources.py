"""What notices are about: a feature says who may see it, and how it reads."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, and_, false, or_

from portal.core.registry import Registry
from portal.people.viewer import Viewer

from .models import Notice, Notification


class Shown(NamedTuple):
    """One thing as a reader may see it: plain text, and the address of its page on this site ("/…")."""

    title: str
    text: str
    url: str
    thread: str = ""
    """What mails about it hang together by, e.g. "topic-5"; empty: each stands alone."""
    reply_to: tuple[str, int] | None = None
    """What an answer by mail goes to, e.g. ("topic", 5); it needs a reply handler of that kind."""


class NoticeSource(Protocol):
    """The things of one kind. Both questions are asked under the rule of the present moment."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        """The SQL condition: may `viewer` see the thing whose id stands in this column?"""

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        """The things of these ids that `viewer` may see, in a fixed number of queries."""


SOURCES: Registry[NoticeSource] = Registry("add_notice_source")


def add_notice_source(about_kind: str, source: NoticeSource) -> NoticeSource:
    """Say who answers for things of this kind; the same kind again replaces it."""
    return SOURCES.add(about_kind, source)


def visible_to(viewer: Viewer, row: type[Notice] | type[Notification] = Notice) -> ColumnElement[bool]:
    """The SQL condition: may `viewer` see what this notice is about? Things without a source are seen by nobody."""
    about: ColumnElement[int] = row.about_id.expression
    kinds = (and_(row.about_kind == kind, source.visible(about, viewer)) for kind, source in SOURCES.items())
    return or_(false(), *kinds)


def shown_to(viewer: Viewer, about: Collection[tuple[str, int]]) -> dict[tuple[str, int], Shown]:
    """How these things read; what `viewer` may not see is missing. As many queries as kinds ask for."""
    shown_ones: dict[tuple[str, int], Shown] = {}
    for kind, source in SOURCES.items():
        ids = {about_id for about_kind, about_id in about if about_kind == kind}
        if ids:
            shown_ones |= {(kind, about_id): shown for about_id, shown in source.read(ids, viewer).items()}
    return shown_ones
