"""Reports of a beta: the list, those like a text, and what a tester has found."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.core.database import db
from portal.core.paging import By, Page, page_by_key
from portal.people.viewer import Viewer
from portal.rooms.ideas.models import Idea
from portal.rooms.ideas.queries.seeing import visible_to as sees_idea

from ..matching import Written, alike
from ..models import Applicant, Beta, BetaReport, BetaReportIdea, BetaTaskDone
from .seeing import open_betas

COMPARED = 500
"""So many of the newest reports a new one is compared with."""
ORIGINAL, LINKED = aliased(BetaReport), aliased(Idea)


class Deeds(NamedTuple):
    """What one tester did: reports of every kind, those of them that are fixed by now, and tasks."""

    reports: int = 0
    fixed: int = 0
    tasks: int = 0


def reports_of(
    beta: Beta, viewer: Viewer, cursor: str | None = None, *, kind: str = "", status: str = ""
) -> Page[BetaReport]:
    """A page of the beta's reports, the newest first, with their authors; nothing for those who may not look in."""
    statement = _read(viewer).where(BetaReport.beta_id == beta.id)
    statement = statement.where(BetaReport.kind == kind) if kind else statement
    statement = statement.where(BetaReport.status == status) if status else statement
    return page_by_key(statement, [By(BetaReport.id, descending=True)], cursor)


def report_seen_by(viewer: Viewer, report_id: int) -> BetaReport | None:
    """One report, if the viewer may look into its beta."""
    report: BetaReport | None = db.session.scalar(_read(viewer).where(BetaReport.id == report_id))
    return report


def similar_reports(beta: Beta, viewer: Viewer, text: str, most: int = 3) -> list[BetaReport]:
    """Reports that say much the same as `text`, the closest first; each stands for its doubles. Two queries."""
    newest = (
        select(BetaReport.id, BetaReport.title, BetaReport.text)
        .where(
            BetaReport.beta_id == beta.id,
            BetaReport.beta_id.in_(open_betas(viewer)),
            BetaReport.status != "duplicate",
        )
        .order_by(BetaReport.id.desc())
        .limit(COMPARED)
    )
    written = [Written(row.id, f"{row.title} {row.text}") for row in db.session.execute(newest)]
    ids = alike(text, written, most)
    by_id = {report.id: report for report in db.session.scalars(_read(viewer).where(BetaReport.id.in_(ids)))}
    return [by_id[report_id] for report_id in ids if report_id in by_id]


def ideas_of(report_ids: Collection[int], viewer: Viewer) -> dict[int, list[Idea]]:
    """The ideas that these reports speak for and that `viewer` sees; one that became part of another is that one."""
    linked: dict[int, list[Idea]] = defaultdict(list)
    rows = db.session.execute(
        select(BetaReportIdea.report_id, Idea)
        .join(LINKED, LINKED.id == BetaReportIdea.idea_id)
        .join(Idea, Idea.id == func.coalesce(LINKED.merged_into_id, LINKED.id))
        .where(BetaReportIdea.report_id.in_(report_ids), sees_idea(viewer))
        .order_by(Idea.id)
    )
    for report_id, idea in rows:
        if idea not in linked[report_id]:
            linked[report_id].append(idea)
    return linked


def reports_for(idea: Idea, viewer: Viewer, cursor: str | None = None) -> Page[BetaReport]:
    """A page of the reports that speak for an idea, or for one that became part of it, the newest first.

    Only from betas into which `viewer` may look.
    """
    its = select(LINKED.id).where(or_(LINKED.id == idea.id, LINKED.merged_into_id == idea.id))
    speaks = select(BetaReportIdea.report_id).where(BetaReportIdea.idea_id.in_(its))
    statement = _read(viewer).where(BetaReport.id.in_(speaks))
    return page_by_key(statement, [By(BetaReport.id, descending=True)], cursor)


def deeds_in(beta: Beta) -> dict[int, Deeds]:
    """What each tester of the beta did, by the applicant's id. Two queries.

    A report is fixed when it is, or when the one is that says the same.
    """
    is_fixed = or_(BetaReport.status == "fixed", ORIGINAL.status == "fixed")
    reports = (
        select(BetaReport.applicant_id, func.count().label("reports"), func.count().filter(is_fixed).label("fixed"))
        .outerjoin(ORIGINAL, ORIGINAL.id == BetaReport.duplicate_of_id)
        .where(BetaReport.beta_id == beta.id)
        .group_by(BetaReport.applicant_id)
    )
    tasks = (
        select(BetaTaskDone.applicant_id, func.count().label("tasks"))
        .join(Applicant, Applicant.id == BetaTaskDone.applicant_id)
        .where(Applicant.beta_id == beta.id)
        .group_by(BetaTaskDone.applicant_id)
    )
    deeds = {row.applicant_id: Deeds(row.reports, row.fixed) for row in db.session.execute(reports)}
    for row in db.session.execute(tasks):
        deeds[row.applicant_id] = deeds.get(row.applicant_id, Deeds())._replace(tasks=row.tasks)
    return deeds


def _read(viewer: Viewer) -> Select[Any]:
    people = joinedload(BetaReport.applicant)
    return (
        select(BetaReport)
        .where(BetaReport.beta_id.in_(open_betas(viewer)))
        .options(people.joinedload(Applicant.member), people.joinedload(Applicant.company))
        .options(joinedload(BetaReport.beta), joinedload(BetaReport.duplicate_of))
    )
