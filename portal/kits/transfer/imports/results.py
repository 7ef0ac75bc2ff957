"""What a job keeps of the rows it went through: counts, a few examples, and every refused row."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert

from portal.core.database import db
from portal.kits.jobs.models import Job
from portal.people.timeline import fact_label

from ..models import RefusedRow
from .importer import OUTCOMES, Importer, Verdict
from .verdicts import Taken

MAX_EXAMPLES = 5
MAX_EXAMPLE_CHARS = 200


@fact_label("created")
def _created(created: int) -> str:
    return str(_("%(created)d new", created=created))


@fact_label("refused")
def _refused(refused: int) -> str:
    return str(_("%(refused)d refused", refused=refused))


def add_up(importer: Importer[Any], job: Job, rows: Sequence[Taken], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The job's result with the rows of this page."""
    result: dict[str, Any] = {outcome: job.result.get(outcome, 0) for outcome in OUTCOMES}
    examples = {outcome: list(job.result.get("examples", {}).get(outcome, [])) for outcome in OUTCOMES}
    for row, verdict in zip(rows, verdicts, strict=True):
        result[verdict.outcome] += 1
        if len(examples[verdict.outcome]) < MAX_EXAMPLES:
            examples[verdict.outcome].append(_example(importer, row, verdict))
    return {**result, "rows": job.result.get("rows", 0) + len(rows), "examples": examples}


def keep_refused(job: Job, rows: Sequence[Taken], verdicts: Sequence[Verdict]) -> None:
    """Keep the refused rows of this page, in place of what an earlier look at them said."""
    here = (RefusedRow.job_id == job.id, RefusedRow.number > job.done, RefusedRow.number <= job.done + len(rows))
    db.session.execute(delete(RefusedRow).where(*here))
    refused = [
        {
            "job_id": job.id,
            "number": row.number,
            "line": row.row.line,
            "reason": verdict.reason[:300],
            "cells": row.row.cells,
        }
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.outcome == "refused"
    ]
    if refused:
        db.session.execute(insert(RefusedRow), refused)


def _example(importer: Importer[Any], row: Taken, verdict: Verdict) -> dict[str, Any]:
    readable = row.draft is not None
    text = importer.describe(row.draft, verdict) if readable else " · ".join(filter(None, row.row.cells))
    return {"line": row.row.line, "words": text[:MAX_EXAMPLE_CHARS], "reason": verdict.reason}
