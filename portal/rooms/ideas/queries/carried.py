"""What goes into a file beside ideas themselves: votes, followers, comments, moves, links and merges."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.people.models import Member

from ..models import Idea, IdeaComment, IdeaFollower, IdeaLink, IdeaMerge, MergedRow, StatusMove, Vote

PARTS = {"followers": "follower", "comments": "comment", "moves": "move", "links": "link", "merged": "merge"}
"""The lists inside an idea in JSON → what such a row is called in a table."""
Parts = dict[int, dict[str, list[dict[str, Any]]]]


def parts_of_page(ids: Collection[int], seen: Select[Any]) -> Parts:
    """By idea, what is about it. What went over with a merge that stands is found with the idea that it came from."""
    parts: Parts = defaultdict(lambda: defaultdict(list))
    for part, rows in (
        ("votes", _votes(ids)),
        ("followers", _followers(ids)),
        ("comments", _comments(ids)),
        ("moves", _moves(ids)),
        ("links", _links(ids, seen)),
        ("merged", _merges(ids)),
    ):
        for idea_id, row in rows:
            parts[idea_id][part].append(row)
    return parts


def after_all(idea: Idea, parts: Mapping[str, list[dict[str, Any]]]) -> str:
    """The idea's status; of one that became part of another what it was before: the merge is a row of its own."""
    merged = parts.get("merged") or []
    return str(merged[0]["row_was"]) if idea.status == "merged" and merged else idea.status


def moment(at: datetime | None) -> str | None:
    """A moment as files have it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _came_from(kind: str, table: Any) -> ColumnElement[int]:
    """The idea in which the row was before anything was merged: the first merge that took it and stands."""
    first = (
        select(IdeaMerge.idea_id)
        .join(MergedRow, MergedRow.merge_id == IdeaMerge.id)
        .where(MergedRow.kind == kind, MergedRow.row_id == table.id, IdeaMerge.undone_at.is_(None))
        .order_by(IdeaMerge.id)
        .limit(1)
    )
    return func.coalesce(first.correlate_except(IdeaMerge, MergedRow).scalar_subquery(), table.idea_id)


def _around(ids: Collection[int]) -> Select[Any]:
    """These ideas, and those in which what they carried over may stand now."""
    went = select(MergedRow.row_id).join(IdeaMerge, IdeaMerge.id == MergedRow.merge_id)
    return went.where(IdeaMerge.idea_id.in_(ids), IdeaMerge.undone_at.is_(None))


def _of(kind: str, table: Any, ids: Collection[int]) -> Select[Any]:
    """(came from, row) of each that belongs to one of these ideas."""
    origin = _came_from(kind, table)
    near = table.idea_id.in_(ids) | table.id.in_(_around(ids).where(MergedRow.kind == kind))
    return select(origin, table).where(near, origin.in_(ids)).order_by(table.id)


def _votes(ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    statement = _of("vote", Vote, ids).options(joinedload(Vote.member), joinedload(Vote.on_behalf_by))
    for idea_id, vote in db.session.execute(statement):
        yield (
            idea_id,
            {
                "voter": vote.member.email,
                "voted_at": moment(vote.created_at),
                "confirmed_at": moment(vote.confirmed_at),
                "reason": vote.reason,
                "source": vote.source,
                "row_person": vote.on_behalf_by.email if vote.on_behalf_by else None,
            },
        )


def _followers(ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    statement = _of("follower", IdeaFollower, ids).join(Member, Member.id == IdeaFollower.member_id)
    for idea_id, each, address in db.session.execute(statement.add_columns(Member.email)):
        yield idea_id, {"row_person": address, "row_at": moment(each.since)}


def _comments(ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    statement = _of("comment", IdeaComment, ids).where(IdeaComment.deleted_at.is_(None))
    for idea_id, each in db.session.execute(statement.options(joinedload(IdeaComment.author))):
        row = {
            "row_person": each.author.email if each.author else None,
            "row_at": moment(each.created_at),
            "row_words": each.body,
            "row_changed_at": moment(each.edited_at),
        }
        yield idea_id, row | {"internal": True} if each.internal else row


def _moves(ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    statement = select(StatusMove).where(StatusMove.idea_id.in_(ids)).options(joinedload(StatusMove.by))
    for each in db.session.scalars(statement.order_by(StatusMove.id)):
        yield (
            each.idea_id,
            {
                "row_person": each.by.email if each.by else None,
                "row_at": moment(each.at),
                "row_step": each.step,
                "row_was": each.came_from,
                "row_becomes": each.status,
                "row_words": each.reason,
                "row_message": each.message,
                "row_condition": each.reopens_when,
            },
        )


def _links(ids: Collection[int], seen: Select[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    statement = (
        select(IdeaLink, Idea)
        .join(Idea, Idea.id == IdeaLink.other_id)
        .where(IdeaLink.idea_id.in_(ids), Idea.board_id.in_(seen), Idea.deleted_at.is_(None))
        .options(joinedload(Idea.board))
    )
    for link, other in db.session.execute(statement.order_by(IdeaLink.idea_id, IdeaLink.other_id)):
        yield link.idea_id, {"row_at": moment(link.noted_at), "row_step": link.kind, **_other(other)}


def _merges(ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    statement = select(IdeaMerge).where(IdeaMerge.idea_id.in_(ids), IdeaMerge.undone_at.is_(None))
    whole = joinedload(IdeaMerge.into).joinedload(Idea.board)
    for each in db.session.scalars(statement.options(whole).order_by(IdeaMerge.id)):
        yield each.idea_id, {"row_at": moment(each.at), "row_was": each.was, **_other(each.into)}


def _other(idea: Idea) -> dict[str, Any]:
    """The other idea, as a file says which one is meant."""
    return {"other_board": idea.board.name, "other_title": idea.title, "other_at": moment(idea.created_at)}
