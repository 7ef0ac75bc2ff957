"""What becomes of the rows of a page: by themselves, against the database, against earlier rows of the file."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, select

from portal.core.database import db, insert_or_ignore
from portal.kits.jobs.models import Job

from ..models import SeenRow
from ..reading import StagedRow
from .importer import Importer, Verdict
from .keys import digest

SEEN = cast("Table", SeenRow.__table__)


class Taken(NamedTuple):
    """A row as it was read: a draft, or the reason why there is none."""

    number: int
    row: StagedRow
    draft: Any
    reason: str


class First(NamedTuple):
    """The first row of a file that had an identity."""

    number: int
    content: dict[str, str]


def judge_rows(importer: Importer[Any], job: Job, rows: Sequence[Taken]) -> list[Verdict]:
    """A verdict for every row. The queries are those of `importer.judge` and at most two more."""
    readable = [row for row in rows if not row.reason]
    judged = importer.judge([row.draft for row in readable])
    firsts = _first_rows(importer, job, readable)
    verdicts = {
        row.number: _among_twins(importer, row, verdict, firsts[_identity(importer, row)])
        for row, verdict in zip(readable, judged, strict=True)
    }
    return [verdicts.get(row.number) or Verdict("refused", row.reason) for row in rows]


def _among_twins(importer: Importer[Any], row: Taken, verdict: Verdict, first: First) -> Verdict:
    """The first row of an identity decides; a later one is unchanged, or refused if it says something else."""
    if verdict.outcome == "refused" or first.number == row.number:
        return verdict
    content = importer.content(row.draft)
    if any(text and text != first.content.get(name) for name, text in content.items()):
        return Verdict("refused", str(importer.twin_reason))
    return Verdict("unchanged")


def _first_rows(importer: Importer[Any], job: Job, rows: Sequence[Taken]) -> dict[str, First]:
    """The file's first row for each identity of this page; those that are new are noted."""
    firsts: dict[str, First] = {}
    for row in rows:
        identity = _identity(importer, row)
        if identity not in firsts:
            firsts[identity] = First(row.number, importer.content(row.draft))
    noted = [{"job_id": job.id, "identity": identity, **first._asdict()} for identity, first in firsts.items()]
    if insert_or_ignore(SEEN, noted) < len(noted):
        known = select(SEEN.c.identity, SEEN.c.number, SEEN.c.content).where(
            SEEN.c.job_id == job.id, SEEN.c.identity.in_(firsts)
        )
        firsts |= {row.identity: First(row.number, row.content) for row in db.session.execute(known)}
    return firsts


def _identity(importer: Importer[Any], row: Taken) -> str:
    return digest(importer.identity(row.draft))
