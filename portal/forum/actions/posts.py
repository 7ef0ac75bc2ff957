"""Answering, editing, deleting and restoring a post."""

from collections.abc import Collection
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update

from ...activity.ledger import record
from ...core.clock import now
from ...core.database import db, insert_or_ignore
from ...core.errors import DomainError, Refused, TooMany
from ...members.models import User
from ...members.roles import capabilities_of
from ..models import Mention, Post, PostPicture, PostVersion, Topic, UploadedPicture
from ..writing import Composed

MOST_POSTS = 20
WITHIN = timedelta(minutes=10)
"""How many posts a member writes within so long: enough for the liveliest talk, too few to flood it."""


def add_post(
    topic: Topic, author: User, words: Composed, *, reply_to: int | None = None, source_key: str | None = None
) -> Post:
    """Answer in a topic. Raises Refused for no words, a locked topic or a flood."""
    if not words.body.strip():
        raise Refused(_("Write a sentence; one is enough."))
    if topic.deleted_at is not None or topic.merged_into_id is not None:
        raise DomainError(_("This topic is gone. Copy your words before you leave."))
    if topic.is_locked and not moderates(author):
        raise DomainError(_("This topic is locked; nothing more can be said in it."))
    refuse_flood(author)
    moment = now()
    number = _next_number(topic)
    post = Post(
        topic_id=topic.id,
        number=number,
        author_user_id=author.id,
        reply_to=reply_to if reply_to and 0 < reply_to < number else None,
        body=words.body,
        html=words.html,
        renderer=words.renderer,
        source_key=source_key,
        created_at=moment,
    )
    db.session.add(post)
    db.session.flush()
    _attach(post, words, author)
    topic.posts = Topic.posts + 1
    topic.last_post_at, topic.last_author_id = moment, author.id
    staff = bool(author.roles)
    if staff and number > 1 and topic.first_staff_reply_at is None and _by_a_member(topic):
        topic.first_staff_reply_at = moment
    db.session.flush()
    db.session.refresh(topic)
    if number > 1:
        record("post.created", member=author.member, actor=author, about=post, facts={"number": number, "staff": staff})
    return post


def edit_post(post: Post, editor: User, words: Composed, *, title: str | None = None) -> bool:
    """Change the words; the earlier ones are kept. False when nothing changed. The title belongs to the first post."""
    topic = post.topic
    new_title = title if title is not None and post.number == 1 and title != topic.title else None
    if words.body == post.body and new_title is None:
        return False
    if not words.body.strip():
        raise Refused(_("Write a sentence, or delete the post instead."))
    moment = now()
    post.edits += 1
    db.session.add(
        PostVersion(
            post_id=post.id,
            number=post.edits,
            title=topic.title if post.number == 1 else None,
            body=post.body,
            editor_user_id=editor.id,
            replaced_at=moment,
        )
    )
    post.body, post.html, post.renderer, post.edited_at = words.body, words.html, words.renderer, moment
    if new_title is not None:
        topic.title = new_title
    _attach(post, words, editor, anew=True)
    record("post.edited", actor=editor, member=editor.member, about=post)
    return True


def delete_post(post: Post, actor: User) -> None:
    """Take the words out of sight; a moderator can bring them back. The first post goes with its topic."""
    if post.number == 1:
        raise DomainError(_("The first post carries the topic. Delete the topic instead."))
    if post.deleted_at is not None:
        return
    post.deleted_at, post.deleted_by_id = now(), actor.id
    _recount(post.topic)
    record("post.deleted", actor=actor, member=actor.member, about=post)


def restore_post(post: Post, actor: User) -> None:
    """Bring a deleted post back."""
    if post.deleted_at is None:
        return
    post.deleted_at = post.deleted_by_id = None
    _recount(post.topic)
    record("post.restored", actor=actor, member=actor.member, about=post)


def moderates(user: User) -> bool:
    """Whether one of the user's roles lets them moderate."""
    return "forum.moderate" in capabilities_of(role.role for role in user.roles)


def refuse_flood(author: User) -> None:
    """Raise TooMany when a member has just written very much. Staff may."""
    if author.roles:
        return
    recent = select(func.count()).where(Post.author_user_id == author.id, Post.created_at > now() - WITHIN)
    if (db.session.scalar(recent) or 0) >= MOST_POSTS:
        raise TooMany(_("That was a lot in a few minutes. Take a breath; your words are kept as a draft."))


def _next_number(topic: Topic) -> int:
    """The next number of the topic; the row is locked by taking it."""
    taken = update(Topic).where(Topic.id == topic.id).values(last_number=Topic.last_number + 1)
    return db.session.execute(taken.returning(Topic.last_number)).scalar_one()


def _attach(post: Post, words: Composed, by: User, *, anew: bool = False) -> None:
    """Note whom the post names, and the pictures in it that its writer may show."""
    if anew:
        db.session.execute(delete(Mention).where(Mention.post_id == post.id))
        db.session.execute(delete(PostPicture).where(PostPicture.post_id == post.id))
    insert_or_ignore(Mention, [{"post_id": post.id, "user_id": each} for each in sorted(words.mentioned)])
    own = _own_pictures(words.pictures, post, by)
    insert_or_ignore(PostPicture, [{"post_id": post.id, "picture_id": each} for each in own])


def _own_pictures(ids: Collection[int], post: Post, by: User) -> list[int]:
    """Those uploaded by the writer or the author, and those that stand in the same topic already (quoted)."""
    if not ids:
        return []
    here = (
        select(PostPicture.picture_id).join(Post, Post.id == PostPicture.post_id).where(Post.topic_id == post.topic_id)
    )
    theirs = UploadedPicture.user_id.in_({by.id, post.author_user_id or by.id})
    wanted = select(UploadedPicture.id).where(UploadedPicture.id.in_(ids), or_(theirs, UploadedPicture.id.in_(here)))
    return list(db.session.scalars(wanted.order_by(UploadedPicture.id)))


def _recount(topic: Topic) -> None:
    """Write down how many posts stand and when the last one came."""
    stands = Post.topic_id == topic.id, Post.deleted_at.is_(None)
    newest = select(Post).where(*stands).order_by(Post.number.desc()).limit(1)
    last = db.session.scalar(newest)
    topic.posts = db.session.scalar(select(func.count()).where(*stands)) or 0
    if last is not None:
        topic.last_post_at, topic.last_author_id = last.created_at, last.author_user_id


def _by_a_member(topic: Topic) -> bool:
    return topic.author is not None and not topic.author.roles
