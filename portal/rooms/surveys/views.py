"""The pages of a question: answering it from a mail, answering it signed in, asking it, reading the answers."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.guards import may, members_only
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.inputs import argument
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key
from portal.core.tokens import new_token
from portal.kits.notices.when import when_it_goes
from portal.people.actions.segments import segment_of
from portal.people.models import Member
from portal.people.viewer import the_member, viewer

from .actions import AlreadyAnswered, QuestionOver, answer_question, ask
from .forms import AskForm, answer_form
from .models import SurveyAnswer, SurveyRequest
from .queries import QUARTER, SEGMENTS, answer_to, real_answers, request_of, tally, why_not_by_link
from .questions import QUESTIONS, what_follows

surveys = Blueprint("surveys", __name__)
add_menu_entry(Entry(_l("Answers"), "surveys.answers", "gauge", 40, lambda who: who.may("feedback.read"), place="user"))


@surveys.route("/answer/<token>", methods=["GET", "POST"])
def answer(token: str) -> ResponseReturnValue:
    """Answer a question from a mail, signed out. Opening the page never answers."""
    asked = request_of(token)
    if asked is not None and (fallen := why_not_by_link(asked, token)):
        return _closed(fallen, 410)
    return _answer_page(asked, "surveys/answer.html")


@surveys.route("/questions/<int:request_id>", methods=["GET", "POST"])
@members_only
def own(request_id: int) -> ResponseReturnValue:
    """Answer a question that one was asked, signed in."""
    asked = db.session.get(SurveyRequest, request_id)
    if asked is None or asked.member_id != the_member().id:
        abort(404)
    return _answer_page(asked, "surveys/answer_signed_in.html")


@surveys.get("/answers")
@may("feedback.read")
def answers() -> ResponseReturnValue:
    """The newest answers with their words, and what the last ninety days add up to."""
    segment = argument("segment") if argument("segment") in SEGMENTS else None
    order = [By(SurveyAnswer.answered_at, descending=True), By(SurveyAnswer.id, descending=True)]
    page = page_by_key(real_answers(segment), order, argument("page", 2_000))
    return render_template("surveys/answers.html", page=page, segment=segment, tally=tally(now() - QUARTER))


@surveys.post("/people/<int:member_id>/question", endpoint="ask")
@may("surveys.ask")
def ask_member(member_id: int) -> ResponseReturnValue:
    """Ask a member one question, in the name of whoever asks."""
    form = AskForm()
    if not form.sent():
        abort(422)
    with transaction():
        member = db.session.get(Member, member_id)
        if member is None or member.merged_into_id is not None:
            abort(404)
        outcome = ask(member, form.kind.data, cause_key=f"asked:{new_token()[0]}", actor=viewer().user)
    if outcome.posted:
        asked = _("%(name)s is being asked, in your name.", name=member.short_name)
        flash(f"{asked} {when_it_goes(outcome.due_at)}", "success")
    else:
        flash(_("Not asked. %(why)s.", why=outcome.why), "warning")
    return redirect(url_for("people.person", member_id=member_id), 303)


def _answer_page(asked: SurveyRequest | None, template: str) -> ResponseReturnValue:
    if asked is None:
        return _closed("unknown", 404)
    if asked.answered_at is not None:
        return _thanks(asked, template) if request.method == "GET" else _closed("answered", AlreadyAnswered.status)
    if asked.expires_at <= now():
        return _closed("over", QuestionOver.status)
    form = answer_form(asked.kind, argument("score", 4))
    if not form.sent():
        return render_template(template, asked=asked, question=QUESTIONS[asked.kind], form=form), form.status
    return _take(asked, form.answers)


def _take(asked: SurveyRequest, answer: dict[str, Any]) -> ResponseReturnValue:
    try:
        with transaction() as session:
            answer_question(session.get_one(SurveyRequest, asked.id, populate_existing=True), **answer)
    except AlreadyAnswered as closed:
        return _closed("answered", closed.status)
    except QuestionOver as closed:
        return _closed("over", closed.status)
    return redirect(request.path, 303)


def _thanks(asked: SurveyRequest, template: str) -> str:
    given = answer_to(asked)
    score = given.score if given else None
    return render_template(
        template,
        asked=asked,
        question=QUESTIONS[asked.kind],
        form=None,
        follows=what_follows(score),
        low=score is not None and segment_of(score) == "detractor",
    )


def _closed(why: str, status: int) -> ResponseReturnValue:
    return render_template("surveys/closed.html", why=why), status
