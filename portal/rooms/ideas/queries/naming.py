"""Whom somebody can name in a comment, and who shows themselves by commenting."""

from sqlalchemy import exists, select

from portal.access.models import User
from portal.core.database import db
from portal.people.viewer import Viewer
from portal.rooms.profiles.mentions import Suggestion, people_to_name
from portal.rooms.profiles.queries import appearance_check

from ..models import Board, Idea, IdeaComment
from .seeing import BOARDS, visible_to

STANDS = IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)


def people_to_name_on(board: Board, typed: str, besides: int) -> list[Suggestion]:
    """People who see this board and show themselves, if only by having said something there."""
    here = IdeaComment.author_user_id == User.id, IdeaComment.idea_id == Idea.id, Idea.board_id == board.id
    return people_to_name(BOARDS.readers_of(board), typed, besides=besides, wrote=exists().where(*here, *STANDS))


@appearance_check
def comments_where_seen(seer: Viewer, user_id: int) -> bool:
    """Whether this user has said something under an idea that `seer` may open."""
    commented = IdeaComment.author_user_id == user_id, IdeaComment.idea_id == Idea.id, Idea.deleted_at.is_(None)
    return bool(db.session.scalar(select(exists().where(*commented, *STANDS, visible_to(seer)))))
