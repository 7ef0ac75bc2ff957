"""Steps of an idea, written down: of its status, and beside it."""

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db

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


def write_line(idea: Idea, step: str, actor: User, *, reason: str) -> None:
    """A line of its history that leaves the status as it is. `reason` is for colleagues: the name of a board may say
    something to whoever does not see it."""
    line = StatusMove(
        idea_id=idea.id,
        step=step,
        came_from=idea.status,
        status=idea.status,
        reason=reason,
        by_id=actor.id,
        at=now(),
    )
    db.session.add(line)
