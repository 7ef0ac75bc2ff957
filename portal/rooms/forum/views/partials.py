"""What the parts of a topic's page that act ask for: each only where it is drawn, and once a page."""

from collections.abc import Iterator
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from portal.core.clock import now
from portal.core.forms import new_nonce
from portal.core.language import language, zone
from portal.people.viewer import viewer

from ..actions.posts import EDITABLE_FOR
from ..drawing import NOTHING, Posts, Surroundings, draw_levels, draw_reply_fields
from ..labels import KIND_WORDS
from ..queries.polls import Poll, poll_of
from ..queries.topic import PostRow, TopicHead
from ..urls import Addresses
from .blueprint import blueprint


class Acting:
    """What the viewer can do with the posts of a page, and how these are drawn for them."""

    def __init__(self, topic: TopicHead, at: Addresses) -> None:
        self.topic = topic
        self.moderates = viewer().may("forum.moderate")
        moment = now()
        self._since = moment - EDITABLE_FOR
        self._on = Surroundings(
            at=at,
            house=current_app.config["COMPANY_NAME"],
            topic_kind=topic.kind,
            tone=KIND_WORDS[topic.kind].tone,
            solved_number=topic.solved_number,
            moderates=self.moderates,
            may_reply=topic.may_reply,
            solves=self.solves(topic),
            topic_url=at.topic(topic.id),
            reply_url=url_for("forum.reply", topic_id=topic.id),
            now=moment,
            language=language(),
            zone=zone(),
        )

    def drawn(self, posts: list[PostRow], poll: Markup) -> Iterator[tuple[PostRow, Markup]]:
        """Each post with how it stands on the page."""
        draws = Posts(self._on)
        for post in posts:
            if post.stands or self.moderates:
                edits, deletes = self.edits(post), self.deletes(post)
                yield post, draws.draw(post, edits=edits, deletes=deletes, poll=poll if post.number == 1 else NOTHING)
            else:
                yield post, draws.draw_gone(post)

    def reply_fields(self) -> Markup:
        """The box for an answer, with what was begun there."""
        return draw_reply_fields(self._on.at, self.topic.id, self.topic.draft, self._on.language)

    def nonce(self) -> str:
        """What makes of the same answer sent twice one post."""
        return new_nonce()

    def edits(self, post: PostRow) -> bool:
        """Whether the words can still be changed: `may_edit` for the rows of a page."""
        return self.moderates or (
            post.is_own and post.stands and not self.topic.is_locked and post.created_at > self._since
        )

    def deletes(self, post: PostRow) -> bool:
        """`may_delete` for the rows of a page."""
        return self.moderates or (
            post.is_own and post.stands and not self.topic.is_locked and (post.number > 1 or self.topic.posts <= 1)
        )

    def solves(self, topic: TopicHead) -> bool:
        """Whether the viewer says which answer solved the question."""
        return topic.kind == "question" and (self.moderates or topic.author_user_id == viewer().id)


@blueprint.context_processor
def _parts() -> dict[str, Any]:
    def poll(topic: TopicHead) -> Poll:
        return poll_of(viewer(), topic)

    return {"poll_of": poll, "level_choice": draw_levels}
