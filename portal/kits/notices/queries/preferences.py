"""What a user wishes to be told of, and how."""

from typing import NamedTuple

from sqlalchemy import select

from portal.access.queries import is_staff
from portal.core.database import db
from portal.people.viewer import Viewer

from ..kinds import KINDS, NoticeKind
from ..models import DigestPlan, NoticePreference
from ..mornings import default_rhythm


class Preference(NamedTuple):
    """One kind and how it reaches somebody."""

    kind: NoticeKind
    inbox: bool
    mail: str


def preferences_of(user_id: int) -> dict[str, Preference]:
    """Every kind by name, as this user wants it: their own choice, else the kind's own."""
    mine = select(NoticePreference).where(NoticePreference.user_id == user_id)
    chosen = {one.kind: one for one in db.session.scalars(mine)}
    works_here = bool(db.session.scalar(select(is_staff(user_id))))
    return {name: _preference(kind, chosen.get(name), works_here) for name, kind in KINDS.items()}


def offered_preferences(viewer: Viewer) -> list[Preference]:
    """The kinds that concern the viewer, in the order in which features named them."""
    return [preference for preference in preferences_of(viewer.id).values() if preference.kind.concerns(viewer)]


def rhythm_of(user_id: int) -> str:
    """daily, weekly or none."""
    chosen = db.session.scalar(select(DigestPlan.rhythm).where(DigestPlan.user_id == user_id))
    return chosen or default_rhythm(is_staff=bool(db.session.scalar(select(is_staff(user_id)))))


def _preference(kind: NoticeKind, chosen: NoticePreference | None, works_here: bool) -> Preference:
    usual = kind.mail_for(is_staff=works_here)
    if chosen is None:
        return Preference(kind, True, usual)
    return Preference(kind, chosen.inbox is not False, chosen.mail or usual)
