"""What the parts of a topic's page that act ask for: each only where it is drawn, and once a page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ...core.clock import now
from ...core.icons import icon
from ...members.access import viewer
from ..actions.posts import EDITABLE_FOR
from ..forms import ReplyForm
from ..queries.polls import Poll, poll_of
from ..queries.topic import PostRow, TopicHead
from ..queries.writing import draft_at
from ..words import REACTION_WORDS
from .room import blueprint


@dataclass(frozen=True)
class Tap:
    """A reaction as it is offered."""

    kind: str
    label: str
    mark: Markup


class Acting:
    """What the viewer can do with the posts of the page; words, drawings and addresses are made once."""

    def __init__(self) -> None:
        self.moderates = viewer().may("forum.moderate")
        self._since = now() - EDITABLE_FOR

    @cached_property
    def base(self) -> str:
        return url_for("forum.history", post_id=0).removesuffix("0/history")

    @cached_property
    def taps(self) -> dict[str, Tap]:
        return {kind: Tap(kind, str(label), icon(mark)) for kind, (label, mark) in REACTION_WORDS.items()}

    @cached_property
    def words(self) -> dict[str, str]:
        return {
            "react": _("React"),
            "reply": _("Reply"),
            "quote": _("Quote"),
            "more": _("More"),
            "edit": _("Edit"),
            "flag": _("Flag"),
            "history": _("Earlier words"),
            "delete": _("Delete"),
            "restore": _("Bring back"),
            "solves": _("This answered it"),
            "unsolves": _("Not the answer after all"),
            "yours": _("you too"),
        }

    def edits(self, post: PostRow, topic: TopicHead) -> bool:
        """Whether the words can still be changed: `may_edit` for the rows of a page."""
        return self.moderates or (post.is_own and post.stands and not topic.is_locked and post.created_at > self._since)

    def deletes(self, post: PostRow, topic: TopicHead) -> bool:
        """`may_delete` for the rows of a page."""
        return self.moderates or (
            post.is_own and post.stands and not topic.is_locked and (post.number > 1 or topic.posts <= 1)
        )

    def solves(self, topic: TopicHead) -> bool:
        """Whether the viewer says which answer solved the question."""
        return topic.kind == "question" and (self.moderates or topic.author_user_id == viewer().id)


def reply_form(topic: TopicHead) -> ReplyForm:
    """The box below a topic, with what was begun there. One statement."""
    form = ReplyForm(formdata=None)
    form.take_up(draft_at(viewer().id, f"topic:{topic.id}"))
    return form


@blueprint.context_processor
def _parts() -> dict[str, Any]:
    def poll(topic: TopicHead) -> Poll:
        return poll_of(viewer(), topic)

    return {"poll_of": poll, "reply_form": reply_form, "acting": Acting}
