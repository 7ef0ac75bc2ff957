"""Addresses and fields of the version before go on working: each leads on to where the act is now."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db
from portal.core.former_fields import FORMER as FIELDS
from portal.core.former_fields import is_called
from portal.core.forms import Form
from portal.former import FORMER, SWITCHES
from portal.kits.admission.forms import AgreementForm, NewVersionForm
from portal.people.forms.invitations import InviteForm
from portal.rooms.betas import staff_forms as betas
from portal.rooms.betas.forms import ReportForm
from portal.rooms.betas.models import Beta
from portal.rooms.care import forms as care
from portal.rooms.feedback.forms import CaptureForm, GiveForm
from portal.rooms.feedback.models import Feedback
from portal.rooms.forum.forms import FlagForm
from portal.rooms.ideas.forms.members import AnswerForm
from portal.rooms.ideas.forms.product import NotifyForm
from portal.rooms.ideas.models import Board, Vote
from portal.rooms.surveys.forms import ScoreForm, WishForm
from portal.rooms.testimonials.forms import ChangeForm, TextForm
from tests.actors import signed_in, staff
from tests.world import a_world

pytestmark = pytest.mark.one_database

ENDS = [(rule, f"?{word}=1", end) for rule, (word, _begin, end) in SWITCHES.items()]
BEGINS = [(rule, "", begin) for rule, (_word, begin, _end) in SWITCHES.items() if rule.endswith("/lock")]


@pytest.mark.parametrize(("rule", "asked", "endpoint"), [*((rule, "", end) for rule, end in FORMER), *ENDS, *BEGINS])
def test_each_former_address_leads_to_its_act(app: Flask, rule: str, asked: str, endpoint: str) -> None:
    path = re.sub(r"<int:\w+>", "7", rule).replace("<place>", "topic:7")
    answer = signed_in(app, staff("owner")).post(f"{path}{asked}", data={"kept": "yes"})
    assert answer.status_code == 308
    adapter = app.url_map.bind("localhost")
    assert adapter.match(answer.headers["Location"], method="POST")[0] == endpoint


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("?back=1&category_id=2", "?category_id=2"),
        ("?back=1&endpoint=x&_anchor=x&_method=GET", "?endpoint=x&_anchor=x&_method=GET"),
        ("?back=1&_scheme=javascript&_external=1", "?_scheme=javascript&_external=1"),
        ("?a=1&back=1&a=2&off=3&%ff=%fe", "?a=1&a=2&off=3&%ff=%fe"),
    ],
)
def test_what_stood_behind_the_address_goes_along_as_it_came(app: Flask, asked: str, kept: str) -> None:
    answer = signed_in(app, staff("owner")).post(f"/community/categories/1/retirement{asked}")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/community/categories/1/retirement/end{kept}"


def test_what_was_sent_to_a_former_address_is_done(app: Flask) -> None:
    world = a_world(app)
    promoter, owner = signed_in(app, world.promoter), signed_in(app, world.owner)
    promoter.post(f"/ideas/{world.idea_id}/vote/withdrawal", follow_redirects=True)
    votes = select(Vote).where(Vote.idea_id == world.idea_id, Vote.member_id == world.member_id)
    assert db.session.scalar(votes) is None
    for asked, is_retired in (("", True), ("?back=1", False)):
        owner.post(f"/ideas/boards/{world.board_id}/retirement{asked}", follow_redirects=True)
        board = db.session.get_one(Board, world.board_id, populate_existing=True)
        assert (board.retired_at is not None) is is_retired
        db.session.rollback()


NOW: list[tuple[type[Form], str]] = [
    (AgreementForm, "text"),
    (NewVersionForm, "text"),
    (InviteForm, "message"),
    (betas.BetaForm, "instructions"),
    (betas.MoveForm, "reason"),
    (betas.TaskForm, "instructions"),
    (betas.DecisionForm, "message"),
    (betas.CloseForm, "thanks"),
    (ReportForm, "text"),
    (care.AnswerForm, "outcome"),
    (care.CaseForm, "text"),
    (GiveForm, "text"),
    (CaptureForm, "text"),
    (FlagForm, "text"),
    (AnswerForm, "text"),
    (NotifyForm, "message"),
    (ScoreForm, "text"),
    (WishForm, "text"),
    (TextForm, "text"),
    (ChangeForm, "text"),
]
"""Forms that had a field "words", and what it is called now."""


@pytest.mark.parametrize(("form", "name"), NOW)
def test_what_an_open_page_sends_under_a_former_name_is_taken(app: Flask, form: type[Form], name: str) -> None:
    assert name in FIELDS["words"]
    for sent, taken in (
        ({"words": "Before."}, "Before."),
        ({"words": "Before.", name: "Now."}, "Now."),
        ({"words": "Before.", name: ""}, ""),
    ):
        with app.test_request_context(method="POST", data=sent):
            assert form()[name].data == taken


def test_a_piece_of_feedback_from_an_open_page_is_kept(app: Flask) -> None:
    world = a_world(app)
    before = set(db.session.scalars(select(Feedback.id)))
    assert signed_in(app, world.promoter).post("/tell-us", data={"words": "The export hangs."}).status_code == 303
    (new,) = db.session.scalars(select(Feedback).where(Feedback.id.not_in(before)))
    assert new.text == "The export hangs."


def test_a_beta_is_planned_from_an_open_page(app: Flask) -> None:
    days = {"offer_hours": "24", "silence_days": "7", "answer_days": "3"}
    question = {"q1-words": "Which system?", "q1-choices": "Windows\nMac"}
    plan = {"name": "Scans", "purpose": "See two.", "words": "In the menu.", "agreement_words": "Tell nobody."}
    sent = {**plan, **days, **question, "idea": "0", "agreement": "0", "capacity": "2"}
    assert signed_in(app, staff("product")).post("/betas/new", data=sent).status_code == 303
    beta = db.session.scalars(select(Beta)).one()
    assert beta.agreement is not None
    assert (beta.instructions, beta.agreement.newest.text) == ("In the menu.", "Tell nobody.")
    assert [each.text for each in beta.questions] == ["Which system?"]


def test_thanks_for_one_tester_come_under_both_names() -> None:
    assert [is_called(head, "thanks") for head in ("thanks", "words", "gift")] == [True, True, False]
