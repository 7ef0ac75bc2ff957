"""What a member wrote back, for the colleague it was forwarded to: a line in the inbox, since the email is there."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.urls import path_for
from portal.people.viewer import Viewer

from ..kinds import NoticeKind, add_notice_kind
from ..models import Answer
from ..sources import Shown, add_notice_source

LONGEST = 300
WROTE_BACK = add_notice_kind(
    NoticeKind(
        "mail.answered",
        _l("Answers to your emails"),
        _l("A customer writes back to an email in your name. The email itself is forwarded to you either way."),
        "mail-opened",
        _l("A customer wrote back"),
        default_mail="off",
        concerns=lambda viewer: viewer.may("people.invite"),
    )
)


class Answers:
    """An answer, as the words of whoever wrote it."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Answer.id == about_id) if viewer.may("people.invite") else false()

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not viewer.may("people.invite"):
            return {}
        answers = select(Answer).where(Answer.id.in_(ids)).options(joinedload(Answer.member))
        return {answer.id: _shown(answer) for answer in db.session.scalars(answers)}


def _shown(answer: Answer) -> Shown:
    url = path_for("people.person", member_id=answer.member_id)
    return Shown(answer.member.name, excerpt(answer.text, LONGEST), url)


add_notice_source("answer", Answers())
