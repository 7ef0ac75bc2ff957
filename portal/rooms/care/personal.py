"""What is kept of people in cases, calls and promises."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from portal.core.personal import named_in, personal
from portal.core.persons import Person

from .models import Call, Case, Concern, Promise


@personal(Case, _l("Cases you opened, and what came of them"), words=("subject",))
def cases_of(person: Person) -> ColumnElement[bool]:
    return Case.member_id.in_(person.member_ids)


@personal(Concern, _l("What you were unhappy about"), words=("text",))
def concerns_of(person: Person) -> ColumnElement[bool]:
    return Concern.case_id.in_(select(Case.id).where(cases_of(person)))


@personal(Call, _l("Notes about our calls"))
def calls_with(person: Person) -> ColumnElement[bool]:
    return Call.member_id.in_(person.member_ids)


@personal(Promise, _l("What we promised you"))
def promises_to(person: Person) -> ColumnElement[bool]:
    return Promise.member_id.in_(person.member_ids)


named_in(Call, "note")
named_in(Promise, "what")
named_in(Case, "subject", "outcome", "told")
named_in(Concern, "text")
