"""Long work as staff see it: a list to find it again, and a page that shows how far it is."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.guards import staff_only
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.paging import By, page_by_key
from portal.people.viewer import viewer

from .. import tidying  # noqa: F401 - its step joins the worker
from ..actions import cancel_job, retry_job
from ..lifecycle import JOB, STAGED
from ..loading import visible_job
from ..models import Job
from ..queries import visible_to
from ..runner import AT_WORK
from ..works import work_of, works

YOUNG = timedelta(seconds=10)
TONES = {"done": "good", "failed": "bad", "refused": "bad", "ready": "warn"}
TONES |= dict.fromkeys(AT_WORK, "info")

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/jobs")
@staff_only
def jobs() -> ResponseReturnValue:
    startable = [work for work in works().values() if any(map(viewer().may, work.capabilities))]
    visible = select(Job).where(visible_to(viewer())).options(joinedload(Job.owner))
    page = page_by_key(visible, [By(Job.id.expression, descending=True)], request.args.get("page"))
    return render_template("jobs/jobs.html", page=page, startable=startable, works=works(), lifecycle=JOB, tones=TONES)


@blueprint.get("/jobs/<int:job_id>")
@staff_only
def job(job_id: int) -> ResponseReturnValue:
    job = visible_job(job_id)
    work = work_of(job)
    if job.status == STAGED:
        return redirect(work.staged_url(job))
    return render_template("jobs/job.html", job=job, work=work, pace=_pace(job), lifecycle=JOB, tones=TONES)


@blueprint.post("/jobs/<int:job_id>/cancel")
@staff_only
def cancel(job_id: int) -> ResponseReturnValue:
    return _change(job_id, cancel_job)


@blueprint.post("/jobs/<int:job_id>/retry")
@staff_only
def retry(job_id: int) -> ResponseReturnValue:
    return _change(job_id, retry_job)


def _pace(job: Job) -> int:
    """After how many seconds the page looks again, 0 if never: soon while a job is young, as most files are small."""
    if job.status not in AT_WORK:
        return 0
    return 1 if now() - (job.started_at or job.created_at) < YOUNG else 3


def _change(job_id: int, change: Callable[[Job], None]) -> ResponseReturnValue:
    with transaction():
        change(visible_job(job_id))
    return redirect(url_for("jobs.job", job_id=job_id), 303)
