"""Bringing a file in, step by step: choose it, match its columns, look at what would happen, apply it."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.guards import staff_only
from portal.core.database import transaction
from portal.core.downloads import download
from portal.core.errors import Refused
from portal.core.menu import Entry, add_menu_entry
from portal.core.text import one_line
from portal.kits.jobs.actions import check_job, run_job
from portal.kits.jobs.lifecycle import STAGED
from portal.kits.jobs.loading import visible_job
from portal.kits.jobs.models import Job
from portal.people.viewer import Viewer, viewer

from . import tidying  # noqa: F401 - its step joins the worker
from .imports import Importer, importer_of, importers
from .imports.actions import choose_columns, forget_files, is_read, read_upload, stage_again, take_upload
from .imports.download import refused_csv
from .imports.forms import ColumnsForm, FileForm, columns_form, language_name
from .imports.work import ImportWork
from .reading import Profile

blueprint = Blueprint("imports", __name__)


def _may_import(reader: Viewer) -> bool:
    return any(reader.may(needed) for importer in importers().values() for needed in importer.capabilities)


add_menu_entry(Entry(_l("Imports"), "jobs.jobs", "file-import", 60, _may_import, also=("imports",), place="user"))


@blueprint.route("/imports/<kind>", methods=["GET", "POST"])
@staff_only
def start(kind: str) -> ResponseReturnValue:
    importer, form = _importer(kind), FileForm()
    if form.sent():
        try:
            return redirect(url_for("jobs.job", job_id=_read(importer, form)), 303)
        except Refused as refusal:
            form.refuse(refusal, form.file)
    return render_template(
        "transfer/start.html", importer=importer, form=form, steps_of_import=ImportWork.steps
    ), form.status


@blueprint.route("/imports/<int:job_id>/columns", methods=["GET", "POST"])
@staff_only
def columns(job_id: int) -> ResponseReturnValue:
    job = visible_job(job_id)
    if job.status != STAGED:
        return redirect(url_for("jobs.job", job_id=job_id), 303)
    importer, profile = importer_of(job), Profile.from_json(job.options["profile"])
    form = columns_form(importer, profile, job.options)
    if form.sent():
        with transaction():
            job = visible_job(job_id)
            choose_columns(importer, job, form.columns(), form.chosen_order())
            check_job(job)
        return redirect(url_for("jobs.job", job_id=job_id), 303)
    return _columns_page(importer, job, profile, form), form.status


@blueprint.post("/imports/<int:job_id>/again")
@staff_only
def again(job_id: int) -> ResponseReturnValue:
    with transaction():
        job = stage_again(visible_job(job_id))
    return redirect(url_for("imports.columns", job_id=job.id), 303)


@blueprint.post("/imports/<int:job_id>/run")
@staff_only
def run(job_id: int) -> ResponseReturnValue:
    with transaction():
        run_job(visible_job(job_id))
    return redirect(url_for("jobs.job", job_id=job_id), 303)


@blueprint.get("/imports/<int:job_id>/refused.csv")
@staff_only
def refused(job_id: int) -> ResponseReturnValue:
    job = visible_job(job_id)
    if not is_read(job):
        abort(404)
    return download(refused_csv(job), f"refused-{importer_of(job).kind}-{job.id}.csv")


def _columns_page(importer: Importer[Any], job: Job, profile: Profile, form: ColumnsForm) -> str:
    return render_template(
        "transfer/columns.html",
        job=job,
        form=form,
        importer=importer,
        steps_of_import=ImportWork.steps,
        profile=profile,
        language=language_name(job.options["language"]),
        delimiters={"\t": _("tabs"), ",": _("commas"), ";": _("semicolons"), "|": _("bars")},
    )


def _read(importer: Importer[Any], form: FileForm) -> int:
    """Keep the file of the form, and let the worker read it; the id of its job. The copying is done before the
    transaction begins.
    """
    file = form.file.data
    file_key = take_upload(file.stream)
    try:
        with transaction():
            job: Job = read_upload(importer, one_line(file.filename or ""), file_key, owner_id=viewer().id)
    except BaseException:
        forget_files(file_key)
        raise
    return job.id


def _importer(kind: str) -> Importer[Any]:
    importer = importers().get(kind)
    if importer is None or not any(map(viewer().may, importer.capabilities)):
        abort(404)
    return importer
