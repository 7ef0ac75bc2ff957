"""Portraits and logos: which question takes one, and who may see it."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, false, or_, select, true

from portal.core.clock import now
from portal.core.database import db
from portal.people.viewer import Nobody, Viewer

from .asked_for import Ask
from .labels import strip_of
from .models import ApprovalRequest, Permission, QuotePicture, TestimonialVersion
from .queries import cleared, cleared_versions, standing_permissions
from .time_left import is_over


class PictureKind(NamedTuple):
    """A kind of picture as its giver reads it."""

    label: Any
    upload: Any
    replace: Any


KINDS = {
    "photo": PictureKind(_l("Your portrait"), _l("Upload your portrait"), _l("Replace your portrait")),
    "logo": PictureKind(_l("Your company's logo"), _l("Upload your company's logo"), _l("Replace your company's logo")),
}


def takes(asked: ApprovalRequest, kind: str) -> bool:
    """Whether a picture of this kind goes with the answer: it was asked for, and is not refused."""
    if kind not in KINDS or not getattr(Ask.of(asked), kind):
        return False
    if asked.answered_at is None:
        return not is_over(asked)
    standing = standing_permissions([asked.version_id], now()).get(asked.version_id, [])
    return any(getattr(permission, kind) for permission in standing)


class Wanted(NamedTuple):
    """A picture that goes with an answer, and the one that was given already."""

    kind: str
    labels: PictureKind
    given: QuotePicture | None


def wanted_pictures(asked: ApprovalRequest) -> list[Wanted]:
    """What its answer may come with."""
    kinds = [kind for kind in KINDS if takes(asked, kind)]
    given = {picture.kind: picture for picture in pictures_of(asked)} if kinds else {}
    return [Wanted(kind, KINDS[kind], given.get(kind)) for kind in kinds]


def pictures_of(asked: ApprovalRequest) -> list[QuotePicture]:
    """What was given with this question: one of each kind at most."""
    theirs = QuotePicture.request_id == asked.id, QuotePicture.replaced_at.is_(None)
    return list(db.session.scalars(select(QuotePicture).where(*theirs).order_by(QuotePicture.kind)))


def covered_by(picture: QuotePicture) -> str:
    """What allows a portrait or a logo: "Press (Germany)"."""
    permission = picture.permission
    if permission is None:
        return str(_("Nothing yet: they haven't answered"))
    if permission.revoked_at is not None:
        return str(_("Nothing any more"))
    where = ", ".join(f"{channel} ({detail})" for channel, _state, detail in strip_of([permission]))
    if cleared_versions([permission.version_id], now()):
        return where
    return str(_("%(where)s, once the quote is cleared", where=where))


def pictures_with(version_id: int | None) -> list[QuotePicture]:
    """What was given with the questions about these words, for those who work on quotes."""
    theirs = ApprovalRequest.version_id == version_id, QuotePicture.replaced_at.is_(None)
    asked = select(QuotePicture).join(QuotePicture.request).where(*theirs)
    return list(db.session.scalars(asked.order_by(QuotePicture.kind)))


def sees_picture(viewer: Viewer | Nobody) -> ColumnElement[bool]:
    """Those who work on quotes see every picture, other readers of quotes what a cleared quote has, and people their
    own portrait."""
    if viewer.may("quotes.edit"):
        return true()
    admitted: list[ColumnElement[bool]] = []
    if viewer.may("quotes.read"):
        covering = Permission.id == QuotePicture.permission_id, Permission.revoked_at.is_(None)
        of_words = TestimonialVersion.id == Permission.version_id
        admitted.append(exists().where(*covering, of_words, cleared(TestimonialVersion.id, at=now())))
    if viewer.is_member:
        admitted.append(QuotePicture.member_id == viewer.member_id)
    return or_(*admitted) if admitted else false()
