"""One step of an idea's status, written down."""

from ...core.clock import now
from ...core.database import db
from ...members.models import User
from ..models import Idea, StatusMove


def write_step(
    idea: Idea, step: str, status: str, actor: User, *, reason: str = "", message: str = "", reopens_when: str = ""
) -> StatusMove:
    """The idea, which is locked, stands at `status` from now on; one of us has answered with that."""
    moment = now()
    move = StatusMove(
        idea_id=idea.id,
        step=step,
        came_from=idea.status,
        status=status,
        reason=reason,
        message=message,
        reopens_when=reopens_when,
        by_id=actor.id,
        at=moment,
    )
    db.session.add(move)
    idea.status, idea.status_at, idea.version = status, moment, idea.version + 1
    idea.answered_at = idea.answered_at or moment
    db.session.flush()
    return move
