"""Suggesting an idea, changing it, and taking it away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.core.floods import refuse_flood
from portal.core.text import clean, fold, one_line
from portal.ledger.ledger import record
from portal.people.logins import member_of
from portal.people.models import Member
from portal.rooms.feedback.models import Tag

from ..models import Board, Idea, IdeaLink, Vote
from ..models.ideas import LINKS
from ..rules import may_change_idea, may_delete_idea
from ..verbs import IDEA_CAPTURED, IDEA_CHANGED, IDEA_DELETED, IDEA_RESTORED, IDEA_SUGGESTED
from .agreements import refuse_to_open
from .boards import answer_due
from .budget import refund_voters
from .counting import lock_idea, rank_of
from .steps import write_line
from .talk import follow_idea
from .votes import vote_as_author

MAX_TITLE_CHARS, MAX_BODY_CHARS = 200, 20_000
MAX_IDEAS = 10
WITHIN = timedelta(minutes=10)
"""How many ideas a member suggests within so long."""


@dataclass(frozen=True)
class Suggestion:
    """What somebody would like to have. `source_key`: what makes the same form, mail or row sent twice one idea."""

    title: str
    body: str = ""
    source_key: str | None = None


def suggest_idea(board: Board, actor: User, what: Suggestion, *, author: Member | None = None) -> Idea:
    """A new idea of the actor's or, where one of us writes it down, of `author`'s. The author votes for it at once.

    Raises Refused for no title or for too many words, DomainError on a retired board, TooMany for a flood.
    """
    author = author or member_of(actor)
    title, body = _checked(what.title, what.body)
    if board.retired_at is not None:
        raise DomainError(_("This board is archived and takes no new ideas. Choose another one."))
    _refuse_flood(actor)
    idea = _new_idea(board, title, body)
    idea.author_member_id, idea.entered_by_id = author.id if author else None, actor.id
    idea.source_key = what.source_key
    db.session.add(idea)
    db.session.flush()
    own = author is not None and author.id == actor.member_id
    if author is not None and not (own and vote_as_author(idea, author)):
        follow_idea(idea, author, quietly=True)
    verb, source = (IDEA_SUGGESTED, "portal") if own else (IDEA_CAPTURED, "staff")
    record(verb, member=author, actor=actor, about=idea, facts={"board": board.id, "source": source})
    return idea


def change_idea(idea: Idea, actor: User, *, title: str, body: str) -> bool:
    """Other words for the same idea; whether anything changed. Authors while it is open, moderators always."""
    lock_idea(idea)
    if not may_change_idea(idea, actor):
        raise DomainError(_("This idea can no longer be changed."))
    new_title, new_body = _checked(title, body)
    if (new_title, new_body) == (idea.title, idea.body):
        return False
    idea.title, idea.folded, idea.body, idea.edited_at = new_title, fold(new_title)[:250], new_body, now()
    record(IDEA_CHANGED, actor=actor, member=idea.author, about=idea, facts={"what": "words"})
    return True


def move_to_board(idea: Idea, board: Board, actor: User) -> None:
    """Put it where it belongs, with its votes, comments and followers. A line of its history says so.

    Votes stand, and give back what they cost on the board that they leave. Raises Refused where it would open what
    was said behind an agreement to those who never signed it.
    """
    lock_idea(idea)
    if idea.board_id == board.id:
        return
    refuse_to_open(idea.board.agreement_id, board.agreement_id)
    if board.retired_at is not None:
        raise DomainError(_("This board is archived and takes no new ideas. Choose another one."))
    refund_voters(idea.board_id, Vote.idea_id == idea.id)
    write_line(idea, "board", actor, reason=f"{idea.board.name} → {board.name}")
    idea.board = board
    if idea.answered_at is None:
        idea.answer_due_at = answer_due(board, idea.created_at)
    record(IDEA_CHANGED, actor=actor, about=idea, facts={"what": "board"})


def delete_idea(idea: Idea, actor: User) -> bool:
    """Take it out of sight; a moderator can bring it back. Authors only while nobody else wants it."""
    lock_idea(idea)
    if not may_delete_idea(idea, actor):
        raise DomainError(_("Others want this now, so it stays."))
    if idea.deleted_at is not None:
        return False
    refund_voters(idea.board_id, Vote.idea_id == idea.id)
    idea.deleted_at, idea.deleted_by_id = now(), actor.id
    record(IDEA_DELETED, actor=actor, member=idea.author, about=idea)
    return True


def restore_idea(idea: Idea, actor: User) -> bool:
    """Bring a deleted idea back. Whether that was news."""
    lock_idea(idea)
    if idea.deleted_at is None:
        return False
    idea.deleted_at = idea.deleted_by_id = None
    record(IDEA_RESTORED, actor=actor, member=idea.author, about=idea)
    return True


def tag_idea(idea: Idea, tags: Collection[Tag], actor: User) -> None:
    """Say what it is about, in the facets that feedback has."""
    if {tag.id for tag in tags} == {tag.id for tag in idea.tags}:
        return
    idea.tags = sorted(tags, key=lambda tag: (tag.facet, tag.folded))
    record(IDEA_CHANGED, actor=actor, about=idea, facts={"what": "tags"})


def link_ideas(idea: Idea, other: Idea, kind: str, actor: User) -> None:
    """Note that one says the same as the other, or belongs with it; another kind replaces what was noted."""
    if kind not in LINKS or idea.id == other.id:
        raise Refused(_("Choose another idea."))
    known = db.session.get(IdeaLink, (idea.id, other.id))
    if known is None:
        known = IdeaLink(idea_id=idea.id, other_id=other.id)
        db.session.add(known)
    known.kind, known.noted_by_id, known.noted_at = kind, actor.id, now()


def unlink_ideas(idea: Idea, other: Idea) -> None:
    """Take the note away, whichever of the two it stands on."""
    for pair in ((idea.id, other.id), (other.id, idea.id)):
        known = db.session.get(IdeaLink, pair)
        if known is not None:
            db.session.delete(known)


def _new_idea(board: Board, title: str, body: str) -> Idea:
    """An idea that nobody wants yet; the board's clock for an answer begins."""
    moment = now()
    return Idea(
        board=board,
        title=title,
        folded=fold(title)[:250],
        body=body,
        status_at=moment,
        answer_due_at=answer_due(board, moment),
        rank=rank_of(0, moment),
        created_at=moment,
    )


def _checked(title: str, body: str) -> tuple[str, str]:
    title, body = one_line(title), clean(body)
    if not any(letter.isalnum() for letter in title):
        raise Refused(_("Give it a title that tells others what you would like to have."))
    if len(title) > MAX_TITLE_CHARS or len(body) > MAX_BODY_CHARS:
        raise Refused(_("That is too long. Say it shorter; there is room for comments."))
    return title, body


def _refuse_flood(actor: User) -> None:
    if actor.member_id is not None and not actor.is_staff:
        whose, at = Idea.author_member_id, Idea.created_at
        refusal = _l("That was a lot in a few minutes. Take a breath.")
        refuse_flood(whose, actor.member_id, at, most=MAX_IDEAS, within=WITHIN, refusal=refusal)
