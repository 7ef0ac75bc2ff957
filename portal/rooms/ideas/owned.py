"""What colleagues own here: boards that they answer for."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.access.owned import add_owned_work
from portal.core.database import db

from .models import BoardOwner


def let_go_of_shared(leaving: int, heir: int) -> None:
    """Where the heir answers for the board already, nothing is handed over."""
    shared = select(BoardOwner.board_id).where(BoardOwner.user_id == heir)
    theirs = delete(BoardOwner).where(BoardOwner.user_id == leaving, BoardOwner.board_id.in_(shared))
    db.session.execute(theirs, execution_options={"synchronize_session": False})


add_owned_work("board", _l("Boards of ideas"), BoardOwner.user_id, needs="ideas.read", before=let_go_of_shared)
