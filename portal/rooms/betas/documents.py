"""Betas and their reports as the index knows them. Only a name and a purpose are for those outside."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.models import Base
from portal.core.paging import every_row
from portal.kits.search.sources import Found, Someone, Tracked, add_search_source, themselves
from portal.people.viewer import Viewer
from search_index import Document

from .models import Beta, BetaReport
from .queries.seeing import open_betas, visible_to
from .urls import beta_url, report_url

MAX_SEARCHED_CHARS = 1 << 14


class BetaSource:
    """Every beta, by what an outsider may read of it."""

    kind = "beta"
    label = _l("Betas")
    template = "betas/_hit.html"
    most_shown = 280

    def __init__(self) -> None:
        self.tracks: Mapping[type[Base], Tracked] = {Beta: Tracked(themselves, ("name", "purpose"))}

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        return [_of_beta(beta) for beta in db.session.scalars(select(Beta).where(Beta.id.in_(ids)))]

    def every(self) -> Iterator[Document]:
        return map(_of_beta, every_row(select(Beta), Beta.id))

    def audience(self, viewer: Someone, _statuses: Collection[str] = (), /) -> frozenset[str]:
        seen = db.session.scalars(select(Beta.id).where(visible_to(viewer)))
        return frozenset(f"beta:{beta_id}" for beta_id in seen)

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        rows = db.session.scalars(select(Beta).where(Beta.id.in_(ids), visible_to(viewer)))
        return {
            beta.id: Found(
                "beta",
                beta.id,
                beta.name,
                excerpt(beta.purpose, MAX_SEARCHED_CHARS),
                beta_url(beta.id),
                {"beta": beta.name},
            )
            for beta in rows
        }

    def lapsed(self) -> Iterable[int]:
        return ()


class ReportSource:
    """Every report, for those inside."""

    kind = "beta_report"
    label = _l("Reports of betas")
    template = "betas/_hit.html"
    most_shown = 280

    def __init__(self) -> None:
        self.tracks: Mapping[type[Base], Tracked] = {
            BetaReport: Tracked(themselves, ("title", "text")),
            Beta: Tracked(_of_betas, ("name",)),
        }

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        return [_of_report(report) for report in db.session.scalars(_whole().where(BetaReport.id.in_(ids)))]

    def every(self) -> Iterator[Document]:
        return map(_of_report, every_row(_whole(), BetaReport.id))

    def audience(self, viewer: Someone, _statuses: Collection[str] = (), /) -> frozenset[str]:
        if not isinstance(viewer, Viewer):
            return frozenset()
        return frozenset(f"inside:{beta_id}" for beta_id in db.session.scalars(open_betas(viewer)))

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        statement = _whole().where(BetaReport.id.in_(ids), BetaReport.beta_id.in_(open_betas(viewer)))
        return {
            report.id: Found(
                "beta_report",
                report.id,
                report.title,
                excerpt(report.text, MAX_SEARCHED_CHARS),
                report_url(report.beta_id, report.id),
                {"beta": report.beta.name},
            )
            for report in db.session.scalars(statement)
        }

    def lapsed(self) -> Iterable[int]:
        return ()


def _whole() -> Select[Any]:
    return select(BetaReport).options(joinedload(BetaReport.beta))


def _of_beta(beta: Beta) -> Document:
    return Document(
        kind="beta",
        id=beta.id,
        title=beta.name,
        body=excerpt(beta.purpose, MAX_SEARCHED_CHARS),
        audience=(f"beta:{beta.id}",),
        at=beta.created_at,
    )


def _of_report(report: BetaReport) -> Document:
    return Document(
        kind="beta_report",
        id=report.id,
        title=report.title,
        body=excerpt(report.text, MAX_SEARCHED_CHARS),
        tags=(report.beta.name,),
        audience=(f"inside:{report.beta_id}",),
        at=report.created_at,
    )


def _of_betas(beta_ids: Collection[int]) -> Iterable[int]:
    return db.session.scalars(select(BetaReport.id).where(BetaReport.beta_id.in_(beta_ids)))


add_search_source(BetaSource())
add_search_source(ReportSource())
