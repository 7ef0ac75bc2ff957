"""What a user wishes to be told of, and how."""

from typing import NamedTuple

from sqlalchemy import select

from portal.core.database import db
from portal.people.viewer import Viewer

from ..kinds import KINDS, NoticeKind
from ..models import DigestPlan, NoticePreference
from ..mornings import DEFAULT_RHYTHM


class Preference(NamedTuple):
    """One kind and how it reaches somebody."""

    kind: NoticeKind
    inbox: bool
    mail: str


def preferences_of(user_id: int) -> dict[str, Preference]:
    """Every kind by name, as this user wants it: their own choice, else the kind's own."""
    mine = select(NoticePreference).where(NoticePreference.user_id == user_id)
    chosen = {one.kind: one for one in db.session.scalars(mine)}
    return {name: _preference(kind, chosen.get(name)) for name, kind in KINDS.items()}


def offered_preferences(viewer: Viewer) -> list[Preference]:
    """The kinds that concern the viewer, in the order in which features named them."""
    return [preference for preference in preferences_of(viewer.id).values() if preference.kind.concerns(viewer)]


def rhythm_of(user_id: int) -> str:
    """daily, weekly or none."""
    chosen = db.session.scalar(select(DigestPlan.rhythm).where(DigestPlan.user_id == user_id))
    return chosen or DEFAULT_RHYTHM


def _preference(kind: NoticeKind, chosen: NoticePreference | None) -> Preference:
    if chosen is None:
        return Preference(kind, True, kind.default_mail)
    return Preference(kind, chosen.inbox is not False, chosen.mail or kind.default_mail)
