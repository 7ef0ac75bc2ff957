"""What somebody wrote in the forum. It stays as a former member's, or goes, as they choose.

A topic in which others answered keeps its place either way, for their answers.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select, update

from portal.core.clock import now
from portal.core.database import db
from portal.core.personal import NO_SYNC, named_in, personal, unname, with_another
from portal.core.persons import Person

from ..actions.posts import lock_topic, recount
from ..models import PollOption, Post, PostVersion, Topic

STAYS = _l("Topics, posts and their pictures, under “a former member”, if you choose to keep them.")


def _let_topics_go(person: Person, rows: ColumnElement[bool]) -> None:
    topics = select(Topic).where(rows)
    for topic in db.session.scalars(topics) if not person.posts_stay else ():
        others = exists().where(
            Post.topic_id == topic.id, Post.number > 1, Post.deleted_at.is_(None), _by_others(person)
        )
        topic.title = _("A topic whose author has left")
        if not db.session.scalar(select(others)):
            topic.deleted_at = topic.deleted_at or now()
        options = update(PollOption).where(PollOption.topic_id == topic.id).values(text=_("Removed"))
        db.session.execute(options, execution_options=NO_SYNC)
    db.session.flush()
    unname(Topic, author_user_id=None)(person, rows)


@personal(Topic, _l("Topics you started"), erase=_let_topics_go, stays=STAYS, words=("title",))
def topics_of(person: Person) -> ColumnElement[bool]:
    return Topic.author_user_id.in_(person.user_ids)


@personal(PollOption, _l("Options in your polls"), erase=with_another, stays=STAYS, words=("text",))
def poll_options_of(person: Person) -> ColumnElement[bool]:
    """They go or stay with their topic."""
    return PollOption.topic_id.in_(select(Topic.id).where(topics_of(person)))


def _let_posts_go(person: Person, rows: ColumnElement[bool]) -> None:
    if not person.posts_stay:
        for post in db.session.scalars(select(Post).where(rows).order_by(Post.topic_id, Post.number)):
            _empty(post)
    db.session.flush()
    unname(Post, author_user_id=None, source_key=None)(person, rows)


def _empty(post: Post) -> None:
    """Take the words out; the first post holds the topic together and says why it is empty."""
    first = post.number == 1
    post.body, post.html, post.renderer = (_("This post went with its author.") if first else ""), "", 0
    if first:
        return
    lock_topic(post.topic)
    post.deleted_at = post.deleted_at or now()
    if post.topic.solved_number == post.number:
        post.topic.solved_number = None
    recount(post.topic)


@personal(Post, _l("Posts you wrote"), erase=_let_posts_go, stays=STAYS, words=("body",))
def posts_of(person: Person) -> ColumnElement[bool]:
    return Post.author_user_id.in_(person.user_ids)


def _by_others(person: Person) -> ColumnElement[bool]:
    return Post.author_user_id.is_(None) | Post.author_user_id.not_in(person.user_ids)


@personal(PostVersion, _l("Earlier versions of your posts"), words=("title", "body"))
def versions_of_posts(person: Person) -> ColumnElement[bool]:
    return PostVersion.post_id.in_(select(Post.id).where(posts_of(person)))


def _draw_anew(post: Post) -> None:
    post.html, post.renderer = "", 0


named_in(Post, "body", also=_draw_anew)
named_in(PostVersion, "title", "body")
named_in(PollOption, "text")
named_in(Topic, "title")


def _cut_quotations(person: Person, rows: ColumnElement[bool]) -> None:
    for post in db.session.scalars(select(Post).where(rows)):
        written = db.session.scalars(select(Post.body).where(posts_of(person), Post.topic_id == post.topic_id))
        body = person.unquoted(post.body, list(written))
        if body != post.body:
            post.body = body
            _draw_anew(post)
    db.session.flush()


@personal(Post, "", erase=_cut_quotations, copied=False)
def posts_that_quote(person: Person) -> ColumnElement[bool]:
    """Answers of others with quotations in them, where the quoted words go."""
    if person.posts_stay:
        return Post.id.in_(())
    theirs = select(Post.topic_id).where(posts_of(person))
    return Post.topic_id.in_(theirs) & _by_others(person) & Post.body.contains(">")
