"""What is kept of people in surveys: what they were asked, and what they answered."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from portal.core.personal import named_in, personal
from portal.core.persons import Person

from .models import SurveyAnswer, SurveyRequest


@personal(SurveyRequest, _l("Questions we asked you"))
def requests_to(person: Person) -> ColumnElement[bool]:
    return SurveyRequest.member_id.in_(person.member_ids)


@personal(SurveyAnswer, _l("Your answers to surveys"), words=("text",))
def answers_of(person: Person) -> ColumnElement[bool]:
    return SurveyAnswer.member_id.in_(person.member_ids)


named_in(SurveyAnswer, "text")
