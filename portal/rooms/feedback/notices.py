"""What colleagues are told of feedback, and how it reads to whoever may see it."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.urls import path_for
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .models import Feedback
from .queries import visible_to_staff

LONGEST = 300
TOLD = add_notice_kind(
    NoticeKind(
        "feedback.told",
        _l("What your customers tell us"),
        _l("A customer tells us something on their own page, and you're the one who reads it."),
        "message-2",
        _l("%(who)s told us something"),
        concerns=lambda viewer: viewer.may("feedback.read"),
    )
)


class Pieces:
    """A piece of feedback, for colleagues; its author has it on their own page."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Feedback.id == about_id, visible_to_staff(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        seen = (
            select(Feedback).where(Feedback.id.in_(ids), visible_to_staff(viewer)).options(joinedload(Feedback.member))
        )
        return {piece.id: _shown(piece) for piece in db.session.scalars(seen)}


def _shown(piece: Feedback) -> Shown:
    name = piece.member.name if piece.member else piece.title
    return Shown(name, excerpt(piece.text, LONGEST), path_for("feedback.piece", feedback_id=piece.id))


add_notice_source("feedback", Pieces())
