"""What somebody did in the forum: read, followed, reacted, voted, flagged, uploaded."""

from collections.abc import Iterator
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select

from portal.core.database import db
from portal.core.files import forget_picture, picture_path
from portal.core.personal import add_impersonal, delete_rows, named_in, personal, unname, with_another
from portal.core.persons import Person

from ..models import (
    Category,
    CategoryLevel,
    Flag,
    Mention,
    PollVote,
    Post,
    PostPicture,
    Reaction,
    ReadingMark,
    Receipt,
    Review,
    TopicReading,
    UploadedPicture,
)
from .texts import STAYS, posts_of


@personal(CategoryLevel, _l("Categories you follow"))
def category_levels_of(person: Person) -> ColumnElement[bool]:
    return CategoryLevel.user_id.in_(person.user_ids)


@personal(TopicReading, _l("What you read"))
def readings_of(person: Person) -> ColumnElement[bool]:
    return TopicReading.user_id.in_(person.user_ids)


@personal(ReadingMark, _l("How far you've read"))
def marks_of(person: Person) -> ColumnElement[bool]:
    return ReadingMark.user_id.in_(person.user_ids)


@personal(Receipt, _l("Announcements you confirmed"))
def receipts_of(person: Person) -> ColumnElement[bool]:
    return Receipt.user_id.in_(person.user_ids)


@personal(Reaction, _l("Your reactions"))
def reactions_of(person: Person) -> ColumnElement[bool]:
    return Reaction.user_id.in_(person.user_ids)


@personal(PollVote, _l("Your votes in polls"))
def poll_votes_of(person: Person) -> ColumnElement[bool]:
    return PollVote.user_id.in_(person.user_ids)


@personal(Mention, _l("Posts that mention you"))
def mentions_of(person: Person) -> ColumnElement[bool]:
    return Mention.user_id.in_(person.user_ids)


@personal(
    Flag,
    _l("Posts you flagged"),
    erase=unname(Flag, user_id=None, text=""),
    stays=_l("That a post was flagged, so the decision about it stands: not why, and not that it was you."),
    words=("text",),
)
def flags_of(person: Person) -> ColumnElement[bool]:
    return Flag.user_id.in_(person.user_ids)


@personal(Review, _l("What moderators told you"), erase=unname(Review, note=""))
def reviews_of(person: Person) -> ColumnElement[bool]:
    return Review.post_id.in_(select(Post.id).where(posts_of(person)))


named_in(Flag, "text")
named_in(Review, "note")
named_in(Category, "description")


def _files(picture: UploadedPicture) -> Iterator[tuple[str, Path]]:
    yield f"{picture.key}.{picture.kind}", picture_path(picture.key)


def _let_pictures_go(person: Person, rows: ColumnElement[bool]) -> None:
    """Only what stands in a post that stays is kept. Files go first: one without its row would stay for good."""
    posted = exists().where(PostPicture.picture_id == UploadedPicture.id)
    goes = rows & ~posted if person.posts_stay else rows
    for key in db.session.scalars(select(UploadedPicture.key).where(goes)):
        forget_picture(key)
    delete_rows(UploadedPicture)(person, goes)
    unname(UploadedPicture, user_id=None)(person, rows)


@personal(UploadedPicture, _l("Pictures you uploaded"), erase=_let_pictures_go, stays=STAYS, files=_files)
def pictures_of(person: Person) -> ColumnElement[bool]:
    return UploadedPicture.user_id.in_(person.user_ids)


@personal(PostPicture, _l("Pictures in your posts"), erase=with_another)
def post_pictures_of(person: Person) -> ColumnElement[bool]:
    """They go or stay with the picture."""
    return PostPicture.picture_id.in_(select(UploadedPicture.id).where(pictures_of(person)))


add_impersonal("places that colleagues set up", Category)
