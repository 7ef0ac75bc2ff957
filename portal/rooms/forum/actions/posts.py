"""Answering, editing, deleting and restoring a post."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, delete, func, or_, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, upserting
from portal.core.errors import DomainError, Refused
from portal.core.floods import refuse_flood
from portal.ledger.ledger import record
from portal.people.logins import member_of

from ..models import Category, Mention, Post, PostPicture, PostVersion, Topic, TopicReading, UploadedPicture
from ..queries.seeing import CATEGORIES
from ..rules import Editor
from ..verbs import POST_CREATED, POST_DELETED, POST_EDITED, POST_RESTORED
from ..writing import Composed

MAX_POSTS = 20
WITHIN = timedelta(minutes=10)
"""How many posts a member writes within so long: enough for the liveliest talk, too few to flood it."""


def add_post(
    topic: Topic, author: User, text: Composed, *, reply_to: int | None = None, source_key: str | None = None
) -> Post:
    """Answer in a topic. Raises Refused for no words, a locked topic or a flood."""
    _refuse_reply(topic, author, text)
    moment = now()
    number = _next_number(topic)
    post = Post(
        topic_id=topic.id,
        number=number,
        author_user_id=author.id,
        reply_to=reply_to if reply_to and 0 < reply_to < number else None,
        body=text.body,
        html=text.html,
        renderer=text.renderer,
        source_key=source_key,
        created_at=moment,
    )
    db.session.add(post)
    db.session.flush()
    _attach(post, text, author)
    read_up_to(author, topic.id, number)
    _count(topic, post, author)
    if number > 1:
        facts = {"number": number, "staff": author.is_staff}
        record(POST_CREATED, member=member_of(author), actor=author, about=post, facts=facts)
    return post


def edit_post(post: Post, editor: User, text: Composed, *, title: str | None = None, edits: int | None = None) -> bool:
    """Change the words; the earlier ones are kept. False when nothing changed. The title belongs to the first post.

    `edits` is how often it had been edited when the editor began: an edit on older words is refused.
    """
    lock_post(post)
    topic = post.topic
    if not Editor.of(editor).may_edit(post, topic):
        raise DomainError(_("This post can no longer be changed."))
    if edits is not None and edits != post.edits:
        raise DomainError(
            _("Somebody has changed this post in the meantime. Look at the new text, then make your changes again.")
        )
    new_title = title if title is not None and post.number == 1 and title != topic.title else None
    if text.body == post.body and new_title is None:
        return False
    if not text.body.strip():
        raise Refused(_("Write a sentence, or delete the post instead."))
    if new_title == "":
        raise Refused(_("Give it a title that tells others what it's about."))
    moment = now()
    _keep_version(post, editor, moment)
    post.body, post.html, post.renderer, post.edited_at = text.body, text.html, text.renderer, moment
    if new_title is not None:
        topic.title = new_title
    _attach(post, text, editor, anew=True)
    record(POST_EDITED, actor=editor, member=member_of(editor), about=post)
    return True


def delete_post(post: Post, actor: User) -> bool:
    """Take the words out of sight; a moderator can bring them back. Whether that was news.

    The first post goes with its topic.
    """
    if post.number == 1:
        raise DomainError(_("The first post is the topic itself. Delete the topic instead."))
    _lock_topic_of(post)
    if post.deleted_at is not None:
        return False
    post.deleted_at, post.deleted_by_id = now(), actor.id
    if post.topic.solved_number == post.number:
        post.topic.solved_number = None
    recount(post.topic)
    record(POST_DELETED, actor=actor, member=member_of(actor), about=post)
    return True


def restore_post(post: Post, actor: User) -> bool:
    """Bring a deleted or hidden post back. Whether that was news."""
    _lock_topic_of(post)
    if post.stands:
        return False
    post.deleted_at = post.deleted_by_id = post.hidden_at = None
    recount(post.topic)
    record(POST_RESTORED, actor=actor, member=member_of(actor), about=post)
    return True


def lock_post(post: Post) -> None:
    """Read the post afresh and keep it from others until the transaction ends."""
    db.session.refresh(post, ["body", "edits", "deleted_at", "hidden_at"], with_for_update={"of": Post})


def lock_topic(topic: Topic) -> None:
    """Read the topic afresh and keep it from others until the transaction ends."""
    counted = "posts", "last_number", "solved_number", "category_id", "merged_into_id"
    db.session.refresh(topic, [*counted, "closed_at", "pinned_at", "deleted_at"], with_for_update={"of": Topic})


def read_up_to(user: User, topic_id: int, number: int, level: str | None = None) -> None:
    """Whoever writes has read what stands above; `level` is set only where one is given."""
    row = {"user_id": user.id, "topic_id": topic_id, "last_read": number, "level": level, "read_at": now()}
    known = upserting(TopicReading)
    fresh = known.excluded
    further = case((fresh.last_read > TopicReading.last_read, fresh.last_read), else_=TopicReading.last_read)
    changes = {"last_read": further, "read_at": fresh.read_at} | ({"level": fresh.level} if level else {})
    db.session.execute(known.values(row).on_conflict_do_update(index_elements=["user_id", "topic_id"], set_=changes))


def recount(topic: Topic) -> None:
    """Write down how many posts stand and when the last one came. The topic should be locked."""
    stands = Post.topic_id == topic.id, Post.deleted_at.is_(None)
    db.session.flush()
    newest = select(Post.created_at, Post.author_user_id).where(*stands)
    last = db.session.execute(newest.order_by(Post.created_at.desc(), Post.number.desc()).limit(1)).first()
    topic.posts = db.session.scalar(select(func.count()).where(*stands)) or 0
    if last is not None:
        topic.last_post_at, topic.last_author_id = last


def _lock_topic_of(post: Post) -> None:
    """Keep the topic from others, and read whether the post stands as it is since nobody else can change that."""
    lock_topic(post.topic)
    db.session.refresh(post, ["deleted_at", "hidden_at"])


def _refuse_reply(topic: Topic, author: User, text: Composed) -> None:
    if not text.body.strip():
        raise Refused(_("Write a sentence; one is enough."))
    if topic.deleted_at is not None or topic.merged_into_id is not None:
        raise DomainError(_("This topic has been deleted. Copy your text before you leave."))
    if topic.is_closed and not author.may("forum.moderate"):
        raise DomainError(_("This topic is closed to new replies."))
    if not author.is_staff:
        refusal = _l("That was a lot in a few minutes. Take a breath; your text is saved as a draft.")
        refuse_flood(Post.author_user_id, author.id, Post.created_at, most=MAX_POSTS, within=WITHIN, refusal=refusal)


def _count(topic: Topic, post: Post, author: User) -> None:
    """One post more, and the first of staff in a member's topic; the topic is read afresh."""
    topic.posts = Topic.posts + 1
    topic.last_post_at, topic.last_author_id = post.created_at, author.id
    answers = author.is_staff and post.number > 1
    if answers and topic.first_staff_reply_at is None and _by_a_member(topic):
        topic.first_staff_reply_at = post.created_at
    db.session.flush()
    db.session.refresh(topic)


