"""Who hears of what happens to ideas; and what becomes of votes when two records of a person become one."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, delete, select, union, update
from sqlalchemy.orm import joinedload

from portal.access.models import StaffRole, User
from portal.access.roles import roles_with
from portal.core.database import db
from portal.core.errors import DomainError
from portal.kits.notices.actions import mark_read, notify, send_message
from portal.kits.notices.addressing import on_duty
from portal.kits.notices.replies import reply_handler
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.people.merging import merge_hook
from portal.people.models import Company, Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import tag_merge_hook
from portal.rooms.feedback.models import Tag

from .actions import leaving  # noqa: F401 - it listens to erasing
from .actions.closing import may_hear
from .actions.joining import join_votes
from .actions.talk import comment_on
from .letters import SHIPPED
from .models import (
    BoardOwner,
    ClosingNote,
    Idea,
    IdeaComment,
    IdeaFollower,
    IdeaMerge,
    IdeaTag,
    MergedRow,
    StatusMove,
    Vote,
)
from .notices import ANSWERED, COMMENTED, MENTIONED, MERGED, MOVED, SUGGESTED, TOLD, lines_about
from .queries import managing  # noqa: F401 - it says what agreements open
from .queries.seeing import BOARDS, comments_on, visible_to
from .verbs import IDEA_COMMENTED, IDEA_MERGED, IDEA_MOVED, IDEA_NOTED, IDEA_SUGGESTED, VOTER_ANSWERED, VOTER_TOLD
from .writing import addressed_in

LONGEST_KEY = 120
VERBS = (IDEA_SUGGESTED, IDEA_MOVED, IDEA_MERGED, IDEA_NOTED, IDEA_COMMENTED, VOTER_TOLD, VOTER_ANSWERED)


@subscriber("ideas.tell", *VERBS)
def notify_people(lines: Sequence[Activity]) -> None:
    """Tell each person of each line once."""
    for line in lines:
        if not line.historic:
            _NOTIFIERS[line.verb](line)


def _of_suggestion(line: Activity) -> None:
    """Those who answer for the board."""
    idea = _idea(line.about_id)
    if idea is not None:
        answering = select(BoardOwner.user_id).where(BoardOwner.board_id == idea.board_id)
        owners = on_duty(db.session.scalars(answering).all())
        _notify(SUGGESTED.name, idea, owners, line, about=("idea", idea.id), group=f"{SUGGESTED.name}:{idea.board_id}")


def _of_move(line: Activity) -> None:
    """Voters, followers and the author. What shipped is told to each in person, by one of us."""
    move = db.session.get(StatusMove, line.about_id)
    idea = _idea(move.idea_id) if move is not None else None
    if move is not None and idea is not None and move.status != "shipped":
        whom = _users_of(_wanting(idea))
        _notify(MOVED.name, idea, whom, line, about=("statusmove", move.id))


def _of_merge(line: Activity) -> None:
    """Whoever voted for the idea that became part of another, or followed it, hears where it went."""
    into = _idea(line.facts.get("into"))
    if into is None:
        return
    standing = IdeaMerge.idea_id == line.about_id, IdeaMerge.undone_at.is_(None)
    went = select(MergedRow.row_id).join(IdeaMerge, IdeaMerge.id == MergedRow.merge_id).where(*standing)
    whom = union(
        select(Vote.member_id).where(Vote.id.in_(went.where(MergedRow.kind == "vote"))),
        select(IdeaFollower.member_id).where(IdeaFollower.id.in_(went.where(MergedRow.kind == "follower"))),
        select(Vote.member_id).where(Vote.idea_id == line.about_id),
    )
    _notify(MERGED.name, into, _users_of(select(whom.subquery().c[0])), line, about=("idea", into.id))


def _of_comment(line: Activity) -> None:
    """Whoever is named; then the author, those who follow, those who commented before."""
    comment = db.session.get(IdeaComment, line.about_id)
    idea = _idea(comment.idea_id) if comment is not None and comment.deleted_at is None else None
    if comment is None or idea is None:
        return
    _notify_named(comment, idea, line)
    followers = select(IdeaFollower.member_id).where(IdeaFollower.idea_id == idea.id)
    wrote = select(IdeaComment.author_user_id).where(
        IdeaComment.idea_id == idea.id, IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    )
    author = select(User.id).where(User.member_id == idea.author_member_id)
    whom = union(_users_of(followers), wrote, author)
    _notify(COMMENTED.name, idea, select(whom.subquery().c[0]), line, about=("ideacomment", comment.id))


def _of_note(line: Activity) -> None:
    """Colleagues whom it names; nobody else hears of a note."""
    comment = db.session.get(IdeaComment, line.about_id)
    idea = _idea(comment.idea_id) if comment is not None and comment.deleted_at is None else None
    if comment is not None and idea is not None:
        _notify_named(comment, idea, line, colleagues=True)


def _notify_named(comment: IdeaComment, idea: Idea, line: Activity, *, colleagues: bool = False) -> None:
    """Those whom the words speak to and who see the board."""
    named = addressed_in(comment.body)
    if not named:
        return
    whom = select(User.id).where(User.handle.in_(named))
    if colleagues:
        whom = whom.where(User.roles.any(StaffRole.role.in_(roles_with("ideas.read"))))
    _notify(MENTIONED.name, idea, whom, line, about=("ideacomment", comment.id))


def _of_closing_note(line: Activity) -> None:
    """A notice to whoever has a login, a mail to whoever has none: if they may still hear it."""
    note = db.session.get(ClosingNote, line.about_id, options=[joinedload(ClosingNote.idea)])
    member = db.session.get(Member, line.member_id) if line.member_id else None
    if note is None or member is None:
        return
    user_id = db.session.scalar(select(User.id).where(User.member_id == member.id))
    if user_id is not None:
        notify(TOLD.name, [user_id], about=("closingnote", note.id), actor=_actor(line), cause=line)
        return
    here = select(Member.id).outerjoin(Company, Company.id == Member.company_id).where(Member.id == member.id)
    if db.session.scalar(here.where(may_hear(note.idea.board))) is None:
        return
    context = {"title": note.idea.title, "message": note.message, "quoted": note.quoted}
    send_message(member, SHIPPED.name, cause_key=f"told:{note.id}", sender=_actor(line), context=context)


def _of_answer(line: Activity) -> None:
    """Whoever told them, where it does not fix it."""
    note = db.session.get(ClosingNote, line.about_id)
    if note is not None and note.by_id is not None and note.answer != "yes":
        notify(ANSWERED.name, on_duty([note.by_id]), about=("closingnote", note.id), actor=_actor(line), cause=line)


@reply_handler("idea")
def take_reply(user: User, idea_id: int, text: str, message_id: str) -> None:
    """Write an answer that came by mail under its idea, as if it had been typed there."""
    viewer = Viewer(user)
    idea = db.session.scalar(select(Idea).where(Idea.id == idea_id, visible_to(viewer)))
    if idea is None or not comments_on(viewer, idea.board_id):
        raise DomainError(_("You can no longer see this idea, so your answer wasn't posted under it."))
    comment_on(idea, user, text, source_key=f"mail:{message_id}"[:LONGEST_KEY])
    mark_read(user, "idea", [idea.id], groups=lines_about(idea.id))


@tag_merge_hook
def _turn_tags(double: Tag, stays: Tag) -> None:
    """What was about one of two tags is about the one that stays."""
    have = select(IdeaTag.idea_id).where(IdeaTag.tag_id == stays.id)
    db.session.execute(
        update(IdeaTag).where(IdeaTag.tag_id == double.id, IdeaTag.idea_id.not_in(have)).values(tag_id=stays.id)
    )
    db.session.execute(delete(IdeaTag).where(IdeaTag.tag_id == double.id))


@merge_hook("member")
def _join_votes(double: Member, stays: Member) -> None:
    join_votes(double, stays)


_NOTIFIERS: dict[str, Callable[[Activity], None]] = {
    IDEA_SUGGESTED: _of_suggestion,
    IDEA_MOVED: _of_move,
    IDEA_MERGED: _of_merge,
    IDEA_NOTED: _of_note,
    IDEA_COMMENTED: _of_comment,
    VOTER_TOLD: _of_closing_note,
    VOTER_ANSWERED: _of_answer,
}


def _idea(idea_id: int | None) -> Idea | None:
    """The idea with its board, unless it is gone by now."""
    idea = db.session.get(Idea, idea_id, options=[joinedload(Idea.board)]) if idea_id else None
    return idea if idea is not None and idea.deleted_at is None and idea.merged_into_id is None else None


def _wanting(idea: Idea) -> Select[Any]:
    voters = select(Vote.member_id).where(Vote.idea_id == idea.id)
    followers = select(IdeaFollower.member_id).where(IdeaFollower.idea_id == idea.id)
    author = select(Idea.author_member_id).where(Idea.id == idea.id)
    return select(union(voters, followers, author).subquery().c[0])


def _users_of(member_ids: Select[Any]) -> Select[Any]:
    return select(User.id).where(User.member_id.in_(member_ids))


def _notify(
    kind: str,
    idea: Idea,
    whom: Select[Any] | list[int],
    line: Activity,
    *,
    about: tuple[str, int],
    group: str | None = None,
) -> None:
    """Those of them who see the board."""
    hearing = select(User.id).where(User.id.in_(whom), User.id.in_(BOARDS.readers_of(idea.board))).order_by(User.id)
    ids = list(db.session.scalars(hearing))
    notify(kind, ids, about=about, group=group or f"{kind}:{idea.id}", actor=_actor(line), cause=line)


def _actor(line: Activity) -> User | None:
    return db.session.get(User, line.actor_user_id) if line.actor_user_id else None
