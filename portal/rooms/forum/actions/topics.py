"""Beginning a topic, and what becomes of it as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.core.text import one_line
from portal.ledger.ledger import record
from portal.people.logins import member_of

from ..models import Category, PollOption, Post, Topic
from ..models.topics import KINDS, STAFF_KINDS
from ..rules import Editor
from ..verbs import TOPIC_CREATED, TOPIC_DELETED, TOPIC_RESTORED, TOPIC_SOLVED
from ..writing import Composed
from .posts import add_post, lock_topic, read_up_to

MAX_OPTIONS = 12


@dataclass(frozen=True)
class Beginning:
    """What a new topic is. `options` are a poll's answers; `closes_at` ends a poll or a company question."""

    title: str
    text: Composed
    kind: str = "discussion"
    options: Sequence[str] = ()
    many_choices: bool = False
    closes_at: datetime | None = None
    wants_receipt: bool = False
    source_key: str | None = None
    """What the first post came from; see Post.source_key."""


def begin_topic(category: Category, author: User, what: Beginning) -> Topic:
    """Begin a topic with its first post; its author watches it. Raises Refused for what makes no sense."""
    title = one_line(what.title)[:200]
    if not title:
        raise Refused(_("Give it a title that tells others what it's about."))
    _refuse_kind(what.kind, category, author)
    options = _poll_options(what)
    moment = now()
    topic = Topic(
        category_id=category.id,
        kind=what.kind,
        title=title,
        author_user_id=author.id,
        created_at=moment,
        last_post_at=moment,
        closes_at=what.closes_at,
        many_choices=what.many_choices and what.kind == "poll",
        wants_receipt=what.wants_receipt and what.kind == "announcement",
    )
    db.session.add(topic)
    db.session.flush()
    db.session.add_all(
        PollOption(topic_id=topic.id, position=position, text=text) for position, text in enumerate(options, 1)
    )
    add_post(topic, author, what.text, source_key=what.source_key)
    read_up_to(author, topic.id, 1, level="watching")
    facts = {"kind": topic.kind, "category": category.id}
    record(TOPIC_CREATED, member=member_of(author), actor=author, about=topic, facts=facts)
    return topic


def delete_topic(topic: Topic, actor: User) -> bool:
    """Take the whole topic out of sight; a moderator can bring it back. Whether that was news."""
    lock_topic(topic)
    if topic.deleted_at is not None:
        return False
    topic.deleted_at, topic.deleted_by_id = now(), actor.id
    record(TOPIC_DELETED, actor=actor, member=member_of(actor), about=topic)
    return True


def restore_topic(topic: Topic, actor: User) -> bool:
    """Bring a deleted topic back. Whether that was news."""
    lock_topic(topic)
    if topic.deleted_at is None:
        return False
    topic.deleted_at = topic.deleted_by_id = None
    record(TOPIC_RESTORED, actor=actor, member=member_of(actor), about=topic)
    return True


def solve(topic: Topic, post: Post, actor: User) -> None:
    """Mark the answer that solved a question; the same one again takes the mark back."""
    if not Editor.of(actor).may_solve(topic):
        raise DomainError(_("Whoever asked says which answer solved it."))
    if topic.kind != "question" or post.topic_id != topic.id or post.number == 1 or not post.stands:
        raise DomainError(_("Only an answer to a question can solve it."))
    if topic.solved_number == post.number:
        topic.solved_number = None
        return
    topic.solved_number = post.number
    answerer = member_of(post.author) if post.author else None
    record(TOPIC_SOLVED, actor=actor, member=answerer, about=topic)


def _refuse_kind(kind: str, category: Category, author: User) -> None:
    if category.retired_at is not None:
        raise DomainError(_("This category is archived and takes no new topics. Choose another one."))
    if kind not in KINDS or (kind in STAFF_KINDS and not author.is_staff):
        raise Refused(_("Choose one of the options."))


def _poll_options(what: Beginning) -> list[str]:
    """The answers of a poll; none for another kind of topic."""
    if what.kind != "poll":
        return []
    options = list(dict.fromkeys(filter(None, (one_line(each)[:160] for each in what.options))))
    if not 2 <= len(options) <= MAX_OPTIONS:
        raise Refused(_("A poll needs two to %(most)s different answers.", most=MAX_OPTIONS))
    return options
