"""What is kept of people themselves: their record, their jobs, how they came, what they answered."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_

from portal.access.models import User
from portal.core.personal import add_impersonal, named_in, personal
from portal.core.persons import Person

from .models import (
    Absence,
    AddressChange,
    Audience,
    AudienceTerm,
    Company,
    Employment,
    FormerName,
    Hold,
    Invitation,
    JobChange,
    Member,
    Namesakes,
    Pause,
    SegmentChange,
)


@personal(
    Member,
    _l("Your details and what you told us about yourself"),
    goes_along=True,
    words=("wants", "worries", "uses_us_for", "how_we_help"),
)
def records_of(person: Person) -> ColumnElement[bool]:
    return Member.id.in_(person.member_ids)


@personal(FormerName, _l("Names and email addresses you had before"), goes_along=True)
def former_names_of(person: Person) -> ColumnElement[bool]:
    return FormerName.member_id.in_(person.member_ids)


@personal(Employment, _l("Your current and past jobs"))
def employments_of(person: Person) -> ColumnElement[bool]:
    return Employment.member_id.in_(person.member_ids)


@personal(SegmentChange, _l("How likely you said you are to recommend us"))
def segments_of(person: Person) -> ColumnElement[bool]:
    return SegmentChange.member_id.in_(person.member_ids)


@personal(Hold, _l("When we held back emails"))
def holds_on(person: Person) -> ColumnElement[bool]:
    return Hold.member_id.in_(person.member_ids)


@personal(Pause, _l("When we paused requests to you, and why"))
def pauses_of(person: Person) -> ColumnElement[bool]:
    return Pause.member_id.in_(person.member_ids)


named_in(Pause, "reason")


@personal(AddressChange, _l("Your email addresses"), goes_along=True)
def addresses_of(person: Person) -> ColumnElement[bool]:
    return or_(AddressChange.member_id.in_(person.member_ids), AddressChange.user_id.in_(person.user_ids))


@personal(Invitation, _l("Invitations"))
def invitations_to(person: Person) -> ColumnElement[bool]:
    return Invitation.member_id.in_(person.member_ids)


@personal(JobChange, _l("New jobs you told us about"))
def job_changes_of(person: Person) -> ColumnElement[bool]:
    return JobChange.member_id.in_(person.member_ids)


@personal(Namesakes, _l("Notes that someone shares your name"))
def namesakes_of(person: Person) -> ColumnElement[bool]:
    return or_(Namesakes.one_id.in_(person.member_ids), Namesakes.other_id.in_(person.member_ids))


add_impersonal("when colleagues are away; whoever has a role is not erased", Absence)
add_impersonal("organisations, which stay when somebody leaves", Company)
add_impersonal("rules over kinds of people, written by colleagues", Audience, AudienceTerm)
named_in(Member, "job_title", "wants", "worries", "uses_us_for", "how_we_help")
named_in(Employment, "job_title")
named_in(Invitation, "subject", "message")
named_in(User, "closed_because")
