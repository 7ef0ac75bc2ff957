"""What becomes of an idea: looked at, planned, begun, shipped, declined, looked at again."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.errors import DomainError, Refused
from portal.core.text import clean
from portal.ledger.ledger import record

from ..lifecycle import IDEA, OPEN
from ..models import Idea, StatusMove, Vote
from ..verbs import IDEA_MOVED, IDEA_PLANNED
from .budget import refund_voters
from .closing import forget_debts, owe_everybody
from .counting import lock_idea
from .steps import write_step

STEPS = ("review", "plan", "start", "ship", "decline", "reopen")
"""What one of us can decide; merging and parting are acts of their own."""
QUARTER = re.compile(r"20[0-9]{2}-Q[1-4]")
MAX_TEXT_CHARS = 5_000


@dataclass(frozen=True)
class Decision:
    """A step with its words. `reason` is ours, `message` is what everybody who sees the idea reads.

    `version` is the one that whoever decides had before them: a decision made on an older one is refused.
    """

    step: str
    version: int
    reason: str = ""
    message: str = ""
    reopens_when: str = ""


def move_idea(idea: Idea, actor: User, decision: Decision) -> StatusMove:
    """Move it on. Raises MoveNotAllowed where the step leads nowhere, Refused where its words are missing."""
    reason, message, condition = (clean(each) for each in (decision.reason, decision.message, decision.reopens_when))
    _check_texts(decision.step, reason, message, condition)
    lock_idea(idea)
    if idea.deleted_at is not None:
        raise DomainError(_("This idea has been deleted."))
    if idea.version != decision.version:
        raise DomainError(_("Somebody has changed this idea's status in the meantime. Check it, then decide again."))
    came_from, status = idea.status, IDEA.after(idea.status, decision.step)
    move = write_step(idea, decision.step, status, actor, reason=reason, message=message, reopens_when=condition)
    idea.declined_because, idea.reopens_when = (reason, condition) if status == "declined" else ("", "")
    idea.shipped_at = now() if status == "shipped" else None
    if status not in OPEN:
        refund_voters(idea.board_id, Vote.idea_id == idea.id)
    if status == "shipped":
        owe_everybody(idea, move)
    if came_from == "shipped":
        forget_debts(idea)
    facts = {"step": decision.step, "came_from": came_from, "status": status, "voters": idea.voters}
    record(IDEA_MOVED, actor=actor, about=move, facts=facts)
    return move


def plan_idea(idea: Idea, actor: User, quarter: str | None) -> bool:
    """Say for when it is planned, "2026-Q4", or for no time any more; whether that was news."""
    if quarter is not None and not QUARTER.fullmatch(quarter):
        raise Refused(_("Choose a quarter."))
    lock_idea(idea)
    if idea.status not in OPEN or idea.deleted_at is not None:
        raise DomainError(_("This idea is decided; there's nothing to plan."))
    if idea.quarter == quarter:
        return False
    idea.quarter = quarter
    record(IDEA_PLANNED, actor=actor, about=idea, facts={"quarter": quarter or ""})
    return True


def _check_texts(step: str, reason: str, message: str, condition: str) -> None:
    if step not in STEPS:
        raise Refused(_("Choose one of the options."))
    if max(len(reason), len(message), len(condition)) > MAX_TEXT_CHARS:
        raise Refused(_("Use at most %(most)s characters.", most=MAX_TEXT_CHARS))
    if step == "decline" and not reason:
        raise Refused(_("Say why not. Those who asked deserve to know."))
    if step == "decline" and not condition:
        raise Refused(_("Say what would make you look at it again."))
    if step == "ship" and not message:
        raise Refused(_("Say what there is now, in a sentence that voters understand."))
