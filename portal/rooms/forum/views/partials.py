"""What the parts of a topic's page that act ask for: each only where it is drawn, and once a page."""

from collections.abc import Iterator
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from portal.core.clock import now
from portal.core.forms import new_nonce
from portal.core.language import language, zone
from portal.people.viewer import viewer

from ..drawing import NOTHING, Posts, Surroundings, draw_levels, draw_reply_fields
from ..labels import KIND_LABELS
from ..queries.polls import Poll, poll_of
from ..queries.posts import PostRow
from ..queries.topic import TopicHead
from ..rules import Editor
from ..urls import Addresses
from .blueprint import blueprint


class Acting:
    """What the viewer can do with the posts of a page, and how these are drawn for them."""

    def __init__(self, topic: TopicHead, at: Addresses) -> None:
        self.topic = topic
        self._at = at
        self._editor = Editor.of(viewer())
        self._on = Surroundings(
            house=current_app.config["COMPANY_NAME"],
            topic_kind=topic.kind,
            tone=KIND_LABELS[topic.kind].tone,
            solved_number=topic.solved_number,
            moderates=self._editor.moderates,
            may_reply=topic.may_reply,
            solves=topic.kind == "question" and self._editor.may_solve(topic),
            topic_id=topic.id,
            reply_url=url_for("forum.reply", topic_id=topic.id),
            now=now(),
            language=language(),
            zone=zone(),
        )

    def drawn(self, posts: list[PostRow], poll: Markup) -> Iterator[tuple[PostRow, Markup]]:
        """Each post with how it stands on the page."""
        draws = Posts(self._on)
        for post in posts:
            if post.stands or self._editor.moderates:
                edits, deletes = self._editor.may_edit(post, self.topic), self._editor.may_delete(post, self.topic)
                yield post, draws.draw(post, edits=edits, deletes=deletes, poll=poll if post.number == 1 else NOTHING)
            else:
                yield post, draws.draw_gone(post)

    def reply_fields(self) -> Markup:
        """The box for an answer, with what was begun there."""
        return draw_reply_fields(self._at, self.topic.id, self.topic.draft, self._on.language)

    def nonce(self) -> str:
        """What makes of the same answer sent twice one post."""
        return new_nonce()


@blueprint.context_processor
def _parts() -> dict[str, Any]:
    def poll(topic: TopicHead) -> Poll:
        return poll_of(viewer(), topic)

    return {"poll_of": poll, "level_choice": draw_levels}
