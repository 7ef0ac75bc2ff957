"""Feedback as the index knows it, and as a hit shows it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import db
from portal.core.models import Base
from portal.core.paging import every_row
from portal.kits.search.labels import facet_value_label
from portal.kits.search.sources import Found, Someone, Tracked, add_search_source, facet_groups, themselves
from portal.people.models import Member
from search_index import Document

from .labels import FACET_LABELS, SOURCE_LABELS
from .models import FACETS, Feedback, FeedbackTag, Tag
from .queries import pieces


class FeedbackSource:
    """Everything that was said, attributed or not."""

    kind = "feedback"
    label = _l("Feedback")
    template = "feedback/_hit.html"
    most_shown = 320

    def __init__(self) -> None:
        self.tracks: Mapping[type[Base], Tracked] = {
            Feedback: Tracked(themselves),
            Tag: Tracked(_carriers, ("name",)),
            Member: Tracked(_said_by, ("segment",)),
        }

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        statement = _with_tags().where(Feedback.id.in_(ids))
        return [_document(piece) for piece in db.session.scalars(statement)]

    def every(self) -> Iterator[Document]:
        return map(_document, every_row(_with_tags(), Feedback.id))

    def audience(self, viewer: Someone, _statuses: Collection[str] = (), /) -> frozenset[str]:
        tokens = set()
        if viewer.may("feedback.read"):
            tokens.add("feedback:all")
            if viewer.may("cases.work"):
                tokens.add("feedback:care")
        if viewer.is_member:
            tokens.add(f"member:{viewer.member_id}")
        return frozenset(tokens)

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        rows = db.session.scalars(pieces(viewer).where(Feedback.id.in_(ids)))
        return {piece.id: _found(piece) for piece in rows}

    def lapsed(self) -> Iterable[int]:
        return ()


def _with_tags() -> Select[Any]:
    return select(Feedback).options(selectinload(Feedback.tags), joinedload(Feedback.member))


def _document(piece: Feedback) -> Document:
    audience = ["feedback:care" if piece.between_us else "feedback:all"]
    if piece.member_id is not None:
        audience.append(f"member:{piece.member_id}")
    return Document(
        kind="feedback",
        id=piece.id,
        title=piece.title,
        body=piece.text,
        tags=tuple(tag.name for tag in piece.tags),
        tokens={
            "source": (piece.source,),
            "segment": (piece.member.segment if piece.member else "unknown",),
        },
        audience=tuple(audience),
        at=piece.said_at,
    )


def _found(piece: Feedback) -> Found:
    by = piece.member.name if piece.member else _("Unattributed")
    return Found(
        kind="feedback",
        id=piece.id,
        title=piece.title or by,
        text=piece.text,
        url=url_for("feedback.piece", feedback_id=piece.id),
        card={"piece": piece},
    )


def _carriers(tag_ids: Collection[int]) -> Iterable[int]:
    return db.session.scalars(select(FeedbackTag.feedback_id).where(FeedbackTag.tag_id.in_(tag_ids)))


def _said_by(member_ids: Collection[int]) -> Iterable[int]:
    return db.session.scalars(select(Feedback.id).where(Feedback.member_id.in_(member_ids)))


@facet_groups("tag")
def tag_groups(names: Collection[str]) -> Mapping[str, tuple[int, str]]:
    """What kind of tag each name is; a name of two kinds stands under the first."""
    known = db.session.execute(select(Tag.name, Tag.facet).where(Tag.name.in_(names))).all()
    return {
        name: (FACETS.index(facet), str(FACET_LABELS[facet]))
        for name, facet in sorted(known, key=lambda tag: -FACETS.index(tag.facet))
    }


add_search_source(FeedbackSource())


@facet_value_label("source")
def _source(code: str) -> str | None:
    return str(SOURCE_LABELS[code]) if code in SOURCE_LABELS else None
