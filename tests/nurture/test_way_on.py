"""On their home a member reads where they are, and the next step only where it is theirs to take."""

from datetime import timedelta

from flask import Flask

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.nurture.cli import tick_once
from portal.nurture.models import Place
from portal.people.models import Member
from portal.rooms.feedback.actions import give_feedback
from tests.actors import a_member, a_user, signed_in


def standing_at(stage: str, *said: str) -> Member:
    """Somebody at this stage who has told us these things."""
    member = a_member(joined_at=now() - timedelta(days=90), welcomed_at=now() - timedelta(days=90))
    tick_once()
    for words in said:
        with transaction() as session:
            give_feedback(session.get_one(Member, member.id), words)
        tick_once()
    with transaction() as session:
        place = session.query(Place).filter_by(member_id=member.id).one()
        place.stage = stage
    return member


def home_of(app: Flask, member: Member) -> str:
    db.session.rollback()
    return signed_in(app, a_user(member)).get("/").text


def test_a_step_of_ones_own_is_told_with_its_number(app: Flask) -> None:
    page = home_of(app, standing_at("active", "Ward forms still arrive by fax."))
    assert "<strong>Member</strong>" in page
    assert "Tell us 2 more things that you notice, and the next stop is “Contributor”." in page


def test_what_we_would_have_to_ask_for_is_not_held_out(app: Flask) -> None:
    page = home_of(app, standing_at("advocate"))
    assert "<strong>Advocate</strong>" in page
    assert "testimonial" not in page
    assert "next stop" not in page


def test_care_shows_nothing(app: Flask) -> None:
    assert "Where you are" not in home_of(app, standing_at("being_heard"))
