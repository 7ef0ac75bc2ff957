"""What surveys add to other pages: the answers on a member's page, an open question on the member's home."""

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.slots import panel
from portal.people.models import Member
from portal.people.timeline import fact_label

from .forms import AskForm
from .queries import answers_of, open_request
from .questions import QUESTIONS


@fact_label("survey")
def _survey(kind: str) -> str | None:
    return str(QUESTIONS[kind].name) if kind in QUESTIONS else None


@fact_label("score")
def _score(score: int) -> str:
    return str(_("%(score)d of 10", score=score))


@fact_label("real")
def _real(real: bool) -> str:
    return "" if real else _("inferred, not counted")


@panel("member", order=40)
def answers_of_member(member: Member) -> str | None:
    """The newest answers, and a box to ask for another."""
    if not (current_user.may("feedback.read") or current_user.may("surveys.ask")):
        return None
    asking = AskForm(formdata=None) if current_user.may("surveys.ask") else None
    return render_template(
        "surveys/_answers_of.html", member=member, answers=answers_of(member.id), form=asking, questions=QUESTIONS
    )


@panel("member_ask", order=20)
def one_question_from_us(member: Member) -> str | None:
    """The question that waits for this member, if one does."""
    asked = open_request(member.id) if current_user.is_member and current_user.member_id == member.id else None
    if asked is None:
        return None
    return render_template("surveys/_question.html", asked=asked, question=QUESTIONS[asked.kind])
