"""Betas for tests, made with the real actions."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.admission.agreements import write_agreement
from portal.kits.admission.models import Agreement
from portal.people.logins import member_of
from portal.rooms.betas.actions.applying import apply
from portal.rooms.betas.actions.betas import Plan, Question, move_beta, open_beta
from portal.rooms.betas.actions.seats import accept_offer, offer_seat
from portal.rooms.betas.models import Applicant, Beta
from tests.actors import a_member, a_user

WINDOWS = Question(
    "Which system do you work on?",
    ("Windows", "Mac"),
    fits=("Windows",),
    otherwise="This round needs Windows. You are first for the next.",
)


def a_beta(pm: User, *triggers: str, questions: tuple[Question, ...] = (), **plan: Any) -> Beta:
    """A beta of this product manager, taken as far as these triggers lead."""
    whole = {"name": "Compare scanned PDFs", "purpose": "Try the comparison before everybody.", "capacity": 2, **plan}
    with transaction():
        beta = open_beta(Plan(**whole), pm, questions)
    go(beta, pm, *triggers)
    return beta


def go(beta: Beta, pm: User, *triggers: str, reason: str = "") -> None:
    """Take it on."""
    for trigger in triggers:
        with transaction():
            move_beta(again(beta), trigger, again(pm), reason)


def an_agreement(pm: User, text: str = "Tell nobody.") -> Agreement:
    with transaction():
        return write_agreement("Beta circle", text, pm)


def a_tester(name: str = "Mei Tanaka", company: str = "Orbit Health") -> User:
    """A member with a login."""
    return a_user(a_member(name, company))


def applied(beta: Beta, *users: User, answers: dict[int, str] | None = None) -> list[Applicant]:
    """These members apply."""
    found = []
    for user in users:
        with transaction():
            applicant = apply(again(beta), member_of(again(user)), answers or {}, again(user))
        found.append(applicant)
    return found


def seated(beta: Beta, pm: User, *users: User) -> list[Applicant]:
    """These members, who applied, are offered a seat and take it (without an agreement they are in)."""
    for user in users:
        with transaction():
            offer_seat(row(beta, user), again(pm), "for this test")
        with transaction():
            accept_offer(row(beta, user), again(user))
    return [row(beta, user) for user in users]


def row(beta: Beta, user: User) -> Applicant:
    """The member's row in the beta, as it stands in the database."""
    found = select(Applicant).where(Applicant.beta_id == beta.id, Applicant.member_id == user.member_id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def status(beta: Beta, user: User) -> str:
    return row(beta, user).status


def again(row: Any) -> Any:
    """The same row, read afresh by this session."""
    return db.session.get_one(type(row), row.id, populate_existing=True)


def act(what: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Do it in a transaction of its own, on rows that are read there."""
    with transaction():
        fresh = [again(each) if hasattr(each, "__table__") else each for each in arguments]
        return what(*fresh, **named)
