"""What is kept of people in long work: what they started, and what its page says of others."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, String, cast, or_, select

from portal.core.database import db
from portal.core.personal import named_in, personal, unname
from portal.core.persons import Person

from .models import Job


def _let_go(person: Person, rows: ColumnElement[bool]) -> None:
    """What it did stays done; what it was called and what was said of it goes."""
    unname(Job, owner_user_id=None, title=_("Removed"), error="", result={})(person, rows)


@personal(Job, _l("Exports and imports you started"), erase=_let_go)
def jobs_of(person: Person) -> ColumnElement[bool]:
    return Job.owner_user_id.in_(person.user_ids)


def _without_them(person: Person, rows: ColumnElement[bool]) -> None:
    for job in db.session.scalars(select(Job).where(rows)):
        job.result, job.options = person.without(job.result), person.without(job.options)
    db.session.flush()


@personal(Job, "", erase=_without_them, copied=False)
def jobs_naming(person: Person) -> ColumnElement[bool]:
    texts = (cast(Job.result, String), cast(Job.options, String))
    return or_(*(text.icontains(name, autoescape=True) for text in texts for name in person.said_in_json))


named_in(Job, "title", "error")
