"""The author's portrait and their company's logo: given with an answer, covered by its permission, gone with it."""

from datetime import timedelta
from typing import IO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.files import forget_picture, keep_picture
from portal.core.floods import refuse_flood
from portal.core.pictures import Picture, take_picture
from portal.core.turns import Turns

from ..models import ApprovalRequest, Permission, QuotePicture, Testimonial, TestimonialVersion
from ..picture_rules import pictures_of, takes
from ..queries import WITHDRAWN
from .steps import lock_rows

MAX_UPLOADS = 10
WITHIN = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
"""As long as the next question about the same quote may take."""
PAGE = 100
TURNS = Turns(3, _l("Your picture is still being prepared. Wait until it's done, then upload the next one."))


def add_picture(request_id: int, kind: str, stream: IO[bytes]) -> None:
    """Take a portrait or logo in from whoever answers. Raises Refused for what is none, or where none is asked for.

    It has its own transaction, at the end: decoding takes long, and no file stays without its row.
    """
    _check(request_id, kind)
    db.session.rollback()
    with TURNS.of(request_id):
        picture = take_picture(stream)
    key = keep_picture(picture)
    try:
        with transaction():
            _keep(_check(request_id, kind), kind, key, picture)
    except BaseException:
        forget_picture(key)
        raise


def cover_pictures(request: ApprovalRequest, permission: Permission) -> None:
    """They said yes: what was given with the answer is covered by it, as far as it allows."""
    db.session.flush()
    for picture in pictures_of(request):
        if getattr(permission, picture.kind):
            picture.permission_id = permission.id


def carry_pictures(request: ApprovalRequest) -> None:
    """What was given with the question before stands beside the next one, for them to leave there or to change."""
    same = TestimonialVersion.testimonial_id == request.version.testimonial_id
    earlier = select(ApprovalRequest.id).join(ApprovalRequest.version).where(same, ApprovalRequest.id < request.id)
    theirs = QuotePicture.request_id.in_(earlier), QuotePicture.replaced_at.is_(None)
    kinds = [kind for kind in ("photo", "logo") if takes(request, kind)]
    moved = update(QuotePicture).where(*theirs, QuotePicture.kind.in_(kinds))
    db.session.execute(moved.values(request_id=request.id, permission_id=None))


def prune_pictures(page: int = PAGE) -> int:
    """Take a page of pictures away that nothing holds any more, with their files."""
    left = select(QuotePicture.id).where(_is_left()).order_by(QuotePicture.id).limit(page)
    if db.session.scalar(left.limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction() as session:
        ids = list(session.scalars(left.with_for_update(skip_locked=True)))
        gone = delete(QuotePicture).where(QuotePicture.id.in_(ids), _is_left()).returning(QuotePicture.key)
        keys = list(session.scalars(gone, execution_options={"synchronize_session": False}))
    for key in keys:
        forget_picture(key)
    return len(keys)


def _check(request_id: int, kind: str) -> ApprovalRequest:
    """The question, if a picture of this kind goes with it now."""
    request = db.session.get_one(ApprovalRequest, request_id, populate_existing=True)
    if not takes(request, kind):
        raise Refused(_("No picture goes with this question any more. Nothing was kept."))
    whose, at = QuotePicture.request_id, QuotePicture.created_at
    refusal = _l("That's a lot of pictures for one hour.")
    refuse_flood(whose, request.id, at, most=MAX_UPLOADS, within=WITHIN, refusal=refusal)
    return request


def _keep(request: ApprovalRequest, kind: str, key: str, picture: Picture) -> None:
    quote = lock_rows(request.version.testimonial)
    before = QuotePicture.request_id == request.id, QuotePicture.kind == kind, QuotePicture.replaced_at.is_(None)
    db.session.execute(update(QuotePicture).where(*before).values(replaced_at=now()))
    permission = _covering(request, kind)
    db.session.add(
        QuotePicture(
            key=key,
            kind=kind,
            member_id=quote.member_id if kind == "photo" else None,
            company_id=quote.company_id if kind == "logo" else None,
            request_id=request.id,
            permission_id=permission.id if permission else None,
            file_kind=picture.kind,
            width=picture.width,
            height=picture.height,
            bytes=len(picture.data),
            source=str(_("Uploaded by the author with their answer, by the link in their email")),
            created_at=now(),
        )
    )


def _covering(request: ApprovalRequest, kind: str) -> Permission | None:
    """The permission that came of this question, where it allows such a picture."""
    theirs = Permission.version_id == request.version_id, Permission.revoked_at.is_(None)
    allowed = getattr(Permission, kind)
    return db.session.scalar(select(Permission).where(*theirs, allowed).order_by(Permission.id.desc()).limit(1))


def _is_left() -> ColumnElement[bool]:
    """Replaced, of nobody any more, of a question that came to nothing or to a yes without it, or for thirty days
    covered by nothing, without a next question."""
    return or_(
        QuotePicture.replaced_at.is_not(None),
        QuotePicture.request_id.is_(None),
        QuotePicture.request_id.in_(_came_to_nothing()),
        and_(QuotePicture.permission_id.is_(None), QuotePicture.request_id.in_(_answered_without())),
        exists().where(Permission.id == QuotePicture.permission_id, _is_long_over()).correlate(QuotePicture),
    )


def _came_to_nothing() -> Select[int]:
    """Questions whose quote was taken back, or which were answered by no or not at all."""
    asked = select(ApprovalRequest.id).join(ApprovalRequest.version).join(TestimonialVersion.testimonial)
    return asked.where(or_(Testimonial.status.in_(WITHDRAWN), ApprovalRequest.answer.in_(("declined", "lapsed"))))


def _answered_without() -> Select[int]:
    """Questions to which they said yes without the picture, and those that ended long ago."""
    long_ago = ApprovalRequest.answered_at < now() - KEPT_FOR
    return select(ApprovalRequest.id).where(or_(long_ago, ApprovalRequest.answer == "approved"))


def _is_long_over() -> ColumnElement[bool]:
    """Whether what covered it was revoked, or has ended, more than thirty days ago."""
    long_ago = now() - KEPT_FOR
    return or_(Permission.revoked_at < long_ago, Permission.until < long_ago.date())
