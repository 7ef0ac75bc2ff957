"""What the forum's pages share: the blueprint, the way to a topic or post, and who acts."""

from flask import Blueprint, abort, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.database import db
from portal.core.inputs import row_id
from portal.core.links import add_link
from portal.core.menu import Entry, add_menu_entry
from portal.core.urls import path_for
from portal.people.acting import only_for
from portal.people.viewer import Viewer, viewer

from ..models import Category, Post, Topic
from ..queries.seeing import sees_category, sees_post, sees_topic

blueprint = Blueprint("forum", __name__, url_prefix="/community")


def admitted(person: Viewer) -> bool:
    """Whether the forum is for them at all."""
    return person.is_member or person.may("forum.read")


only_for(blueprint, admitted)


OF_THE_COMMUNITY = ("drafts", "agreements")
add_menu_entry(Entry(_l("Community"), "forum.community", "messages", 21, admitted, also=OF_THE_COMMUNITY, priority=20))
add_link("community", "forum.community")
add_link("categories", "forum.categories")
add_link("begin_topic", "forum.begin")


def the_category(category_id: int) -> Category:
    """The category, if the viewer sees it; 404 as if it were not there."""
    statement = select(Category).where(Category.id == category_id, sees_category(viewer()))
    return db.session.scalar(statement) or abort(404)


def the_topic(topic_id: int) -> Topic:
    """The topic with its category, if the viewer sees it; 404 as if it were not there."""
    statement = select(Topic).where(Topic.id == topic_id, sees_topic(viewer())).options(joinedload(Topic.category))
    return db.session.scalar(statement) or abort(404)


def the_post(post_id: int) -> Post:
    """The post with its topic, if the viewer may read it; 404 as if it were not there."""
    statement = (
        select(Post)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id == post_id, sees_post(viewer()))
        .options(contains_eager(Post.topic).joinedload(Topic.category))
    )
    return db.session.scalar(statement) or abort(404)


def topic_url(topic_id: int, number: int | None = None) -> str:
    """The address of a topic, or of one of its posts."""
    if number is None:
        return path_for("forum.topic", topic_id=topic_id)
    return path_for("forum.topic", topic_id=topic_id, number=number, _anchor=f"post-{number}")


def same_page_of(topic_id: int) -> str:
    """The page of a topic on which something was done with the whole of it, where the button said which (`at`)."""
    return path_for("forum.topic", topic_id=topic_id, number=request.args.get("at", type=row_id))


def undo_from(act: str, topic_id: int) -> str:
    """Where an act on the whole of a topic is undone, for whoever is on that page of it."""
    return path_for(f"forum.{act}", topic_id=topic_id, at=request.args.get("at", type=row_id), _anchor="main")
