"""What people are told of from ideas, and how it reads to whoever may still see it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.markdown import excerpt
from portal.kits.notices.digest import DigestItem, digest_section
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .labels import ANSWER_LABELS
from .lifecycle import IDEA
from .models import ClosingNote, Idea, IdeaComment, StatusMove, Vote
from .queries.overdue import stale_votes
from .queries.seeing import sees_comment, sees_note, visible_to
from .urls import closing_note_url, confirm_url, idea_url

LONGEST = 300
TOLD = add_notice_kind(
    NoticeKind(
        "ideas.told",
        _l("What you wanted has shipped"),
        _l("One of us writes to you because something that you wanted has shipped."),
        "gift",
        _l("%(who)s wrote to you about what you wanted"),
        default_mail="at_once",
    )
)
MOVED = add_notice_kind(
    NoticeKind(
        "ideas.moved",
        _l("Ideas that you want"),
        _l("An idea you voted for or follow is planned, started, declined or reopened."),
        "bulb",
        _l("%(who)s updated an idea"),
    )
)
MERGED = add_notice_kind(
    NoticeKind(
        "ideas.merged",
        _l("Merged ideas"),
        _l("An idea you voted for or follow was merged into another. Your vote counts there."),
        "arrow-merge",
        _l("%(who)s merged an idea you want with another one"),
    )
)
MENTIONED = add_notice_kind(
    NoticeKind(
        "ideas.mention",
        _l("Somebody names you under an idea"),
        _l("A comment on an idea names you with an @."),
        "at",
        _l("%(who)s named you under an idea"),
        conversation="ideas",
        default_mail="at_once",
    )
)
COMMENTED = add_notice_kind(
    NoticeKind(
        "ideas.comment",
        _l("Comments on ideas"),
        _l("Somebody says something about an idea that you suggested, follow or commented on."),
        "message",
        _l("%(who)s commented on an idea"),
        conversation="ideas",
    )
)
SUGGESTED = add_notice_kind(
    NoticeKind(
        "ideas.new",
        _l("New ideas on your boards"),
        _l("Somebody suggests something on a board you answer for."),
        "bulb",
        _l("%(who)s suggested something"),
        mailed_each=True,
        concerns=lambda viewer: viewer.may("ideas.decide"),
    )
)
ANSWERED = add_notice_kind(
    NoticeKind(
        "ideas.answer",
        _l("Whether it fixes it"),
        _l("Somebody you told says that what shipped doesn't quite do what they need."),
        "message-circle-question",
        _l("%(who)s answered"),
        default_mail="at_once",
        concerns=lambda viewer: viewer.may("ideas.decide"),
    )
)


def lines_about(idea_id: int) -> list[str]:
    """The lines in which an idea and its comments are told: whoever opens its page has read them."""
    return [f"{kind.name}:{idea_id}" for kind in (MOVED, MERGED, MENTIONED, COMMENTED)]


def things_told_of(idea_id: int) -> dict[str, Collection[int] | Select[Any]]:
    """The things on an idea's page of which somebody may have been told, as ids by kind."""
    return {"idea": [idea_id], "closingnote": select(ClosingNote.id).where(ClosingNote.idea_id == idea_id)}


class Ideas:
    """An idea under its title."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Idea.id == about_id, visible_to(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        rows = db.session.scalars(select(Idea).where(Idea.id.in_(ids), visible_to(viewer)))
        return {idea.id: _shown(idea, idea.body) for idea in rows}


class Moves:
    """What became of an idea, in the message that everybody may read."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(StatusMove.id == about_id, Idea.id == StatusMove.idea_id, visible_to(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        statement = select(StatusMove, Idea).join(Idea, Idea.id == StatusMove.idea_id)
        rows = db.session.execute(statement.where(StatusMove.id.in_(ids), visible_to(viewer)))
        return {move.id: _shown(idea, _told_of(move)) for move, idea in rows}


class Comments:
    """A comment under its idea's title. An answer by mail goes under the idea."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        stands = IdeaComment.id == about_id, Idea.id == IdeaComment.idea_id
        return exists().where(*stands, visible_to(viewer), sees_comment(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        statement = select(IdeaComment, Idea).join(Idea, Idea.id == IdeaComment.idea_id)
        seen = statement.where(IdeaComment.id.in_(ids), visible_to(viewer), sees_comment(viewer))
        return {
            comment.id: _shown(idea, comment.body, f"comment-{comment.id}")
            for comment, idea in db.session.execute(seen)
        }


class ClosingNotes:
    """What one of us wrote to somebody, with their own reason; for those who decide, what was answered."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(ClosingNote.id == about_id, sees_note(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        statement = select(ClosingNote).options(joinedload(ClosingNote.idea))
        rows = db.session.scalars(statement.where(ClosingNote.id.in_(ids), sees_note(viewer)))
        return {note.id: _note(note, viewer) for note in rows}


def closing_text(note: ClosingNote) -> str:
    """What somebody was told: a colleague's words, and their own reason quoted back."""
    return f"{note.message}\n\n{_('You said then: “%(words)s”', words=note.quoted)}" if note.quoted else note.message


def _note(note: ClosingNote, viewer: Viewer) -> Shown:
    if viewer.is_member and viewer.member_id == note.member_id:
        return Shown(note.idea.title, closing_text(note), closing_note_url(note.id), thread=f"idea-{note.idea_id}")
    answer = str(ANSWER_LABELS[note.answer]) if note.answer else ""
    return Shown(note.idea.title, f"{answer} {note.answer_text}".strip(), idea_url(note.idea_id))


def _told_of(move: StatusMove) -> str:
    """Where it stands now, and what was said to it."""
    sentences = [_(IDEA.labels[move.status]), move.message]
    if move.status == "declined":
        sentences += [move.reason, move.reopens_when]
    return " · ".join(filter(None, sentences))


def _shown(idea: Idea, text: str, anchor: str = "") -> Shown:
    return Shown(
        idea.title,
        excerpt(text, LONGEST),
        idea_url(idea.id, anchor),
        thread=f"idea-{idea.id}",
        reply_to=("idea", idea.id),
    )


@digest_section(15, _l("Do you still want this?"), mark="ask")
def still_wanted(viewer: Viewer, _since: datetime, most: int) -> list[DigestItem]:
    """The viewer's oldest votes that they have not confirmed for half a year: one tap says that they want it still."""
    asked = stale_votes(viewer, min(most, 3))
    return [DigestItem(idea.title, excerpt(vote.reason, LONGEST), confirm_url(idea.id)) for vote, idea in asked]


@digest_section(40, _l("New ideas"), round_up=True)
def new_ideas(viewer: Viewer, since: datetime, most: int) -> list[DigestItem]:
    """What others suggested since then and this reader has not voted for, the most wanted first."""
    fresh = select(Idea).where(Idea.created_at > since, Idea.deleted_at.is_(None), visible_to(viewer))
    if viewer.is_member:
        own = Vote.idea_id == Idea.id, Vote.member_id == viewer.member_id
        fresh = fresh.where(~exists().where(*own), Idea.author_member_id.is_distinct_from(viewer.member_id))
    statement = fresh.order_by(Idea.voters.desc(), Idea.id.desc()).limit(most).options(joinedload(Idea.board))
    return [
        DigestItem(idea.title, excerpt(idea.body, LONGEST), idea_url(idea.id), idea.board.name)
        for idea in db.session.scalars(statement)
    ]


add_notice_source("idea", Ideas())
add_notice_source("statusmove", Moves())
add_notice_source("ideacomment", Comments())
add_notice_source("closingnote", ClosingNotes())
