"""Asking a member one question, once more at a new address, and taking the answer, once."""

from datetime import datetime, timedelta
from http import HTTPStatus

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.access.links import mail_link, void_links
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError
from portal.core.urls import mail_url
from portal.kits.notices.actions import Outcome, hold_back, send_message, withdraw_message
from portal.kits.notices.contact_policy import Limits
from portal.ledger.ledger import record
from portal.people.actions.segments import note_answer
from portal.people.answering import add_answering_link
from portal.people.models import Member

from .models import SurveyAnswer, SurveyRequest
from .questions import QUESTIONS
from .verbs import SURVEY_ANSWERED, SURVEY_ASKED

LASTS = timedelta(days=30)
PURPOSE = add_answering_link("survey")
LETTER = "one_question"


class AlreadyAnswered(DomainError):
    """The first answer counts."""


class QuestionOver(DomainError):
    """The time for an answer is over."""

    status = HTTPStatus.GONE


def ask(
    member: Member,
    kind: str,
    *,
    cause_key: str,
    actor: User | None = None,
    care: bool = False,
    due_at: datetime | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Ask the member one question by mail, if the contact policy allows it and no earlier one of this kind is open.

    The same `cause_key` asks once. `care`: a follow-up to something they complained about, which is service and
    passes where promotion would not.
    """
    category = "service" if care else "survey"
    if _asked(member, kind, cause_key):
        return hold_back(member, LETTER, cause_key=cause_key, category=category, reason="open_question")
    return send_message(
        member,
        LETTER,
        cause_key=cause_key,
        category=category,
        sender=actor,
        context=lambda: _put(member, kind, cause_key, actor, due_at),
        due_at=due_at,
        limits=limits,
    )


def ask_again(request: SurveyRequest) -> None:
    """Send an open question once more, to where the member is reached now; the link that went elsewhere ends.

    Only if the contact policy allows it: whoever signs in finds the question on their home anyway.
    """
    _withdraw(request, "moved")
    context = _linked(request)
    send_message(
        request.member,
        LETTER,
        cause_key=_again(request),
        category="survey",
        sender=request.asked_by,
        context=context,
    )


def answer_question(
    request: SurveyRequest,
    *,
    score: int | None = None,
    incentive: str | None = None,
    text: str = "",
    source: str = "link",
    actor: User | None = None,
) -> SurveyAnswer:
    """Take the member's answer. Raises AlreadyAnswered, or QuestionOver."""
    moment = now()
    _close(request, moment)
    member = request.member
    answer = _answer_to(request, moment)
    answer.score, answer.incentive, answer.text, answer.source = score, incentive, text, source
    db.session.add(answer)
    db.session.flush()
    _note(answer, member)
    facts = {"survey": answer.kind, "real": True} | ({} if score is None else {"score": score})
    record(SURVEY_ANSWERED, member=member, actor=actor, about=answer, facts=facts, occurred_at=moment)
    return answer


def _asked(member: Member, kind: str, cause_key: str) -> bool:
    """Whether another question of this kind still waits for an answer."""
    waiting = select(SurveyRequest.id).where(
        SurveyRequest.member_id == member.id,
        SurveyRequest.kind == kind,
        SurveyRequest.cause_key != cause_key,
        SurveyRequest.answered_at.is_(None),
        SurveyRequest.expires_at > now(),
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _put(member: Member, kind: str, cause_key: str, actor: User | None, due_at: datetime | None) -> dict[str, object]:
    """Write the question down with its link; what the letter says of it."""
    asked_at = now()
    expires_at = (due_at or asked_at) + LASTS
    request = SurveyRequest(
        kind=kind,
        member=member,
        asked_by=actor,
        cause_key=cause_key,
        asked_at=asked_at,
        expires_at=expires_at,
    )
    db.session.add(request)
    db.session.flush()
    record(SURVEY_ASKED, member=member, actor=actor, about=request, facts={"survey": kind})
    return _linked(request)


def _linked(request: SurveyRequest) -> dict[str, object]:
    """What the letter says of the question, with a link of its own that ends with the question."""
    question, member = QUESTIONS[request.kind], request.member
    lasts = request.expires_at - now()
    request.link, placeholder = mail_link(PURPOSE, request.id, member.email, member_id=member.id, lasts=lasts)
    db.session.flush()
    return {
        "question": question.text,
        "scored": question.scored,
        "url": mail_url("surveys.answer", token=placeholder),
        "until": request.expires_at,
    }


def _withdraw(request: SurveyRequest, reason: str) -> None:
    """Keep back its letters that still wait: the first one, and the one to a newer address."""
    for cause_key in (request.cause_key, _again(request)):
        withdraw_message(request.member, cause_key, reason)


def _again(request: SurveyRequest) -> str:
    return f"question:{request.id}:{request.link_id}"


def _close(request: SurveyRequest, moment: datetime) -> None:
    """Close the question for this answer; of two answers at once, one finds it closed."""
    if request.expires_at <= moment:
        raise QuestionOver(_("The time for an answer has passed. Write to us instead; a person reads it."))
    first = update(SurveyRequest).where(SurveyRequest.id == request.id, SurveyRequest.answered_at.is_(None))
    if db.session.execute(first.values(answered_at=moment).returning(SurveyRequest.id)).first() is None:
        raise AlreadyAnswered(_("This question has been answered already, and the first answer counts."))
    void_links(PURPOSE, request.id)
    _withdraw(request, "answered")


def _answer_to(request: SurveyRequest, moment: datetime) -> SurveyAnswer:
    """A real answer, known by the question that it answers."""
    return SurveyAnswer(
        kind=request.kind,
        member=request.member,
        answered_at=moment,
        row_key=f"request:{request.id}",
        request_id=request.id,
        real=True,
        created_at=moment,
    )


def _note(answer: SurveyAnswer, member: Member) -> None:
    if answer.score is not None:
        note_answer(member, answer.score, answer.answered_at, f"answer:{answer.id}")
    if answer.incentive is not None:
        member.incentive = answer.incentive
