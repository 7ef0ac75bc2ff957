"""What is kept of people in drafts."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from portal.core.personal import named_in, personal
from portal.core.persons import Person

from .models import Draft


@personal(Draft, _l("Your drafts"), words=("title", "body"))
def drafts_of(person: Person) -> ColumnElement[bool]:
    return Draft.user_id.in_(person.user_ids)


named_in(Draft, "title", "body")
