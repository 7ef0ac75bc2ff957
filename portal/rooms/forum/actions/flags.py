"""Flagging a post, and what a moderator decides about it."""

from datetime import datetime, timedelta
from http import HTTPStatus

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, upserting
from portal.core.errors import DomainError, Refused
from portal.core.floods import refuse_flood
from portal.core.text import clean
from portal.ledger.ledger import record
from portal.people.logins import member_of

from ..lifecycle import REVIEW
from ..models import Flag, Post, Review
from ..models.review import REASONS, STANDING
from ..verbs import POST_FLAGGED, REVIEW_DECIDED
from .posts import delete_post, lock_post, restore_post
from .topics import delete_topic, restore_topic

ENOUGH_TO_HIDE = 3
MAX_FLAGS = 20
WITHIN = timedelta(hours=1)
DECISIONS = ("keep", "ask_edit", "remove", "restore")


class Outdated(DomainError):
    """Somebody was faster. The message says who, and what they did."""

    status = HTTPStatus.CONFLICT


def flag_post(post: Post, reader: User, reason: str, text: str = "") -> bool:
    """Say that a post needs a look; whether this reader had not said so before. Three readers hide it until then."""
    _refuse_reason(post, reader, reason, text)
    _refuse_again(post, reader)
    too_many = _l("That's a lot of flags for one hour. A moderator is looking at them.")
    refuse_flood(Flag.user_id, reader.id, Flag.created_at, most=MAX_FLAGS, within=WITHIN, refusal=too_many)
    moment = now()
    review = _open_review(post, moment)
    row = {
        "review_id": review.id,
        "user_id": reader.id,
        "reason": reason,
        "text": clean(text)[:2000],
        "created_at": moment,
    }
    known = select(Flag.id).where(Flag.review_id == review.id, Flag.user_id == reader.id)
    if db.session.scalar(known) is not None or not insert_or_ignore(Flag, [row]):
        return False
    count = db.session.scalar(select(func.count()).where(Flag.review_id == review.id)) or 0
    if count > 1:
        review.version += 1
    if count >= ENOUGH_TO_HIDE and post.hidden_at is None:
        post.hidden_at = moment
    record(POST_FLAGGED, member=member_of(reader), actor=reader, about=post, facts={"reason": reason})
    return True


def decide(review: Review, moderator: User, decision: str, version: int, note: str = "") -> None:
    """Settle a review on the version that the moderator saw. Raises Outdated when it is another one by now."""
    statement = select(Review).where(Review.id == review.id).with_for_update(of=Review)
    review = db.session.scalars(statement, execution_options={"populate_existing": True}).one()
    if review.version != version:
        raise Outdated(_since(review, version))
    if decision == "ask_edit" and not clean(note):
        raise Refused(_("Say what should be changed; the author reads it."))
    review.status = REVIEW.after(review.status, decision)
    review.version += 1
    review.decided_at, review.decided_by_id, review.note = now(), moderator.id, clean(note)[:2000]
    post = review.post
    lock_post(post)
    _carry_out(decision, post, moderator)
    author = member_of(post.author) if post.author else None
    record(REVIEW_DECIDED, actor=moderator, member=author, about=review, facts={"decision": decision})


def _carry_out(decision: str, post: Post, moderator: User) -> None:
    if decision == "remove":
        if post.number == 1:
            delete_topic(post.topic, moderator)
        else:
            delete_post(post, moderator)
        return
    post.hidden_at = None
    if decision == "restore":
        if post.number == 1:
            restore_topic(post.topic, moderator)
        restore_post(post, moderator)


def _since(review: Review, version: int) -> str:
    """What has happened to the review since that version."""
    if review.status != REVIEW.initial:
        who = review.decided_by.name if review.decided_by else _("Somebody")
        stands = _(REVIEW.labels[review.status])
        return str(_("%(who)s has just decided: %(status)s.", who=who, status=stands.lower()))
    more = max(review.version - version, 1)
    return str(
        ngettext(
            "One more person has flagged it in the meantime. Look again before you decide.",
            "%(num)d more people have flagged it in the meantime. Look again before you decide.",
            more,
        )
    )


def _open_review(post: Post, moment: datetime) -> Review:
    """The review of the post that is open, locked: opened now where there was none."""
    opening = upserting(Review).values(post_id=post.id, status=REVIEW.initial, version=1, opened_at=moment, note="")
    db.session.execute(opening.on_conflict_do_nothing(index_elements=["post_id"], index_where=STANDING))
    statement = select(Review).where(Review.post_id == post.id, Review.status == REVIEW.initial)
    review = db.session.scalars(statement.with_for_update(), execution_options={"populate_existing": True}).first()
    if review is None:
        raise Outdated(_("A moderator has looked at it this very moment."))
    return review


def _refuse_reason(post: Post, reader: User, reason: str, text: str) -> None:
    if reason not in REASONS:
        raise Refused(_("Say what is wrong with it."))
    if reason == "other" and not clean(text):
        raise Refused(_("Say in a sentence what is wrong with it."))
    if post.author_user_id == reader.id:
        raise DomainError(_("This is your own post. You can edit or delete it."))


def _refuse_again(post: Post, reader: User) -> None:
    """What a moderator has settled is not flagged by the same reader again, unless the words have changed since."""
    since = Review.decided_at > post.edited_at if post.edited_at else Review.decided_at.is_not(None)
    settled = select(Flag.id).join(Review).where(Review.post_id == post.id, Flag.user_id == reader.id, since)
    if db.session.scalar(settled.limit(1)) is not None:
        raise DomainError(_("A moderator has looked at this post since you flagged it, and decided."))
