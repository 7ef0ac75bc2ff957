"""Voting in a poll, and saying that an announcement was read."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import DomainError, Refused
from portal.ledger.ledger import record
from portal.people.logins import member_of

from ..models import PollOption, PollVote, Receipt, Topic
from ..verbs import POLL_ANSWERED, RECEIPT_GIVEN


def vote(topic: Topic, voter: User, choices: Collection[int]) -> None:
    """Choose one or, where the poll takes several, some of its answers; choosing anew replaces what was chosen."""
    if topic.kind != "poll":
        raise DomainError(_("There is nothing to vote on here."))
    if is_closed(topic):
        raise DomainError(_("This poll is closed."))
    # One voter's votes come one after the other, so that two tabs cannot leave two answers behind.
    db.session.execute(select(User.id).where(User.id == voter.id).with_for_update(key_share=True))
    offered = set(db.session.scalars(select(PollOption.id).where(PollOption.topic_id == topic.id)))
    chosen = offered.intersection(choices)
    if not chosen or len(chosen) != len(set(choices)):
        raise Refused(_("Choose one of the answers."))
    if len(chosen) > 1 and not topic.many_choices:
        raise Refused(_("Choose one answer; this poll takes no more."))
    own = PollVote.user_id == voter.id, PollVote.option_id.in_(offered)
    before = set(db.session.scalars(select(PollVote.option_id).where(*own)))
    db.session.execute(delete(PollVote).where(*own, PollVote.option_id.not_in(chosen)))
    moment = now()
    insert_or_ignore(
        PollVote, [{"option_id": each, "user_id": voter.id, "voted_at": moment} for each in sorted(chosen - before)]
    )
    if not before:
        record(POLL_ANSWERED, member=member_of(voter), actor=voter, about=topic)


def is_closed(topic: Topic) -> bool:
    """Whether the poll takes no more votes."""
    return topic.is_closed or (topic.closes_at is not None and topic.closes_at <= now())


def give_receipt(topic: Topic, reader: User) -> None:
    """Say that one has read an announcement. Twice is once."""
    if not topic.wants_receipt:
        raise DomainError(_("Nobody is asked to say that they have read this."))
    if insert_or_ignore(Receipt, [{"topic_id": topic.id, "user_id": reader.id, "given_at": now()}]):
        record(RECEIPT_GIVEN, member=member_of(reader), actor=reader, about=topic)
