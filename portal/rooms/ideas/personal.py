"""What is kept of people in ideas. Votes and follows go with their record: that is when counters hear of it.

Ideas and comments stay as a former member's, or go, as they choose.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.personal import add_impersonal, named_in, personal, unname
from portal.core.persons import Person
from portal.core.text import fold

from .actions.budget import refund_voters
from .actions.counting import lock_idea, recount
from .models import (
    Board,
    BoardOwner,
    ClosingNote,
    Idea,
    IdeaComment,
    IdeaFeedback,
    IdeaFollower,
    IdeaLink,
    IdeaMerge,
    IdeaTag,
    MergedRow,
    SavedView,
    StatusMove,
    Vote,
    VoteBudget,
)

STAYS = _l("Ideas and comments, under “a former member”, if you choose to keep them.")


def _let_ideas_go(person: Person, rows: ColumnElement[bool]) -> None:
    authored = rows & Idea.author_member_id.in_(person.member_ids)
    if not person.posts_stay:
        for idea in db.session.scalars(select(Idea).where(authored).order_by(Idea.id)):
            _empty(idea)
    db.session.flush()
    unname(Idea, author_member_id=None, source_key=None)(person, authored)
    unname(Idea, entered_by_id=None)(person, rows & Idea.entered_by_id.in_(person.user_ids))


def _empty(idea: Idea) -> None:
    """Take the words out and the idea out of sight; those who voted for it get their votes back."""
    lock_idea(idea)
    refund_voters(idea.board_id, Vote.idea_id == idea.id)
    idea.title, idea.body = _("An idea whose author has left"), ""
    idea.folded = fold(idea.title)[:250]
    idea.declined_because = idea.reopens_when = ""
    idea.deleted_at = idea.deleted_at or now()


@personal(Idea, _l("Ideas you suggested"), erase=_let_ideas_go, stays=STAYS, words=("title", "body"))
def ideas_of(person: Person) -> ColumnElement[bool]:
    return or_(Idea.author_member_id.in_(person.member_ids), Idea.entered_by_id.in_(person.user_ids))


def _let_comments_go(person: Person, rows: ColumnElement[bool]) -> None:
    for comment in db.session.scalars(select(IdeaComment).where(rows)) if not person.posts_stay else ():
        idea = db.session.get_one(Idea, comment.idea_id)
        lock_idea(idea)
        comment.body, comment.deleted_at = "", comment.deleted_at or now()
        recount(idea)
    db.session.flush()
    unname(IdeaComment, author_user_id=None, source_key=None)(person, rows)


@personal(IdeaComment, _l("Comments you wrote about ideas"), erase=_let_comments_go, stays=STAYS, words=("body",))
def comments_of(person: Person) -> ColumnElement[bool]:
    return IdeaComment.author_user_id.in_(person.user_ids)


@personal(Vote, _l("Your votes, and why"), goes_along=True, words=("reason",))
def votes_of(person: Person) -> ColumnElement[bool]:
    return Vote.member_id.in_(person.member_ids)


@personal(VoteBudget, _l("How many votes you spent"), goes_along=True)
def budgets_of(person: Person) -> ColumnElement[bool]:
    return VoteBudget.member_id.in_(person.member_ids)


@personal(IdeaFollower, _l("Ideas you follow"), goes_along=True)
def follows_of(person: Person) -> ColumnElement[bool]:
    return IdeaFollower.member_id.in_(person.member_ids)


@personal(ClosingNote, _l("What we told you about shipped ideas, and your answer"), words=("answer_text", "quoted"))
def closing_notes_to(person: Person) -> ColumnElement[bool]:
    return ClosingNote.member_id.in_(person.member_ids)


@personal(SavedView, _l("Your saved views"))
def views_of(person: Person) -> ColumnElement[bool]:
    return SavedView.user_id.in_(person.user_ids)


@personal(BoardOwner, _l("Idea boards you're responsible for"))
def boards_of(person: Person) -> ColumnElement[bool]:
    return BoardOwner.user_id.in_(person.user_ids)


def _find_by_new_title(idea: Idea) -> None:
    idea.folded = fold(idea.title)[:250]


def _tell_apart(view: SavedView) -> None:
    """A colleague may have called two views after people who have left."""
    view.folded = f"{fold(view.name)[:60]} {view.id}"


named_in(Idea, "title", "body", "declined_because", "reopens_when", also=_find_by_new_title)
named_in(IdeaComment, "body")
named_in(Vote, "reason")
named_in(StatusMove, "reason", "message", "reopens_when")
named_in(ClosingNote, "message", "quoted", "answer_text")
named_in(SavedView, "name", also=_tell_apart)
named_in(Board, "description")
add_impersonal(
    "what colleagues set up, decided and noted",
    Board,
    IdeaFeedback,
    IdeaLink,
    IdeaMerge,
    IdeaTag,
    MergedRow,
    StatusMove,
)
