"""Coming in: invited or of one's own accord, with a few questions, and a kind answer where this round does not fit."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, upserting
from portal.core.errors import Refused
from portal.core.text import clean
from portal.people.models import Member

from ..models import Applicant, Beta
from ..verbs import BETA_APPLIED, BETA_INVITED, BETA_TURNED_AWAY
from .steps import lock_rows, move, record_for


def invite_testers(beta: Beta, members: Iterable[Member], actor: User | None, why: str) -> list[Applicant]:
    """Ask these members whether they want to test; those who were not in this beta before. `why` is for colleagues."""
    if not beta.takes_applications(now()):
        raise Refused(_("People are invited while the beta looks for testers."))
    rows = [
        {
            "beta_id": beta.id,
            "member_id": member.id,
            "company_id": member.company_id,
            "status": "invited",
            "why": why[:300],
            "chosen_by_id": actor.id if actor else None,
            "changed_at": now(),
        }
        for member in members
        if member.merged_into_id is None
    ]
    if not rows:
        return []
    new = upserting(Applicant).on_conflict_do_nothing().returning(Applicant.id)
    ids = list(db.session.execute(new, rows).scalars())
    invited = list(db.session.scalars(select(Applicant).where(Applicant.id.in_(ids)).order_by(Applicant.id)))
    record_for(BETA_INVITED, *invited, actor=actor)
    return invited


def apply(beta: Beta, member: Member, answers: Mapping[int, str], actor: User) -> Applicant:
    """Apply, with an answer to each question (by its id). Twice is once.

    Answers that do not fit this round end in "not this round", with the words of the question. Raises Refused for a
    question without an answer, or when the beta does not look for testers.
    """
    if not beta.takes_applications(now()):
        raise Refused(_("This beta isn't taking applications right now."))
    chosen = _chosen(beta, answers)
    applicant, is_new = _place(beta, member)
    if not is_new:
        if applicant.applied_at is not None and applicant.status in {"applied", "waitlisted", "not_this_round"}:
            return applicant
        move(applicant, "apply")
    applicant.answers = {str(question_id): answer for question_id, answer in chosen.items()}
    applicant.applied_at, applicant.told = now(), ""
    noes = misfits(beta, chosen)
    record_for(BETA_APPLIED, applicant, actor=actor, fits=not noes)
    if noes:
        move(applicant, "turn_away")
        applicant.told = "\n".join(noes)
    return applicant


def turn_away(applicant: Applicant, actor: User, message: str) -> None:
    """Not this round, in words that are kind and true: they are read by the member. Raises Refused without any."""
    message = clean(message)
    if not message:
        raise Refused(_("Tell them why not this time: they'll read your message."))
    lock_rows(applicant)
    move(applicant, "turn_away")
    applicant.told = message
    record_for(BETA_TURNED_AWAY, applicant, actor=actor)


def misfits(beta: Beta, chosen: Mapping[int, str]) -> list[str]:
    """What the questions say to answers that do not fit this round; empty where everything fits."""
    return [question.otherwise for question in beta.questions if chosen.get(question.id) not in question.fits]


def _place(beta: Beta, member: Member) -> tuple[Applicant, bool]:
    """The member's row in the beta, locked, and whether it is new."""
    row = {
        "beta_id": beta.id,
        "member_id": member.id,
        "company_id": member.company_id,
        "status": "applied",
        "changed_at": now(),
    }
    is_new = bool(insert_or_ignore(Applicant, [row]))
    theirs = select(Applicant).where(Applicant.beta_id == beta.id, Applicant.member_id == member.id)
    locked = theirs.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(locked).one(), is_new


def _chosen(beta: Beta, answers: Mapping[int, str]) -> dict[int, str]:
    chosen = {question.id: answers.get(question.id, "") for question in beta.questions}
    if any(chosen[question.id] not in question.choices for question in beta.questions):
        raise Refused(_("Answer every question, please: there are only a few."))
    return chosen
