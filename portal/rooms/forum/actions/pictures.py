"""Pictures on their way into a post: taken in, shown to their uploader, and forgotten if nobody posts them."""

from datetime import timedelta
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, exists, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import forget_picture, keep_picture
from portal.core.floods import refuse_flood
from portal.core.pictures import take_picture
from portal.core.turns import Turns
from portal.kits.writing.models import Draft
from portal.ledger.worker import worker_step

from ..models import PostPicture, UploadedPicture

MAX_PICTURES = 30
WITHIN = timedelta(hours=1)
AT_ONCE = 10
KEPT_FOR = timedelta(days=2)
PAGE = 100
TURNS = Turns(
    AT_ONCE, _l("Some of your pictures are still being prepared. Wait until they're done, then upload the next one.")
)
"""A large picture takes seconds, and one is read at a time."""


def upload_picture(stream: IO[bytes], user_id: int) -> str:
    """Take a picture in and give its key. Raises Refused for what is no picture, TooMany for too many.

    It has its own transaction, at the end: decoding takes long, and no file stays without its row.
    """
    _refuse_flood(user_id)
    db.session.rollback()
    with TURNS.of(user_id):
        picture = take_picture(stream)
    key = keep_picture(picture)
    try:
        with transaction() as session:
            _refuse_flood(user_id)
            row = UploadedPicture(
                key=key,
                user_id=user_id,
                kind=picture.kind,
                width=picture.width,
                height=picture.height,
                bytes=len(picture.data),
                created_at=now(),
            )
            session.add(row)
    except BaseException:
        forget_picture(key)
        raise
    return key


@worker_step("forum.pictures", every=3600)
def prune_pictures() -> int:
    """Forget a page of pictures that stand in no post and no draft after two days, with their files."""
    statement = select(UploadedPicture.id).where(_is_left()).order_by(UploadedPicture.id).limit(PAGE)
    if db.session.scalar(statement.limit(1)) is None:
        return 0
    with transaction() as session:
        ids = list(session.scalars(statement.with_for_update(skip_locked=True)))
        gone = delete(UploadedPicture).where(UploadedPicture.id.in_(ids), _is_left()).returning(UploadedPicture.key)
        keys = list(session.scalars(gone, execution_options={"synchronize_session": False}))
    for key in keys:
        forget_picture(key)
    return len(keys)


def _is_left() -> ColumnElement[bool]:
    posted = exists().where(PostPicture.picture_id == UploadedPicture.id)
    drafted = exists().where(Draft.user_id == UploadedPicture.user_id, Draft.body.contains(UploadedPicture.key))
    return and_(UploadedPicture.created_at < now() - KEPT_FOR, ~posted, ~drafted)


def _refuse_flood(user_id: int) -> None:
    whose, at = UploadedPicture.user_id, UploadedPicture.created_at
    refusal = _l("That's a lot of pictures for one hour.")
    refuse_flood(whose, user_id, at, most=MAX_PICTURES, within=WITHIN, refusal=refusal)
