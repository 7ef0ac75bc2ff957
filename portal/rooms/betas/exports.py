"""A beta as tables for a spreadsheet: people and reports. No key is in either, and no cell is a formula."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.core.cells import csv_table
from portal.core.database import db
from portal.people.viewer import Viewer

from .models import Applicant, Beta, BetaReport
from .queries.reports import Deeds, deeds_in
from .queries.seeing import open_betas
from .queries.testers import everybody_in

PEOPLE = (
    "id", "name", "address", "company", "status", "why", "applied_at", "seen_at", "reports", "fixed", "tasks",
    "answers",
)  # fmt: skip
REPORTS = ("id", "at", "name", "company", "kind", "severity", "status", "title", "words", "answer", "same_as")


def people_csv(beta: Beta) -> Iterator[str]:
    """Everybody in the beta, a line each, for colleagues who may see who tests.

    What is asked of `beta` itself is read at once: a file is written when its request is over, in another session.
    """
    questions = {str(question.id): question.text for question in beta.questions}
    return csv_table(PEOPLE, _people(beta, deeds_in(beta), questions))


def reports_csv(beta: Beta, viewer: Viewer) -> Iterator[str]:
    """The beta's reports, a line each; only the heading for those who may not look in."""
    return csv_table(REPORTS, _reports(beta, viewer))


def _people(beta: Beta, deeds: Mapping[int, Deeds], questions: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    for each in everybody_in(beta):
        did = deeds.get(each.id, Deeds())
        answers = "; ".join(f"{questions.get(key, key)} {answer}" for key, answer in each.answers.items())
        company = each.company.name if each.company else None
        person = (each.id, each.member.name, each.member.email, company, each.status, each.why)
        yield (*person, each.applied_at, each.seen_at, did.reports, did.fixed, did.tasks, answers)


def _reports(beta: Beta, viewer: Viewer) -> Iterator[tuple[object, ...]]:
    for each in db.session.scalars(_reports_seen_by(viewer).where(BetaReport.beta_id == beta.id)):
        by = each.applicant
        person = (by.member.name, by.company.name if by.company else None)
        what = (each.kind, each.severity, each.status, each.title, each.text, each.answer, each.duplicate_of_id)
        yield (each.id, each.created_at, *person, *what)


def _reports_seen_by(viewer: Viewer) -> Select[BetaReport]:
    applicant = joinedload(BetaReport.applicant)
    whole = applicant.joinedload(Applicant.member), applicant.joinedload(Applicant.company)
    return select(BetaReport).where(BetaReport.beta_id.in_(open_betas(viewer))).options(*whole).order_by(BetaReport.id)
