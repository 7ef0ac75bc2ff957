"""What the parts of a topic's page that act ask for: each only where it is drawn, and once a page."""

from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from ...core.clock import now
from ...core.language import language, zone
from ...core.looks import ago
from ...members.access import viewer
from ..actions.posts import EDITABLE_FOR
from ..drawing import Surroundings, draw, draw_reply_fields, drawn, drawn_reply_fields
from ..forms import new_nonce
from ..looks import Addresses
from ..queries.polls import Poll, poll_of
from ..queries.topic import PostRow, TopicHead
from ..words import KIND_WORDS
from .room import blueprint


class Acting:
    """What the viewer can do with the posts of a page, and how these are drawn for them."""

    def __init__(self, topic: TopicHead, at: Addresses) -> None:
        self.topic = topic
        self.moderates = viewer().may("forum.moderate")
        self._since = now() - EDITABLE_FOR
        self._on = Surroundings(
            at=at,
            house=current_app.config["COMPANY_NAME"],
            topic_kind=topic.kind,
            tone=KIND_WORDS[topic.kind].tone,
            solved_number=topic.solved_number,
            moderates=self.moderates,
            may_reply=topic.may_reply,
            solves=self.solves(topic),
            reply_url=url_for("forum.reply", topic_id=topic.id),
            language=language(),
            zone=zone(),
        )

    def drawn(self, post: PostRow, poll: Markup | None) -> Markup:
        """The post as it stands on the page; one with a poll, which is everybody's own, is drawn anew."""
        edits, deletes, when = self.edits(post, self.topic), self.deletes(post, self.topic), ago(post.created_at)
        drawing = draw if poll else drawn
        return drawing(post, self._on, when, edits=edits, deletes=deletes, poll=poll or Markup())

    def reply_fields(self) -> Markup:
        """The box for an answer, with what was begun there."""
        topic = self.topic
        if topic.draft is not None:
            return draw_reply_fields(topic.id, self._on.at, self._on.language, topic.draft)
        return drawn_reply_fields(topic.id, self._on.at, self._on.language)

    def nonce(self) -> str:
        """What makes of the same answer sent twice one post."""
        return new_nonce()

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


@blueprint.context_processor
def _parts() -> dict[str, Any]:
    def poll(topic: TopicHead) -> Poll:
        return poll_of(viewer(), topic)

    return {"poll_of": poll}
