"""`offer beta` on a map invites to the newest beta that is meant for the member, once, and never against a hold."""

from flask import Flask
from sqlalchemy import select

from portal.betas.models import Applicant
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.members.actions.segments import hold
from portal.members.audience import make_audience
from portal.members.models import User
from portal.nurture.acting import act_on_due
from portal.nurture.models import NurtureAction
from tests.betas.rooms import a_beta
from tests.people import a_member, a_user, staff


def offered(user: User, name: str = "beta") -> str | None:
    """What comes of the map's wish to offer something to this member."""
    with transaction() as session:
        number = len(session.scalars(select(NurtureAction)).all())
        wish = NurtureAction(
            key=f"test:{number}", member_id=user.member_id, map_name="advocacy", stage="contributor",
            rule="contributor:enter_once", kind="offer", name=name, role="", options={"max": "1/180d"},
            because_at=now(), due_at=now(), created_at=now(),
        )  # fmt: skip
        session.add(wish)
    act_on_due()
    return db.session.get_one(NurtureAction, wish.id, populate_existing=True).outcome


def test_a_member_is_invited_to_the_newest_beta_that_is_meant_for_them(app: Flask) -> None:
    pm = staff("product")
    mei = a_user(a_member("Mei Tanaka", country="JP", joined_at=now()))
    assert offered(mei) == "no beta looks for them now"
    with transaction():
        norway = make_audience({"country": ["NO"]})
    open_one = a_beta(pm, "recruit", name="For everybody")
    a_beta(pm, "recruit", name="For Norway", audience=norway)
    a_beta(pm, name="A draft")
    assert offered(mei) == "done"
    assert db.session.execute(select(Applicant.beta_id, Applicant.status)).all() == [(open_one.id, "invited")]
    assert offered(mei) == "not more often than 1/180d"
    assert offered(mei, "cake") == "nothing is offered by the name of cake"


def test_somebody_who_is_being_heard_is_offered_nothing(app: Flask) -> None:
    a_beta(staff("product"), "recruit")
    jonas = a_user(a_member("Jonas Lind", joined_at=now()))
    with transaction():
        hold(jonas.member_id or 0, "promotion", "case:1")
    assert offered(jonas) == "held back: held"
    assert db.session.scalar(select(Applicant.id)) is None
