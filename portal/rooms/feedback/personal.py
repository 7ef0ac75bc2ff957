"""What is kept of people in feedback: what they said."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from portal.core.personal import add_impersonal, named_in, personal
from portal.core.persons import Person

from .models import Feedback, FeedbackTag, Tag


@personal(Feedback, _l("Feedback you gave"), words=("title", "text"))
def feedback_of(person: Person) -> ColumnElement[bool]:
    return Feedback.member_id.in_(person.member_ids)


@personal(FeedbackTag, _l("What your feedback is about"))
def tags_of(person: Person) -> ColumnElement[bool]:
    return FeedbackTag.feedback_id.in_(select(Feedback.id).where(feedback_of(person)))


named_in(Feedback, "title", "text")
add_impersonal("subjects that colleagues manage", Tag)
