"""Whom a colleague paused is no candidate: who draws testers, tells voters or asks for a quote is told so."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.actions.pauses import pause
from portal.people.models import Company, Member
from portal.rooms.betas.actions.applying import invite_testers
from portal.rooms.betas.models import Applicant
from portal.rooms.betas.queries.candidates import in_segment, left_out, paused_among
from portal.rooms.ideas.queries.recipients import held_back
from tests.actors import a_member, a_user, signed_in, staff
from tests.rooms.betas.rooms import a_beta, again

WHY = "until the contract is signed"


def promoters(*names: str, company: str = "Orbit Health") -> list[Member]:
    members = [a_member(name, company, segment="promoter", joined_at=now()) for name in names]
    for member in members:
        a_user(member)
    return members


def paused(subject: Member | Company, days: int = 9) -> date:
    until = (now() + timedelta(days=days)).date()
    by = staff("success")
    with transaction():
        pause(again(subject), WHY, until, again(by))
    return until


def test_a_paused_promoter_is_not_drawn_and_stands_with_the_reason(app: Flask) -> None:
    pm = staff("product")
    mei, ana = promoters("Mei Tanaka", "Ana Sousa")
    (leo,) = promoters("Leo Brandt", company="Fjord Bank")
    beta = a_beta(pm, "recruit")
    paused(mei)
    assert leo.company is not None
    longest = paused(leo.company, 20)
    paused(leo, 5)
    assert [each.id for each in in_segment(beta, "promoter")] == [ana.id]
    assert left_out(beta, "promoter") == {"pause": 2}
    listed = [(member.name, each.until) for member, each in paused_among("promoter")]
    assert listed == [("Leo Brandt", longest), ("Mei Tanaka", paused_among("promoter")[1][1].until)]

    browser = signed_in(app, pm)
    page = browser.get(f"/betas/{beta.id}/invitations?source=promoter").text
    assert "paused by a colleague" in page
    assert WHY in page
    assert "Mei Tanaka" in page.partition("Paused by a colleague")[2]
    browser.post(f"/betas/{beta.id}/invitations", data={"source": "promoter", "most": "9", "why": ""})
    db.session.rollback()
    assert db.session.scalars(select(Applicant.member_id)).all() == [ana.id]


def test_who_tells_voters_sees_who_is_paused(app: Flask) -> None:
    mei, ana = promoters("Mei Tanaka", "Ana Sousa")
    paused(mei)
    assert held_back([mei.id, ana.id]) == {mei.id: "pause"}


@pytest.mark.one_database
def test_an_invitation_at_home_can_be_declined_there(app: Flask) -> None:
    (mei,) = promoters("Mei Tanaka")
    beta = a_beta(staff("product"), "recruit", apply_until=now() + timedelta(days=5))
    with transaction() as session:
        invite_testers(again(beta), [session.get_one(Member, mei.id)], None, "")
    user = db.session.scalars(select(User).where(User.member_id == mei.id)).one()
    browser = signed_in(app, user)
    assert "invited to a beta" in browser.get("/").text
    browser.post(f"/betas/{beta.id}/no")
    assert "invited to a beta" not in browser.get("/").text
