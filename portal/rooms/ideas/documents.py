"""Ideas as the index knows them, and as a hit shows them. Who finds an idea is asked of its board, at each search."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import db
from portal.core.models import Base
from portal.core.paging import every_row
from portal.kits.search.labels import facet_value_label
from portal.kits.search.sources import Found, Someone, Tracked, add_search_source, themselves
from portal.people.models import Member
from portal.rooms.feedback.models import Tag
from search_index import Document

from .lifecycle import IDEA
from .models import Board, Idea, IdeaTag
from .queries.seeing import BOARDS, visible_to
from .urls import idea_url

MAX_SEARCHED_CHARS = 1 << 14


class IdeaSource:
    """Every idea that stands by itself. Comments and reasons are left out: they are found on the idea's page."""

    kind = "idea"
    label = _l("Ideas")
    template = "ideas/_hit.html"
    most_shown = 280

    def __init__(self) -> None:
        columns = "title", "body", "board_id", "author_member_id", "status", "merged_into_id", "deleted_at"
        self.tracks: Mapping[type[Base], Tracked] = {
            Idea: Tracked(themselves, columns),
            Board: Tracked(_of_boards, ("name",)),
            Tag: Tracked(_of_tags, ("name",)),
        }

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        return [_document(idea) for idea in db.session.scalars(_standing().where(Idea.id.in_(ids)))]

    def every(self) -> Iterator[Document]:
        return map(_document, every_row(_standing(), Idea.id))

    def audience(self, viewer: Someone, _statuses: Collection[str] = (), /) -> frozenset[str]:
        return frozenset(f"board:{board_id}" for board_id in db.session.scalars(BOARDS.seen_ids(viewer)))

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        statement = _standing().where(Idea.id.in_(ids), visible_to(viewer))
        author = joinedload(Idea.author).joinedload(Member.company)
        return {idea.id: _found(idea) for idea in db.session.scalars(statement.options(author))}

    def lapsed(self) -> Iterable[int]:
        return ()


def _standing() -> Select[Idea]:
    stands = Idea.deleted_at.is_(None), Idea.merged_into_id.is_(None)
    return select(Idea).where(*stands).options(joinedload(Idea.board), selectinload(Idea.tags))


def _document(idea: Idea) -> Document:
    return Document(
        kind="idea",
        id=idea.id,
        title=idea.title,
        body=idea.body[:MAX_SEARCHED_CHARS],
        tags=(idea.board.name, *(tag.name for tag in idea.tags)),
        tokens={"board": (str(idea.board_id),), "status": (idea.status,)},
        audience=(f"board:{idea.board_id}",),
        at=idea.created_at,
    )


def _found(idea: Idea) -> Found:
    return Found(
        kind="idea",
        id=idea.id,
        title=idea.title,
        text=idea.body[:MAX_SEARCHED_CHARS] or idea.title,
        url=idea_url(idea.id),
        card={
            "author": idea.author.name if idea.author and idea.author.given_name else "",
            "board": idea.board.name,
            "tone": idea.board.tone,
            "status": IDEA.labels[idea.status],
            "voters": idea.voters,
            "at": idea.created_at,
        },
    )


def _of_boards(board_ids: Collection[int]) -> Iterable[int]:
    return db.session.scalars(select(Idea.id).where(Idea.board_id.in_(board_ids)))


def _of_tags(tag_ids: Collection[int]) -> Iterable[int]:
    return db.session.scalars(select(IdeaTag.idea_id).where(IdeaTag.tag_id.in_(tag_ids)))


SOURCE = IdeaSource()
add_search_source(SOURCE)


@facet_value_label("status")
def _status(code: str) -> str | None:
    return _(IDEA.labels[code]) if code in IDEA.labels else None
