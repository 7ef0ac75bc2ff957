"""What access keeps of people: their login, where it is used, and the links that they were sent."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_

from portal.core.personal import add_impersonal, personal
from portal.core.persons import Person

from .models import FailedSignIn, KnownDevice, Link, LinkRequest, LinkToken, SignInAttempt, StaffRole, User, UserSession


@personal(User, _l("Your login"), goes_along=True, hidden=("password_hash",))
def logins_of(person: Person) -> ColumnElement[bool]:
    return User.id.in_(person.user_ids)


@personal(UserSession, _l("Where you're signed in"), hidden=("token_hash",))
def sessions_of(person: Person) -> ColumnElement[bool]:
    return UserSession.user_id.in_(person.user_ids)


@personal(KnownDevice, _l("Devices you signed in on"), hidden=("token_hash",))
def devices_of(person: Person) -> ColumnElement[bool]:
    return KnownDevice.user_id.in_(person.user_ids)


@personal(FailedSignIn, _l("Sign-ins that failed"))
def failures_of(person: Person) -> ColumnElement[bool]:
    return FailedSignIn.user_id.in_(person.user_ids)


@personal(Link, _l("Links we emailed you"), hidden=("placeholder",))
def links_to(person: Person) -> ColumnElement[bool]:
    return or_(Link.member_id.in_(person.member_ids), Link.recipient.in_(person.addresses))


@personal(LinkRequest, _l("Links you asked for"))
def requests_of(person: Person) -> ColumnElement[bool]:
    return LinkRequest.email.in_(person.addresses)


add_impersonal("hashes alone, which go with their link", LinkToken)
add_impersonal("counts under keyed hashes, for minutes", SignInAttempt)
add_impersonal("roles of colleagues: whoever has one is not erased", StaffRole)
