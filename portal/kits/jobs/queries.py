"""Questions about jobs."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from portal.people.viewer import Viewer

from .models import Job
from .works import works


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The jobs that this viewer may see: their own while they may start such work, all with "people.import"."""
    kinds = [work.kind for work in works().values() if any(viewer.may(needed) for needed in work.capabilities)]
    everything = true() if viewer.may("people.import") else false()
    return and_(Job.kind.in_(kinds), or_(Job.owner_user_id == viewer.id, everything))
