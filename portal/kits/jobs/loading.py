"""The job that a page is about, or the same 404 for everybody who may not see it."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.people.viewer import viewer

from .models import Job
from .queries import visible_to


def visible_job(job_id: int) -> Job:
    """The job of this id, if the viewer may see it."""
    job = db.session.scalar(select(Job).where(Job.id == job_id, visible_to(viewer())).options(joinedload(Job.owner)))
    if job is None:
        abort(404)
    return job
