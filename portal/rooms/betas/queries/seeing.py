"""Who sees a beta, and who sees into it: two SQL conditions that every page, list, search, mail and file asks."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.access.models import User
from portal.core.database import db
from portal.kits.admission.agreements import Opening, agreement_openings, has_signed, signed_by
from portal.people.audience import admits
from portal.people.viewer import Nobody, Viewer

from ..models import INSIDE, Applicant, Beta
from ..urls import beta_url

Someone = Viewer | Nobody
PLACE, ME = aliased(Applicant), aliased(User)
"""Names of their own: a statement that reads applicants or users itself must not be taken for them."""
GONE = ("removed",)
"""A beta is closed to those who were taken out of it; what they were told stands with them all the same."""


def visible_to(viewer: Someone) -> ColumnElement[bool]:
    """The betas whose name and purpose `viewer` may read.

    Colleagues see all; members those that look for testers and are meant for them, and whatever they are part of.
    """
    if viewer.may("betas.read"):
        return true()
    if not isinstance(viewer, Viewer) or not viewer.is_member:
        return false()
    taking_part = exists().where(
        PLACE.beta_id == Beta.id, is_theirs(PLACE.member_id, viewer), PLACE.status.not_in(GONE)
    )
    recruits = and_(Beta.status == "recruiting", admits(Beta.audience_id, viewer), ~_was_removed(viewer))
    return and_(Beta.status != "draft", or_(taking_part, recruits))


def open_to(viewer: Someone) -> ColumnElement[bool]:
    """The betas into which `viewer` may look: words, tasks, reports.

    It takes a seat (or the right to see betas) and the newest version of the agreement signed; colleagues too.
    """
    if not isinstance(viewer, Viewer):
        return false()
    return and_(_within(viewer, INSIDE), has_signed(Beta.agreement_id, viewer))


@agreement_openings("betas")
def opened_betas(viewer: Viewer, agreement_id: int) -> list[Opening]:
    """The betas behind an agreement into which `viewer` may look, or could once they have signed."""
    behind = Beta.agreement_id == agreement_id, _within(viewer, ("agreement_pending", *INSIDE))
    betas = db.session.execute(select(Beta.id, Beta.name).where(*behind).order_by(Beta.id.desc()))
    return [Opening(name, beta_url(beta_id)) for beta_id, name in betas]


def open_betas(viewer: Someone) -> Select[Any]:
    """The ids of the betas into which `viewer` may look, for `column.in_(…)`."""
    return select(Beta.id).where(open_to(viewer)).correlate(None)


def sees_applicant(viewer: Viewer) -> ColumnElement[bool]:
    """The rows of people in betas that `viewer` may see: their own; colleagues everybody's."""
    if viewer.may("betas.read"):
        return true()
    return is_theirs(Applicant.member_id, viewer) if viewer.is_member else false()


def has_signed_newest(beta: Beta, user: User) -> bool:
    """Whether the user has signed the newest version of the beta's agreement, or there is none."""
    signed = select(Beta.id).where(
        Beta.id == beta.id, or_(Beta.agreement_id.is_(None), signed_by(Beta.agreement_id, user.id))
    )
    return db.session.scalar(signed) is not None


def _within(viewer: Viewer, statuses: Sequence[str]) -> ColumnElement[bool]:
    """The betas in which `viewer` stands so; colleagues stand in all of them."""
    if viewer.may("betas.read"):
        return true()
    if not viewer.is_member:
        return false()
    theirs = PLACE.beta_id == Beta.id, is_theirs(PLACE.member_id, viewer)
    return exists().where(*theirs, PLACE.status.in_(statuses))


def is_theirs(member_id: ColumnElement[int] | InstrumentedAttribute[int], viewer: Viewer) -> ColumnElement[bool]:
    """Is the member in this column `viewer`? Asked by the login, so that a prepared statement can ask it, too."""
    own = select(ME.member_id).where(ME.id == viewer.id).correlate(None)
    return member_id == own.scalar_subquery()


def _was_removed(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(PLACE.beta_id == Beta.id, is_theirs(PLACE.member_id, viewer), PLACE.status.in_(GONE))
