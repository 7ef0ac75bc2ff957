"""Whom somebody can name in a comment, and who shows themselves by commenting."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.core.text import fold, like
from portal.people.viewer import Viewer
from portal.rooms.profiles.queries import appearance_check, offers_themselves

from ..models import Board, Idea, IdeaComment
from .seeing import BOARDS, visible_to

STANDS = IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)


def people_to_name(board: Board, typed: str, besides: int, most: int = 8) -> Sequence[Any]:
    """(handle, name) of people who see this board, by the beginning of their handle or a part of their name.

    Of them only those who show themselves: staff, who is listed, and who has said something here.
    """
    begins = like(fold(typed).replace(" ", "."))[1:]
    named = or_(User.handle.like(begins, escape="\\"), func.lower(User.name).like(like(typed.lower()), escape="\\"))
    here = IdeaComment.author_user_id == User.id, IdeaComment.idea_id == Idea.id, Idea.board_id == board.id
    shown = or_(offers_themselves(User.id.expression), exists().where(*here, *STANDS))
    statement = select(User.handle, User.name).where(
        User.id.in_(BOARDS.readers_of(board)), User.id != besides, named, shown
    )
    return db.session.execute(statement.order_by(User.name, User.id).limit(most)).all()


@appearance_check
def comments_where_seen(seer: Viewer, user_id: int) -> bool:
    """Whether this user has said something under an idea that `seer` may open."""
    commented = IdeaComment.author_user_id == user_id, IdeaComment.idea_id == Idea.id, Idea.deleted_at.is_(None)
    return bool(db.session.scalar(select(exists().where(*commented, *STANDS, visible_to(seer)))))
