"""Quotes as the index knows them, and as a hit shows them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.clock import now
from portal.core.database import db
from portal.core.models import Base
from portal.kits.search.labels import facet_value_label
from portal.kits.search.sources import Found, Someone, Tracked, add_search_source, themselves
from portal.people.models import Member
from portal.rooms.feedback.models import Feedback, Tag
from search_index import Document

from .actions.drafting import MAX_QUOTE_CHARS
from .labels import CHANNELS, named, status_label, strip_of
from .lifecycle import TESTIMONIAL
from .models import Permission, Testimonial, TestimonialVersion
from .queries import WITHDRAWN, cleared_versions, quotes_of, standing_permissions, with_people

PAGE = 500


class TestimonialSource:
    """Every quote that has words."""

    kind = "testimonial"
    label = _l("Quotes")
    template = "testimonials/_hit.html"
    most_shown = MAX_QUOTE_CHARS

    def __init__(self) -> None:
        self.tracks: Mapping[type[Base], Tracked] = {
            Testimonial: Tracked(themselves),
            Permission: Tracked(_of_permissions),
            Feedback: Tracked(lambda ids: _where(Testimonial.feedback_id.in_(ids))),
            Tag: Tracked(lambda ids: _where(Testimonial.feedback.has(Feedback.tags.any(Tag.id.in_(ids)))), ("name",)),
            Member: Tracked(lambda ids: _where(Testimonial.member_id.in_(ids)), ("segment",)),
        }

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        return self._documents(_whole().where(Testimonial.id.in_(ids)))

    def every(self) -> Iterator[Document]:
        last = 0
        while True:
            page = self._documents(_whole().where(Testimonial.id > last).order_by(Testimonial.id).limit(PAGE))
            yield from page
            if not page:
                return
            last = page[-1].id

    def audience(self, viewer: Someone, statuses: Collection[str] = (), /) -> frozenset[str]:
        tokens = {f"member:{viewer.member_id}"} if viewer.is_member else set()
        if viewer.may("quotes.edit"):
            tokens.add("quotes:all")
            tokens |= {"quotes:withdrawn"} if set(statuses) & set(WITHDRAWN) else set()
        if viewer.may("quotes.read"):
            tokens.add("quotes:cleared")
        return frozenset(tokens)

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        statement = with_people(quotes_of(viewer, now())).where(Testimonial.id.in_(ids))
        quotes = list(db.session.scalars(statement))
        permissions = standing_permissions([quote.current_version_id for quote in quotes], now())
        otherwise = "full_name" if viewer.may("quotes.edit") else "anonymous"
        usable = cleared_versions([quote.current_version_id for quote in quotes], now())
        return {
            quote.id: _found(
                quote,
                permissions.get(quote.current_version_id, []),
                otherwise,
                cleared=quote.current_version_id in usable,
            )
            for quote in quotes
        }

    def lapsed(self) -> Iterable[int]:
        ended = (
            select(TestimonialVersion.testimonial_id)
            .join(Permission, Permission.version_id == TestimonialVersion.id)
            .where(
                Permission.until < now().date(), Permission.revoked_at.is_(None), Permission.lapse_noted_at.is_(None)
            )
        )
        return db.session.scalars(ended).all()

    def _documents(self, statement: Select[Any]) -> list[Document]:
        quotes = list(db.session.scalars(statement))
        usable = cleared_versions([quote.current_version_id for quote in quotes], now())
        permissions = standing_permissions(usable, now())
        return [_document(quote, permissions.get(quote.current_version_id, [])) for quote in quotes]


def _whole() -> Select[Any]:
    return (
        select(Testimonial)
        .where(Testimonial.current_version_id.is_not(None), Testimonial.member_id.is_not(None))
        .options(
            joinedload(Testimonial.member),
            joinedload(Testimonial.current),
            joinedload(Testimonial.feedback).selectinload(Feedback.tags),
            selectinload(Testimonial.company),
        )
    )


def _document(quote: Testimonial, allowed: Sequence[Permission]) -> Document:
    """`allowed`: the permissions by which the quote may be used; none where it may not be."""
    pairs = {(c, t) for each in allowed for c in each.values("channel") for t in each.values("territory")}
    return Document(
        kind="testimonial",
        id=quote.id,
        body=quote.current.text if quote.current else "",
        tags=tuple(tag.name for tag in quote.feedback.tags) if quote.feedback else (),
        tokens={
            "source": (quote.feedback.source,) if quote.feedback else (),
            "status": (quote.status,),
            "segment": (quote.author.segment,),
            "channel": tuple(sorted({channel for channel, _territory in pairs})),
            "territory": tuple(sorted({territory for _channel, territory in pairs})),
            "permission": tuple(sorted(f"{channel}|{territory}" for channel, territory in pairs)),
        },
        audience=_audience_of(quote, cleared=bool(allowed)),
        at=quote.changed_at,
    )


def _audience_of(quote: Testimonial, *, cleared: bool) -> tuple[str, ...]:
    """Withdrawn words are found by nobody but those who work on quotes, and only when they ask for that status."""
    if quote.status in WITHDRAWN:
        return ("quotes:withdrawn",)
    return "quotes:all", f"member:{quote.member_id}", *(("quotes:cleared",) if cleared else ())


def _found(quote: Testimonial, permissions: list[Permission], otherwise: str, *, cleared: bool) -> Found:
    return Found(
        kind="testimonial",
        id=quote.id,
        title=named(quote, permissions, otherwise=otherwise),
        text=quote.current.text if quote.current else "",
        url=url_for("testimonials.quote", testimonial_id=quote.id),
        card={
            "quote": quote,
            "strip": strip_of(permissions, cleared=cleared),
            "usable": cleared,
            "label": status_label(quote, cleared=cleared),
        },
        exported={"status": quote.status, "cleared": cleared},
    )


def _of_permissions(ids: Collection[int]) -> Iterable[int]:
    versions = select(TestimonialVersion.testimonial_id).join(Permission).where(Permission.id.in_(ids))
    return db.session.scalars(versions)


def _where(condition: ColumnElement[bool]) -> Iterable[int]:
    return db.session.scalars(select(Testimonial.id).where(condition))


add_search_source(TestimonialSource())


@facet_value_label("status")
def _status(code: str) -> str | None:
    return _(TESTIMONIAL.labels[code]) if code in TESTIMONIAL.labels else None


@facet_value_label("channel")
def _channel(code: str) -> str | None:
    return str(CHANNELS[code]) if code in CHANNELS else None
