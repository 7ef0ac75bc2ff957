"""A beta as tables for a spreadsheet: people and reports. No key is in either, and no cell is a formula."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.cells import BYTE_ORDER_MARK, csv_line
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
    return _people(beta, deeds_in(beta), {str(question.id): question.words for question in beta.questions})


def _people(beta: Beta, deeds: Mapping[int, Deeds], asked: Mapping[str, str]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_line(PEOPLE)
    for each in everybody_in(beta):
        did = deeds.get(each.id, Deeds())
        answers = "; ".join(f"{asked.get(key, key)} {answer}" for key, answer in each.answers.items())
        company = each.company.name if each.company else None
        person = (each.id, each.member.name, each.member.email, company, each.status, each.why)
        yield csv_line((*person, each.applied_at, each.seen_at, did.reports, did.fixed, did.tasks, answers))


def reports_csv(beta: Beta, viewer: Viewer) -> Iterator[str]:
    """The beta's reports, a line each; only the heading for those who may not look in."""
    yield BYTE_ORDER_MARK + csv_line(REPORTS)
    people = joinedload(BetaReport.applicant)
    wanted = (
        select(BetaReport)
        .where(BetaReport.beta_id == beta.id, BetaReport.beta_id.in_(open_betas(viewer)))
        .options(people.joinedload(Applicant.member), people.joinedload(Applicant.company))
    )
    for each in db.session.scalars(wanted.order_by(BetaReport.id)):
        by = each.applicant
        who = (by.member.name, by.company.name if by.company else None)
        what = (each.kind, each.severity, each.status, each.title, each.words, each.answer, each.duplicate_of_id)
        yield csv_line((each.id, each.created_at, *who, *what))
