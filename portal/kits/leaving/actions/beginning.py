"""Erasing begins: as a job, which knows nothing but the number of the departure."""

from flask_babel import gettext as _

from portal.access.actions.closing import close_login
from portal.access.actions.staff import take_role
from portal.access.models import User
from portal.access.owned import leave_nothing_owned
from portal.core.database import db
from portal.kits.jobs.actions import run_job, skip_check, stage_job
from portal.people.logins import login_of
from portal.people.models import Member
from portal.people.persons import records_of

from ..erased import Erased
from ..lifecycle import DEPARTURE
from ..models import Departure
from ..queries import lock_departure, open_departure_of
from .leaving import undo_leaving
from .opening import open_departure

ERASURE = "erasure"


def begin_when_due(departure: Departure) -> None:
    """The days are over. Whoever can sign in all the same, with a login opened before that was refused, stays."""
    lock_departure(departure)
    login = login_of(departure.member) if departure.member is not None else None
    if login is not None and login.active:
        undo_leaving(departure)
        return
    departure.status = DEPARTURE.after(departure.status, "begin")
    begin_erasure(departure)


def begin_erasure(departure: Departure) -> None:
    """Let the worker erase them from now on."""
    job = stage_job(
        ERASURE, _("Erasing somebody"), owner_id=None, file_key=None, total=0, options={"departure": departure.id}
    )
    skip_check(job)
    run_job(job)
    departure.job_id = job.id
    db.session.flush()


def erase_again(member: Member, erased: Erased) -> Departure | None:
    """Somebody is back with a backup that was restored: they go again, as they went before.

    Raises Refused for the last owner, and where nobody may take over their work: an operator sees to that first.
    """
    known = open_departure_of(member.id)
    if known is not None and known.status == "erasing":
        return None
    if known is not None:
        known.status = DEPARTURE.after(known.status, "decline" if known.status == "asked" else "undo")
        db.session.flush()
    member.merged_into_id = None
    for record in records_of(member):
        login = login_of(record)
        if login is not None:
            _dismiss(login)
    departure = open_departure(member, "erasing", posts=erased.posts, by=None)
    begin_erasure(departure)
    return departure


def _dismiss(login: User) -> None:
    """In the backup they may have been a colleague: others go on with their work, and nobody signs in meanwhile."""
    leave_nothing_owned(login, login)
    for held in list(login.roles):
        take_role(login, held.role, login)
    close_login(login, login, because=_("They are being erased."))
