"""What is kept of people in tasks."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from portal.core.personal import named_in, personal
from portal.core.persons import Person

from .models import Task


@personal(Task, _l("Our to-dos about you"))
def tasks_for(person: Person) -> ColumnElement[bool]:
    return Task.member_id.in_(person.member_ids)


named_in(Task, "why", "note")
