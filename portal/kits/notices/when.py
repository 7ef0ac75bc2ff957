"""When an email that was written goes out, in words: its hour is the reader's, not ours."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db
from portal.core.filters import exactly
from portal.ledger.models import Mail


def when_it_goes(due_at: datetime | None) -> str:
    """A sentence that names the hour, by the clock of whoever looks."""
    if due_at is None or due_at <= now():
        return str(_("The email goes out now."))
    return str(_("The email goes out on %(when)s.", when=exactly(due_at)))


def due_at_of(cause_key: str, member_id: int | None) -> datetime | None:
    """When the mail that this wrote to the member is due; None where none was written."""
    return db.session.scalar(select(Mail.due_at).where(Mail.key == f"{cause_key}>{member_id}"))
