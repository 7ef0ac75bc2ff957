"""Finding the rows of the demo again: people by their address, colleagues by their part."""

from sqlalchemy import select

from ..core.clock import now
from ..core.database import db
from ..members.models import Invitation, Member, User
from ..surveys.models import SurveyRequest
from .cast import Person, colleague


def member(person: Person) -> Member:
    return db.session.scalars(select(Member).where(Member.email == person.email)).one()


def login(person: Person) -> User:
    """The login of somebody who has joined."""
    return db.session.scalars(select(User).where(User.email == person.email)).one()


def staff(part: str) -> User:
    """The colleague who plays this part."""
    return db.session.scalars(select(User).where(User.email == colleague(part).email)).one()


def open_invitation(person: Person) -> Invitation:
    wanted = select(Invitation).where(Invitation.member_id == member(person).id, Invitation.status == "sent")
    return db.session.scalars(wanted).one()


def open_question(person: Person, kind: str) -> SurveyRequest | None:
    """The question of this kind that still waits for this person's answer."""
    wanted = select(SurveyRequest).where(
        SurveyRequest.member_id == member(person).id,
        SurveyRequest.kind == kind,
        SurveyRequest.answered_at.is_(None),
        SurveyRequest.expires_at > now(),
    )
    return db.session.scalar(wanted.order_by(SurveyRequest.id.desc()).limit(1))
