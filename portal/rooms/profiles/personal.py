"""What is kept of people in profiles."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from portal.core.personal import named_in, personal
from portal.core.persons import Person

from .models import Profile, Subject


@personal(Profile, _l("Your profile"), words=("about",))
def profiles_of(person: Person) -> ColumnElement[bool]:
    return Profile.user_id.in_(person.user_ids)


@personal(Subject, _l("What you can help with, and look for"))
def subjects_of(person: Person) -> ColumnElement[bool]:
    return Subject.user_id.in_(person.user_ids)


named_in(Profile, "about")
