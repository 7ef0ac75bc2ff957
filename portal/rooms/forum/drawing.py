"""Posts as HTML: a stencil for each shape that a post can have, filled in with what this one says.

Twenty posts stand on a page and most have the same shape; what is read and decided for each of them stays with the
page (queries/topic.py, views/partials.py).
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import NamedTuple

from babel import Locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from portal.core.filters import ago_at, exactly, face
from portal.core.icons import icon
from portal.core.stencils import Gaps, Stencil, stencil

from .forms import ReplyForm
from .labels import GONE, LEVEL_LABELS, REACTION_LABELS, Level
from .queries.posts import PostRow, Reacted
from .queries.topic import Begun
from .urls import Addresses

NOTHING = Markup()


class Tap(NamedTuple):
    """A reaction as it is offered."""

    kind: str
    label: str
    mark: Markup


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page says of all its posts, and what its reader may do there."""

    house: str
    """The vendor's name, the mark of its people."""
    topic_kind: str
    tone: str
    solved_number: int | None
    moderates: bool
    may_reply: bool
    solves: bool
    topic_id: int
    reply_url: str
    now: datetime
    language: Locale
    zone: tzinfo

    @property
    def opening(self) -> str:
        """The tone of the first post; empty in a discussion, where it looks like the others."""
        return "" if self.topic_kind == "discussion" else self.tone


class Shape(NamedTuple):
    """All that decides how a post is drawn, apart from its words, names, numbers and times."""

    who: str
    """staff, customer (whose company stands beside the name), person, or gone."""
    standing: str
    """stands, deleted or hidden."""
    opening: str
    is_first: bool
    is_solution: bool
    is_own: bool
    is_edited: bool
    is_answer: bool
    """Whether it answers another post."""
    reads_history: bool
    edits: bool
    deletes: bool
    may_reply: bool
    solves: bool

    @property
    def stands(self) -> bool:
        return self.standing == "stands"


class Had(NamedTuple):
    """The reactions that a post has, and whether its reader wrote it."""

    reactions: tuple[Reacted, ...]
    is_own: bool
    language: Locale

    @property
    def taps(self) -> dict[str, Tap]:
        return taps(self.language)


class Posts:
    """Draws the posts of one page. Call it within the page's request."""

    def __init__(self, on: Surroundings) -> None:
        self._on = on
        self._stencils: dict[Shape, Stencil] = {}
        self._alike: dict[str, object] = {
            "house": escape(on.house),
            "topic_id": on.topic_id,
            "reply_url": escape(on.reply_url),
        }

    def draw(self, post: PostRow, *, edits: bool, deletes: bool, poll: Markup) -> Markup:
        """The post as HTML. `edits` and `deletes`: what its reader may do with it."""
        on, author = self._on, post.author
        name = author.name if author else str(GONE)
        return self._stencil(_shape(post, on, edits=edits, deletes=deletes)).filled(
            id=post.id,
            number=post.number,
            face=face(name),
            name=name,
            handle=author.handle if author else "",
            company=author.company or "" if author else "",
            when=ago_at(post.created_at, on.now, on.language, on.zone),
            edited_at=exactly(post.edited_at) if post.edited_at else "",
            answered_name=post.reply_name or "",
            answered=post.reply_to or "",
            text=post.html,
            poll=poll,
            reactions=_row(post, on) if post.reactions else NOTHING,
            **self._alike,
        )

    def draw_gone(self, post: PostRow) -> Markup:
        """What others see in the place of a post that was deleted or hidden."""
        return stencil("forum/_post_gone.html", deleted=post.deleted_at is not None).filled(number=post.number)

    def _stencil(self, shape: Shape) -> Stencil:
        """The stencil of this shape, looked up once a page."""
        drawn = self._stencils.get(shape)
        if drawn is None:
            on = self._on
            drawn = self._stencils[shape] = stencil(
                "forum/_post.html", shape=shape, taps=tuple(taps(on.language).values())
            )
        return drawn


def _row(post: PostRow, on: Surroundings) -> Markup:
    """The reactions that a post has: buttons for others, numbers for whoever wrote it."""
    had = Had(post.reactions, post.is_own, on.language)
    return stencil("forum/_taps.html", had=had).filled(post_id=post.id)


def _shape(post: PostRow, on: Surroundings, *, edits: bool, deletes: bool) -> Shape:
    author, is_first = post.author, post.number == 1
    return Shape(
        who=("staff" if author.staff else "customer" if author.company else "person") if author else "gone",
        standing="stands" if post.stands else "deleted" if post.deleted_at else "hidden",
        opening=on.opening if is_first else "",
        is_first=is_first,
        is_solution=post.number == on.solved_number,
        is_own=post.is_own,
        is_edited=post.edits > 0,
        is_answer=post.reply_to is not None,
        reads_history=post.edits > 0 and (post.is_own or on.moderates),
        edits=edits,
        deletes=deletes,
        may_reply=on.may_reply,
        solves=on.solves,
    )


@cache
def taps(_language: Locale) -> dict[str, Tap]:
    """The reactions that are offered, in the reader's words."""
    return {kind: Tap(kind, str(label), icon(mark)) for kind, (label, mark) in REACTION_LABELS.items()}


class LevelChoice(NamedTuple):
    """The level that somebody chose; None: that of the category, which only a topic can follow."""

    current: str | None
    in_category: bool

    @property
    def levels(self) -> dict[str, Level]:
        return LEVEL_LABELS

    @property
    def follows(self) -> bool:
        return self.in_category and self.current is None

    @property
    def shown(self) -> Level:
        return LEVEL_LABELS[self.current or "normal"]


def draw_levels(url: str, current: str | None, *, in_category: bool = False) -> Markup:
    """The menu in which one chooses what reaches one of a topic or a category."""
    choice = LevelChoice(current or None, in_category)
    return stencil("forum/_levels.html", choice=choice).filled(url=url, token=generate_csrf())


class EmptyBox(NamedTuple):
    """The box below a topic as it is for everybody, with gaps where a draft goes in."""

    language: Locale

    @property
    def form(self) -> ReplyForm:
        form = ReplyForm(formdata=None, meta={"csrf": False})
        form.sequence.data, form.body.data = Gaps().sequence, Gaps().begun
        return form


def draw_reply_fields(at: Addresses, topic_id: int, draft: Begun | None, spoken: Locale) -> Markup:
    """The box in which a topic is answered, with what its reader has begun to write there."""
    return stencil("forum/_reply_fields.html", box=EmptyBox(spoken)).filled(
        draft_url=at.draft(f"topic:{topic_id}"),
        people_url=at.people_of(topic_id),
        sequence=draft.sequence if draft else 0,
        begun=draft.body if draft else "",
    )
