"""One topic, a page of it at a time."""

from typing import Any

from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.errors import wants_json
from portal.people.viewer import viewer

from ..labels import GONE, KIND_LABELS
from ..queries.posts import PostRow, posts_of
from ..queries.topic import TopicHead, page_of, successor_of, topic_head
from ..urls import Addresses
from .blueprint import blueprint, topic_url
from .partials import Acting


@blueprint.get("/t/<int:topic_id>")
@blueprint.get("/t/<int:topic_id>/<int:number>")
def topic(topic_id: int, number: int | None = None) -> ResponseReturnValue:
    """The page with the post of that number; without one, the page of the first unread post."""
    head = topic_head(viewer(), topic_id)
    if head is None:
        return _moved(topic_id)
    if number is not None and not 0 < number <= head.last_number:
        abort(404)
    page = page_of(number or head.first_unread or (head.last_number if head.last_read else 1))
    posts = posts_of(viewer(), head, page)
    if wants_json():
        return _as_object(head, posts)
    return render_template("forum/topic.html", **shown(head, posts, page))


def shown(head: TopicHead, posts: list[PostRow], page: int) -> dict[str, Any]:
    """What the template of a topic reads."""
    at = Addresses()
    return {
        "topic": head,
        "posts": [post for post in posts if page_of(post.number) == page],
        "solution": next((post for post in posts if post.number == head.solved_number and post.stands), None),
        "page": page,
        "new_from": head.first_unread,
        "at": at,
        "acting": Acting(head, at),
        "gone": GONE,
        "kind": KIND_LABELS[head.kind],
    }


def _moved(topic_id: int) -> ResponseReturnValue:
    """An old address leads where the posts went; whoever does not see that place hears nothing of it."""
    into = successor_of(viewer(), topic_id)
    return redirect(topic_url(into), 301) if into is not None else abort(404)


def _as_object(head: TopicHead, posts: list[PostRow]) -> dict[str, Any]:
    """The page as JSON has it."""
    return {
        "id": head.id,
        "title": head.title,
        "kind": head.kind,
        "category": {"id": head.category_id, "name": head.category_name},
        "posts": [
            {
                "id": post.id,
                "number": post.number,
                "author": post.author.name if post.author else None,
                "html": str(post.html),
                "created_at": post.created_at.isoformat(),
            }
            for post in posts
            if post.stands
        ],
    }
