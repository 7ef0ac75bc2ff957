"""What customers said speaks for an idea; and whoever said it wants it."""

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.reading import note_read

from ..lifecycle import OPEN
from ..models import Idea, IdeaFeedback
from ..models.votes import SOURCES
from .votes import MAX_REASON_CHARS, vote_on_behalf

SAID = "feedback"
"""Where a vote was heard whose words came by a survey, or by the box in the portal."""


def link_evidence(idea: Idea, feedback: Feedback, actor: User) -> None:
    """Note that something a customer said speaks for an idea, for which one must have read it. Twice is once."""
    note = {"idea_id": idea.id, "feedback_id": feedback.id, "noted_by_id": actor.id, "noted_at": now()}
    insert_or_ignore(IdeaFeedback, [note])
    note_read([feedback.id], actor.id)


def link_evidence_and_vote(idea: Idea, feedback: Feedback, actor: User) -> bool:
    """The same, and a vote for whoever said it, where they are known and the idea takes votes; whether it was new.

    The vote keeps their words as its reason, and where we heard them. What was said in confidence is no reason that
    every colleague reads.
    """
    link_evidence(idea, feedback, actor)
    if feedback.member is None or idea.status not in OPEN:
        return False
    source = feedback.source if feedback.source in SOURCES and feedback.source != "portal" else SAID
    reason = "" if feedback.between_us else feedback.text[:MAX_REASON_CHARS]
    return vote_on_behalf(idea, feedback.member, actor, source=source, reason=reason)


def unlink_evidence(idea: Idea, feedback: Feedback) -> None:
    """It does not speak for this idea after all. A vote that came with it stands: take it back by itself."""
    note = db.session.get(IdeaFeedback, (idea.id, feedback.id))
    if note is not None:
        db.session.delete(note)
