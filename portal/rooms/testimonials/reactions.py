"""What the passing of time, an answer, a change of jobs, a new email address and a reopened login do to quotes."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select

from portal.access.models import User
from portal.access.verbs import USER_REACTIVATED
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions import notify
from portal.kits.notices.addressing import responsible
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail import mail_check
from portal.ledger.worker import worker_step
from portal.people.answering import add_answering_link
from portal.people.verbs import ADDRESS_CHANGED, ADDRESS_RETURNED, EMPLOYMENT_CHANGED, EMPLOYMENT_TOLD

from .actions import ask_again, ask_review, expire, lapse
from .actions.author_letters import tell_author
from .actions.clocks import mind_deadlines
from .actions.last_look import why_kept_waiting, why_not_asked
from .actions.pictures import prune_pictures
from .models import ApprovalRequest, Permission, Testimonial, TestimonialVersion
from .notices import ANSWERED
from .queries import USABLE, permitted
from .verbs import (
    TESTIMONIAL_APPROVED,
    TESTIMONIAL_CHANGES_REQUESTED,
    TESTIMONIAL_DECLINED,
    TESTIMONIAL_LAPSED,
    TESTIMONIAL_WITHDRAWN,
)

add_answering_link("quote")
PAGE = 100
ANSWERS = (
    *(TESTIMONIAL_APPROVED, TESTIMONIAL_CHANGES_REQUESTED, TESTIMONIAL_DECLINED),
    *(TESTIMONIAL_LAPSED, TESTIMONIAL_WITHDRAWN),
)
ENDED = (Permission.revoked_at.is_(None), Permission.lapse_noted_at.is_(None))


@subscriber("testimonials", EMPLOYMENT_TOLD, EMPLOYMENT_CHANGED)
def look_again(lines: Sequence[Activity]) -> None:
    """They speak for another company now: what they approved with the old one is looked at before it is used."""
    members = {line.member_id for line in lines}
    usable = Testimonial.status.in_(("approved", *USABLE))
    for testimonial in db.session.scalars(select(Testimonial).where(Testimonial.member_id.in_(members), usable)):
        ask_review(testimonial)


@subscriber("approvals", ADDRESS_CHANGED, ADDRESS_RETURNED, USER_REACTIVATED)
def ask_where_they_are_reached(lines: Sequence[Activity]) -> None:
    """What they have not answered goes to where they are reached now; the link that went elsewhere answers nothing."""
    causes = {line.member_id: line.id for line in lines}
    for request in db.session.scalars(_waiting_for(causes)):
        ask_again(request, causes[request.version.testimonial.member_id])


@subscriber("approvals.lapse", EMPLOYMENT_TOLD, EMPLOYMENT_CHANGED)
def lapse_where_they_left(lines: Sequence[Activity]) -> None:
    """Nobody is asked any more in the name of a company that they have left."""
    for request in db.session.scalars(_waiting_for({line.member_id for line in lines})).all():
        lapse(request)


@subscriber("approvals.tell", *ANSWERS)
def tell_who_asked(lines: Sequence[Activity]) -> None:
    """Who asked hears what was answered, or that no answer came."""
    for line in lines:
        asked = db.session.scalar(_last_answered().where(TestimonialVersion.testimonial_id == line.about_id))
        if asked is not None and asked.asked_by_id is not None:
            actor = db.session.get(User, line.actor_user_id) if line.actor_user_id else None
            whom = responsible(asked.asked_by_id, asked.version.testimonial.member, "quotes.edit")
            notify(ANSWERED.name, whom, about=("approvalrequest", asked.id), actor=actor, cause=line)


@subscriber("approvals.author", TESTIMONIAL_APPROVED, TESTIMONIAL_CHANGES_REQUESTED, TESTIMONIAL_DECLINED)
def tell_whose_words_they_are(lines: Sequence[Activity]) -> None:
    """Who asked somebody else to agree hears what that one answered."""
    for line in lines:
        asked = db.session.scalar(_last_answered().where(TestimonialVersion.testimonial_id == line.about_id))
        if asked is not None:
            tell_author(asked)


@mail_check
def still_open(mail: Mail) -> str | None:
    """What was answered or changed, or is over, before its email has left is asked of nobody."""
    return why_not_asked(mail)


@mail_check
def may_be_asked(mail: Mail) -> str | None:
    """A question that waits does not leave while its reader is to be asked for nothing."""
    return why_kept_waiting(mail)


@worker_step("approvals", every=60)
def deadlines() -> int:
    """Questions that nobody answered lapse, and others are reminded of once."""
    return mind_deadlines()


@worker_step("permissions", every=60)
def note_ended_permissions() -> int:
    """Permissions whose last day has passed: the index hears of it, and a quote without any other expires."""
    ended = select(Permission.id).where(*ENDED, Permission.until < now().date())
    if db.session.scalar(ended.limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction() as session:
        permissions = select(TestimonialVersion.testimonial_id).join(Permission).where(Permission.id.in_(ended))
        page = select(Testimonial).where(Testimonial.id.in_(permissions)).order_by(Testimonial.id).limit(PAGE)
        quotes = {quote.id: quote for quote in session.scalars(page.with_for_update(of=Testimonial, skip_locked=True))}
        for permission in session.scalars(_ended_of(quotes)):
            permission.lapse_noted_at = now()
        session.flush()
        for testimonial in session.scalars(_over(quotes)):
            expire(testimonial)
        return len(quotes)


@worker_step("quote_pictures", every=60)
def pictures() -> int:
    """Portraits and logos that nothing holds any more go, with their files."""
    return prune_pictures()


def _waiting_for(members: Collection[int | None]) -> Select[Any]:
    """What these members were asked and have not answered."""
    return (
        select(ApprovalRequest)
        .join(ApprovalRequest.version)
        .join(TestimonialVersion.testimonial)
        .where(Testimonial.member_id.in_(members), ApprovalRequest.answered_at.is_(None))
        .order_by(ApprovalRequest.id)
    )


def _last_answered() -> Select[Any]:
    """The newest questions that were answered or came to nothing; who else ends one tells of it at once."""
    answered = select(ApprovalRequest).join(ApprovalRequest.version).where(ApprovalRequest.answer != "void")
    return answered.order_by(ApprovalRequest.id.desc()).limit(1)


def _ended_of(quotes: Collection[int]) -> Select[Any]:
    versions = select(TestimonialVersion.id).where(TestimonialVersion.testimonial_id.in_(quotes))
    return select(Permission).where(Permission.version_id.in_(versions), *ENDED, Permission.until < now().date())


def _over(quotes: Collection[int]) -> Select[Any]:
    """Those of these quotes that nothing allows any more."""
    could = Testimonial.status.in_(("approved", *USABLE, "review_due"))
    allowed = permitted(Testimonial.current_version_id, at=now())
    return select(Testimonial).where(Testimonial.id.in_(quotes), could, ~allowed)
