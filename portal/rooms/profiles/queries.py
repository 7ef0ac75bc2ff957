"""Who is listed, who may be seen, and who is like somebody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.database import db
from portal.core.registry import Registry, full_name
from portal.core.text import fold, like
from portal.people.models import Company, Member
from portal.people.viewer import Viewer

from .models import Profile, Subject

MAX_SEARCH_WORDS = 4
Appears = Callable[[Viewer, int], bool]
_appears: Registry[Appears] = Registry("appearance_check")


def appearance_check(asks: Appears) -> Appears:
    """Register a feature in which people show themselves: does `viewer` see something of this user there?"""
    return _appears.add(full_name(asks), asks)


def in_directory() -> ColumnElement[bool]:
    """The profiles (joined with user and member) of active people who want to be found."""
    still_here = or_(Member.id.is_(None), Member.merged_into_id.is_(None))
    return and_(Profile.listed, User.active, still_here)


def listed(words: str = "", helps: str = "") -> Select[Any]:
    """The directory, narrowed by words (name, company, subjects) and by one subject that they can help with."""
    statement = _with_people().where(in_directory())
    for word in fold(words).split()[:MAX_SEARCH_WORDS]:
        pattern = like(word)
        subject = exists().where(Subject.user_id == Profile.user_id, Subject.folded.like(pattern, escape="\\"))
        company = Company.folded.like(pattern, escape="\\")
        statement = statement.where(or_(Profile.folded.like(pattern, escape="\\"), company, subject))
    if helps:
        can = Subject.user_id == Profile.user_id, Subject.kind == "helps", Subject.folded == fold(helps)
        statement = statement.where(exists().where(*can))
    return statement


class Known(NamedTuple):
    """Somebody as far as a viewer may know of them; `profile` where they tell it to this viewer."""

    user: User
    member: Member | None
    profile: Profile | None


def profile_of(viewer: Viewer, handle: str) -> Known | None:
    """The person of this handle as far as `viewer` may know of them; None as if there were nobody.

    One sees oneself, staff, whoever is listed, and whoever has shown themselves somewhere that one may read.
    """
    statement = select(User, Member).outerjoin(Member, Member.id == User.member_id).options(joinedload(Member.company))
    user, member = db.session.execute(statement.where(User.handle == handle, User.active)).first() or (None, None)
    if user is None:
        return None
    profile = db.session.get(Profile, user.id)
    known = user.id == viewer.id or user.is_staff or viewer.may("people.read") or bool(profile and profile.listed)
    if not known and not any(asks(viewer, user.id) for asks in _appears.values()):
        return None
    return Known(user, member, profile if profile and (profile.listed or user.id == viewer.id) else None)


@dataclass(frozen=True)
class Like:
    """Somebody worth meeting, and why."""

    user: User
    member: Member | None
    reason: str


def people_like(viewer: Viewer, most: int = 2) -> list[Like]:
    """Listed people who can help with what the viewer looks for, look for what they know, or are in their industry.

    Nobody of one's own company: those one can meet in the corridor.
    """
    me = viewer.member
    if me is None:
        return []
    others = and_(in_directory(), Profile.user_id != viewer.id, User.member_id.is_not(None), _elsewhere(me))
    people: dict[int, Like] = {}
    for alike in _with_crossing_subjects(viewer, others, most * 4):
        people.setdefault(alike.user.id, alike)
    industry = me.company.industry if me.company else None
    if len(people) < most and industry:
        for alike in _in_industry(industry, others, most * 2):
            people.setdefault(alike.user.id, alike)
    return list(people.values())[:most]


def _with_crossing_subjects(viewer: Viewer, others: ColumnElement[bool], most: int) -> Iterator[Like]:
    """Those of `others` who can help with what the viewer looks for, then those who look for what the viewer knows."""
    mine, theirs = aliased(Subject), aliased(Subject)
    crossed = or_(
        and_(mine.kind == "looks", theirs.kind == "helps"),
        and_(mine.kind == "helps", theirs.kind == "looks"),
    )
    matches = (
        _with_people()
        .join(theirs, theirs.user_id == Profile.user_id)
        .join(mine, and_(mine.user_id == viewer.id, mine.folded == theirs.folded, crossed))
        .where(others)
        .add_columns(theirs.kind, theirs.name)
        .order_by(theirs.kind, Profile.folded, Profile.user_id)
        .limit(most)
    )
    for profile, kind, name in db.session.execute(matches).unique():
        helps, looks = _("can help with %(subject)s", subject=name), _("looks for %(subject)s", subject=name)
        yield Like(profile.user, profile.member, str(helps if kind == "helps" else looks))


def _in_industry(industry: str, others: ColumnElement[bool], most: int) -> Iterator[Like]:
    same = _with_people().where(others, Company.industry == industry)
    for profile in db.session.scalars(same.order_by(Profile.folded, Profile.user_id).limit(most)):
        yield Like(profile.user, profile.member, str(_("works in %(industry)s too", industry=industry)))


def offered_subjects(most: int = 30) -> list[str]:
    """What listed people can help with, the most offered first."""
    times = func.count()
    offered = (
        select(func.min(Subject.name), times)
        .join(Profile, Profile.user_id == Subject.user_id)
        .join(User, User.id == Profile.user_id)
        .outerjoin(Member, Member.id == User.member_id)
        .where(Subject.kind == "helps", in_directory())
        .group_by(Subject.folded)
        .order_by(times.desc(), Subject.folded)
        .limit(most)
    )
    return [name for name, _times in db.session.execute(offered)]


def offers_themselves(user_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the user in this column may be named to others: staff, and whoever is listed."""
    wants = exists().where(Profile.user_id == user_id, Profile.listed)
    return or_(wants, is_staff(user_id))


def _elsewhere(me: Member) -> ColumnElement[bool]:
    if me.company_id is None:
        return true()
    return or_(Member.company_id.is_(None), Member.company_id != me.company_id)


def _with_people() -> Select[Any]:
    return (
        select(Profile)
        .join(Profile.user)
        .outerjoin(Member, Member.id == User.member_id)
        .outerjoin(Member.company)
        .options(contains_eager(Profile.user), contains_eager(Profile.member).contains_eager(Member.company))
    )
