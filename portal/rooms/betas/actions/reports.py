"""Reports: what a tester found, wishes or likes, what became of it, and which ideas it speaks for."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import Refused
from portal.core.text import clean, one_line
from portal.ledger.ledger import record
from portal.rooms.ideas.actions.ideas import Suggestion, suggest_idea
from portal.rooms.ideas.models import Board, Idea

from ..lifecycle import BETA_REPORT
from ..models import REPORT_KINDS, SEVERITIES, Applicant, BetaReport, BetaReportIdea
from ..verbs import REPORT_GIVEN, REPORT_LINKED, REPORT_SETTLED
from .testing import begin_act, take_part


@dataclass(frozen=True)
class Finding:
    """What a tester writes. `severity` (1 blocks the work … 4 is cosmetic) belongs to an issue alone."""

    kind: str
    title: str
    text: str = ""
    severity: int | None = None


def report(applicant: Applicant, finding: Finding, actor: User, same_as: BetaReport | None = None) -> BetaReport:
    """Keep what a tester reports. `same_as`: they say themselves that it is known already; it counts all the same."""
    beta = begin_act(applicant, actor)
    _check(finding)
    given = BetaReport(
        beta_id=beta.id,
        applicant_id=applicant.id,
        kind=finding.kind,
        severity=finding.severity if finding.kind == "issue" else None,
        title=one_line(finding.title)[:120],
        text=clean(finding.text),
        status=BETA_REPORT.initial,
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(given)
    take_part(applicant, beta)
    facts = {"kind": given.kind} | ({"severity": given.severity} if given.severity else {})
    record(REPORT_GIVEN, member=applicant.member, actor=actor, about=given, facts=facts)
    if same_as is not None:
        _stand_for(given, same_as)
    return given


def settle_report(given: BetaReport, trigger: str, actor: User, answer: str = "") -> None:
    """Accept it, fix it, set it aside or take it up again; `answer` is what its author reads."""
    if trigger == "duplicate":
        raise Refused(_("Choose the report that says the same."))
    given.status = BETA_REPORT.after(given.status, trigger)
    given.answer, given.changed_at = clean(answer) or given.answer, now()
    if trigger == "reopen":
        given.duplicate_of = None
    record(REPORT_SETTLED, member=given.applicant.member, actor=actor, about=given, facts={"status": given.status})


def mark_duplicate(given: BetaReport, original: BetaReport, actor: User) -> None:
    """It says the same as `original`; from now on its author is served by what becomes of that one."""
    _stand_for(given, original)
    record(REPORT_SETTLED, member=given.applicant.member, actor=actor, about=given, facts={"status": given.status})


def link_idea(given: BetaReport, idea: Idea, actor: User) -> None:
    """The report speaks for this idea (or for the one that it became part of). Twice is once."""
    idea_id = idea.merged_into_id or idea.id
    if insert_or_ignore(BetaReportIdea.__table__, [{"report_id": given.id, "idea_id": idea_id}]):  # type: ignore[arg-type]
        record(REPORT_LINKED, member=given.applicant.member, actor=actor, about=given, facts={"idea": idea_id})


def unlink_idea(given: BetaReport, idea: Idea) -> None:
    """It does not, after all; nor for what became part of this idea."""
    its = select(Idea.id).where(or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
    db.session.execute(
        delete(BetaReportIdea).where(BetaReportIdea.report_id == given.id, BetaReportIdea.idea_id.in_(its))
    )


def make_idea(given: BetaReport, board: Board, title: str, text: str, actor: User) -> Idea:
    """Write the report down as an idea, in words that everybody on that board may read, and link the two.

    Nobody is named as its author: who tests is nobody's business. One report makes one idea: twice is once.
    """
    db.session.refresh(given, with_for_update={"of": BetaReport, "key_share": True})
    key = f"beta-report:{given.id}"
    known: Idea | None = db.session.scalar(select(Idea).where(Idea.source_key == key))
    idea = known or suggest_idea(board, actor, Suggestion(title, text, key))
    link_idea(given, idea, actor)
    return idea


def _stand_for(given: BetaReport, original: BetaReport) -> None:
    original = original.duplicate_of or original
    if original.id == given.id or original.beta_id != given.beta_id:
        raise Refused(_("Choose another report of the same beta."))
    given.status = BETA_REPORT.after(given.status, "duplicate")
    given.duplicate_of, given.changed_at = original, now()
    db.session.flush()
    db.session.execute(
        update(BetaReport).where(BetaReport.duplicate_of_id == given.id).values(duplicate_of_id=original.id)
    )


def _check(finding: Finding) -> None:
    if finding.kind not in REPORT_KINDS or not one_line(finding.title):
        raise Refused(_("Say in one line what it is about."))
    if finding.kind == "issue" and finding.severity not in SEVERITIES:
        raise Refused(_("Choose how much it gets in your way."))