def _keep_version(post: Post, editor: User, moment: datetime) -> None:
    """What the post says, before it says something else."""
    post.edits += 1
    version = PostVersion(
        post_id=post.id,
        number=post.edits,
        title=post.topic.title if post.number == 1 else None,
        body=post.body,
        editor_user_id=editor.id,
        replaced_at=moment,
    )
    db.session.add(version)


def _next_number(topic: Topic) -> int:
    """The next number of the topic; the row is locked by taking it."""
    taken = update(Topic).where(Topic.id == topic.id).values(last_number=Topic.last_number + 1)
    return db.session.execute(taken.returning(Topic.last_number)).scalar_one()


def _attach(post: Post, text: Composed, by: User, *, anew: bool = False) -> None:
    """Note whom the post names, and the pictures in it that its writer may show."""
    if anew:
        db.session.execute(delete(Mention).where(Mention.post_id == post.id))
        db.session.execute(delete(PostPicture).where(PostPicture.post_id == post.id))
    told = _readers_among(text.mentioned, post)
    insert_or_ignore(Mention, [{"post_id": post.id, "user_id": each} for each in told])
    own = _own_pictures(text.pictures, post, by)
    insert_or_ignore(PostPicture, [{"post_id": post.id, "picture_id": each} for each in own])


def _readers_among(user_ids: Collection[int], post: Post) -> list[int]:
    """Those who see the category: nobody hears of a place that is closed to them."""
    if not user_ids:
        return []
    category = db.session.scalars(
        select(Category).join(Topic, Topic.category_id == Category.id).where(Topic.id == post.topic_id)
    ).one()
    return sorted(db.session.scalars(CATEGORIES.readers_of(category).where(User.id.in_(user_ids))))


def _own_pictures(ids: Collection[int], post: Post, by: User) -> list[int]:
    """Those uploaded by the writer or the author, and those that stand in the same topic already (quoted)."""
    if not ids:
        return []
    here = (
        select(PostPicture.picture_id).join(Post, Post.id == PostPicture.post_id).where(Post.topic_id == post.topic_id)
    )
    theirs = UploadedPicture.user_id.in_({by.id, post.author_user_id or by.id})
    statement = select(UploadedPicture.id).where(UploadedPicture.id.in_(ids), or_(theirs, UploadedPicture.id.in_(here)))
    return list(db.session.scalars(statement.order_by(UploadedPicture.id)))


def _by_a_member(topic: Topic) -> bool:
    return topic.author is not None and not topic.author.is_staff
