"""Whether a quote may be used, and who may see it: each one SQL condition, used everywhere."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.access.models import Link, User
from portal.core.database import db
from portal.ledger.models import Activity
from portal.ledger.queries import member_history
from portal.people.models import Member
from portal.people.viewer import Nobody, Viewer

from .attributions import allowing
from .models import (
    ANYWHERE,
    ApprovalRequest,
    Delegate,
    Permission,
    PermissionScope,
    Testimonial,
    TestimonialVersion,
)

USABLE = ("available", "used")
WITHDRAWN = ("withdrawn", "takedown_open", "closed")
MAX_LINES = 50
_quote, _version = aliased(Testimonial), aliased(TestimonialVersion)


class Use(TypedDict, total=False):
    """What somebody would do with a quote; what is missing is not asked."""

    channel: str
    territory: str
    language: str
    attribution: str
    """One of attributions.PARTS, and allowed by every permission that tells at least as much."""
    logo: bool
    photo: bool


def cleared(version_id: Any, *, at: datetime, **use: Unpack[Use]) -> ColumnElement[bool]:
    """Whether these words (a column) may be used for all of it on the day of `at` (UTC): they are the ones that stand,
    their quote is released and not stopped, and one permission allows it.

    This is the only answer to whether a quote may be used. `permitted` is a part of it.
    """
    stand = _version.id == Permission.version_id, _quote.current_version_id == _version.id
    conditions = (*_allowing(version_id, at, use), *stand, _quote.status.in_(USABLE))
    found = exists().where(_quote.id == _version.testimonial_id, *conditions)
    return found.correlate_except(Permission, _version, _quote)


def permitted(version_id: Any, *, at: datetime, **use: Unpack[Use]) -> ColumnElement[bool]:
    """Whether one permission of this version allows all of it, whatever became of the quote: what release and expiry
    ask. Nobody may use words because of this alone."""
    return exists().where(*_allowing(version_id, at, use)).correlate_except(Permission)


def _allowing(version_id: Any, at: datetime, use: Use) -> list[ColumnElement[bool]]:
    conditions = [Permission.version_id == version_id, holds(at)]
    conditions += [_allows(kind, str(use[kind])) for kind in ("channel", "territory", "language") if kind in use]
    if "attribution" in use:
        conditions.append(Permission.attribution.in_(allowing(use["attribution"])))
    if use.get("logo"):
        conditions.append(Permission.logo)
    if use.get("photo"):
        conditions.append(Permission.photo)
    return conditions


def holds(at: datetime) -> ColumnElement[bool]:
    """The permissions that stand on the day of `at`."""
    day = at.date()
    begun, not_over = Permission.starts_on <= day, or_(Permission.until.is_(None), Permission.until >= day)
    return and_(Permission.revoked_at.is_(None), begun, not_over)


def _allows(kind: str, value: str) -> ColumnElement[bool]:
    allowed = PermissionScope.value.in_((value, ANYWHERE))
    return exists().where(PermissionScope.permission_id == Permission.id, PermissionScope.kind == kind, allowed)


def usable(at: datetime) -> ColumnElement[bool]:
    """The quotes that may be used somewhere."""
    return cleared(Testimonial.current_version_id, at=at)


def cleared_versions(version_ids: Collection[int | None], at: datetime) -> set[int | None]:
    """Those of these versions that may be used somewhere: one query."""
    these = select(TestimonialVersion.id).where(TestimonialVersion.id.in_(set(version_ids) - {None}))
    return set(db.session.scalars(these.where(cleared(TestimonialVersion.id, at=at))))


def visible_to(viewer: Viewer | Nobody, at: datetime) -> ColumnElement[bool]:
    """The quotes that `viewer` may see: those who edit quotes all of them, other staff what is cleared now, members
    their own."""
    if viewer.may("quotes.edit"):
        return true()
    admitted: list[ColumnElement[bool]] = []
    if viewer.may("quotes.read"):
        admitted.append(usable(at))
    if viewer.is_member:
        admitted.append(Testimonial.member_id == viewer.member_id)
    return or_(*admitted) if admitted else false()


def quotes_of(viewer: Viewer | Nobody, at: datetime) -> Select[Any]:
    """The quotes that `viewer` may see."""
    return select(Testimonial).where(visible_to(viewer, at))


def standing_permissions(version_ids: Collection[int | None], at: datetime) -> dict[int | None, list[Permission]]:
    """What the authors of these versions allow at `at`, whatever became of the quotes: one query, and one for the
    scopes."""
    by_version: dict[int | None, list[Permission]] = {}
    standing = select(Permission).where(Permission.version_id.in_(set(version_ids) - {None}), holds(at))
    for permission in db.session.scalars(standing.order_by(Permission.id)):
        by_version.setdefault(permission.version_id, []).append(permission)
    return by_version


def with_people(quotes: Select[Any]) -> Select[Any]:
    """The same quotes with their author, company and words."""
    return quotes.options(
        joinedload(Testimonial.member),
        joinedload(Testimonial.company),
        joinedload(Testimonial.current),
    )


def shown_to_author(member: Member) -> Select[Any]:
    """What a member sees of their own quotes: those whose words they were shown, or wrote."""
    asked = (
        exists().where(ApprovalRequest.version_id == Testimonial.current_version_id).correlate_except(ApprovalRequest)
    )
    own = Testimonial.current.has(TestimonialVersion.by_author)
    return with_people(select(Testimonial).where(Testimonial.member_id == member.id, or_(asked, own)))


def versions_of(testimonial: Testimonial) -> list[TestimonialVersion]:
    """All versions, the newest first."""
    statement = select(TestimonialVersion).where(TestimonialVersion.testimonial_id == testimonial.id)
    return list(db.session.scalars(statement.order_by(TestimonialVersion.number.desc()).limit(MAX_LINES)))


def permissions_of(testimonial: Testimonial) -> list[Permission]:
    """Everything that was ever allowed for a quote, the newest first."""
    statement = (
        select(Permission)
        .join(Permission.version)
        .where(TestimonialVersion.testimonial_id == testimonial.id)
        .options(contains_eager(Permission.version))
    )
    return list(db.session.scalars(statement.order_by(Permission.id.desc()).limit(MAX_LINES)))


def requests_of(testimonial: Testimonial) -> list[ApprovalRequest]:
    """What the customer was asked, the newest first."""
    statement = (
        select(ApprovalRequest)
        .join(TestimonialVersion, TestimonialVersion.id == ApprovalRequest.version_id)
        .where(TestimonialVersion.testimonial_id == testimonial.id)
        .options(joinedload(ApprovalRequest.asked_by), joinedload(ApprovalRequest.version))
    )
    return list(db.session.scalars(statement.order_by(ApprovalRequest.id.desc()).limit(MAX_LINES)))


def open_question(testimonial_id: int, recipient: str) -> ApprovalRequest | None:
    """What is asked about this quote at this address and waits for an answer."""
    statement = (
        select(ApprovalRequest)
        .join(ApprovalRequest.version)
        .join(ApprovalRequest.link)
        .where(TestimonialVersion.testimonial_id == testimonial_id, Link.recipient == recipient)
        .where(ApprovalRequest.answered_at.is_(None))
    )
    return db.session.scalar(statement.order_by(ApprovalRequest.id.desc()).limit(1))


def last_answers(version_ids: Collection[int | None]) -> dict[int, str]:
    """What became of the newest question about each of these versions, where it is not open: one query."""
    answered = select(ApprovalRequest.version_id, ApprovalRequest.answer).where(ApprovalRequest.answer.is_not(None))
    these = answered.where(ApprovalRequest.version_id.in_(set(version_ids) - {None})).order_by(ApprovalRequest.id)
    return {version_id: answer for version_id, answer in db.session.execute(these) if answer}


def who_answered(request: ApprovalRequest) -> Delegate | None:
    """Whom the customer had asked to agree and who gave the answer; None where the customer did so themselves."""
    answered = Delegate.request_id == request.id, Delegate.answered_at.is_not(None)
    return db.session.scalar(select(Delegate).where(*answered).limit(1))


def approval_of(version_id: int) -> ApprovalRequest | None:
    """The newest question about these exact words to which the answer was yes."""
    approved = ApprovalRequest.version_id == version_id, ApprovalRequest.answer == "approved"
    return db.session.scalar(select(ApprovalRequest).where(*approved).order_by(ApprovalRequest.id.desc()).limit(1))


def delegates_by_request(request_ids: Collection[int]) -> dict[int, list[Delegate]]:
    """Whom the customer asked to agree, by question, the oldest first."""
    by_request: dict[int, list[Delegate]] = {}
    named = select(Delegate).where(Delegate.request_id.in_(request_ids)).order_by(Delegate.id)
    for delegate in db.session.scalars(named):
        by_request.setdefault(delegate.request_id, []).append(delegate)
    return by_request


def lines_of(testimonial: Testimonial) -> list[tuple[Activity, str]]:
    """What the ledger knows of a quote, the newest first, each with who did it."""
    if testimonial.member_id is None:
        return []
    about = Activity.about_kind == "testimonial", Activity.about_id == testimonial.id
    lines = (
        member_history(testimonial.member_id)
        .where(*about)
        .outerjoin(User, User.id == Activity.actor_user_id)
        .add_columns(User.name)
        .order_by(Activity.occurred_at.desc(), Activity.id.desc())
    )
    return [(line, by or "") for line, by in db.session.execute(lines.limit(MAX_LINES))]
