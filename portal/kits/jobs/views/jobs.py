"""Long work as staff see it: a list to find it again, and a page that shows how far it is."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.guards import staff_only
from portal.core.database import transaction
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key
from portal.people.viewer import Viewer, viewer

from .. import tidying  # noqa: F401 - its step joins the worker
from ..actions import cancel_job, retry_job
from ..imports import importers
from ..lifecycle import JOB
from ..loading import visible_job
from ..models import Job
from ..queries import visible_to
from ..runner import AT_WORK
from ..works import work_of, works

TONES = {"done": "good", "failed": "bad", "refused": "bad", "ready": "warn", "checking": "info", "running": "info"}

blueprint = Blueprint("jobs", __name__)


def _brings_files(found: Viewer) -> bool:
    return any(found.may(needed) for importer in importers().values() for needed in importer.capabilities)


add_menu_entry(Entry(_l("Imports"), "jobs.jobs", "file-import", 60, _brings_files, also=("imports",), place="user"))


@blueprint.get("/jobs")
@staff_only
def jobs() -> ResponseReturnValue:
    mine = [importer for importer in importers().values() if any(map(viewer().may, importer.capabilities))]
    found = select(Job).where(visible_to(viewer())).options(joinedload(Job.owner))
    page = page_by_key(found, [By(Job.id.expression, descending=True)], request.args.get("page"))
    return render_template("jobs/jobs.html", page=page, importers=mine, works=works(), lifecycle=JOB, tones=TONES)


@blueprint.get("/jobs/<int:job_id>")
@staff_only
def job(job_id: int) -> ResponseReturnValue:
    found = visible_job(job_id)
    if found.status == JOB.initial:
        return redirect(url_for("imports.columns", job_id=job_id))
    work = work_of(found)
    return render_template(
        "jobs/job.html", job=found, work=work, at_work=found.status in AT_WORK, lifecycle=JOB, tones=TONES
    )


@blueprint.post("/jobs/<int:job_id>/cancel")
@staff_only
def cancel(job_id: int) -> ResponseReturnValue:
    return _change(job_id, cancel_job)


@blueprint.post("/jobs/<int:job_id>/retry")
@staff_only
def retry(job_id: int) -> ResponseReturnValue:
    return _change(job_id, retry_job)


def _change(job_id: int, change: Callable[[Job], None]) -> ResponseReturnValue:
    with transaction():
        change(visible_job(job_id))
    return redirect(url_for("jobs.job", job_id=job_id), 303)
