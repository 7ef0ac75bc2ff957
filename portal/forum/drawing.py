"""Posts and the box below them, each drawn once for all who see it in the same way.

A drawing depends on its arguments alone: the post's row with its words, author, reactions and what is the reader's
own, what the page says of all its posts, the language and the zone. Whatever changes, an edit, a name, a right, a
reaction, makes other arguments, and so another drawing; nothing has to be forgotten. Rights are judged, and rows read,
at each request, before a drawing is asked for.
"""

from datetime import tzinfo
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from flask import current_app
from markupsafe import Markup

from ..core.icons import icon
from .forms import ReplyForm
from .looks import Addresses, face
from .queries.topic import Begun, PostRow
from .words import GONE, REACTION_WORDS

KEPT = 1_000
"""Drawings kept by a process; one takes about 8 KB."""


class Tap(NamedTuple):
    """A reaction as it is offered."""

    kind: str
    label: str
    mark: Markup


class Surroundings(NamedTuple):
    """What a page says of all its posts, and what its reader may do there."""

    at: Addresses
    house: str
    """The vendor's name, the mark of its people."""
    topic_kind: str
    tone: str
    solved_number: int | None
    moderates: bool
    may_reply: bool
    solves: bool
    reply_url: str
    language: Locale
    zone: tzinfo

    @property
    def taps(self) -> dict[str, Tap]:
        """The reactions that are offered, in the reader's words."""
        return _taps(self.language)


@cache
def _taps(_language: Locale) -> dict[str, Tap]:
    return {kind: Tap(kind, str(label), icon(mark)) for kind, (label, mark) in REACTION_WORDS.items()}


def draw(post: PostRow, on: Surroundings, when: Markup, *, edits: bool, deletes: bool, poll: Markup) -> Markup:
    """The post as HTML. Call it within a request of the language and zone that `on` names."""
    shown = {"post": post, "on": on, "when": when, "edits": edits, "deletes": deletes, "poll": poll}
    template = current_app.jinja_env.get_template("forum/_post.html")
    return Markup(template.render(**shown, face=face, gone=GONE))  # noqa: S704 - drawn by Jinja


drawn = lru_cache(maxsize=KEPT)(draw)


def draw_reply_fields(topic_id: int, _at: Addresses, _language: Locale, draft: Begun | None = None) -> Markup:
    """The box in which a topic is answered, with what its reader has begun to write there."""
    form = ReplyForm(formdata=None, meta={"csrf": False})
    form.take_up(draft)
    template = current_app.jinja_env.get_template("forum/_reply_fields.html")
    return Markup(template.render(form=form, topic_id=topic_id))  # noqa: S704 - drawn by Jinja


drawn_reply_fields = lru_cache(maxsize=KEPT)(draw_reply_fields)
"""For boxes with nothing in them: nobody's unsent words are kept."""
