"""Invitations that were accepted, for whoever sent them."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.urls import path_for
from portal.people.models import Invitation, Member
from portal.people.viewer import Viewer

from ..kinds import NoticeKind, add_notice_kind
from ..sources import Shown, add_notice_source

ACCEPTED = add_notice_kind(
    NoticeKind(
        "people.joined",
        _l("Your invitations"),
        _l("Somebody you invited has joined."),
        "door-enter",
        _l("%(who)s accepted an invitation"),
        concerns=lambda viewer: viewer.may("people.invite"),
    )
)


class Invitations:
    """An invitation, as the person who accepted it."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Invitation.id == about_id) if viewer.may("people.read") else false()

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not viewer.may("people.read"):
            return {}
        whole = joinedload(Invitation.member).joinedload(Member.company)
        rows = db.session.scalars(select(Invitation).where(Invitation.id.in_(ids)).options(whole))
        return {invitation.id: _shown(invitation.member) for invitation in rows}


def _shown(member: Member) -> Shown:
    where = [member.job_title, member.company.name if member.company else ""]
    return Shown(member.name, ", ".join(filter(None, where)), path_for("people.person", member_id=member.id))


add_notice_source("invitation", Invitations())
