"""Thanks: the telling thanks by a person with a name, and the page names those who agreed to be named."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.ideas.actions.closing import notify_voters
from portal.rooms.ideas.actions.votes import vote_on_behalf
from portal.rooms.ideas.models import ClosingNote, Idea
from tests.actors import a_member, signed_in, staff
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea, moved

pytestmark = pytest.mark.one_database

CARD = "Thank you for pushing this"


def test_who_pushed_it_is_named_where_it_stands_once_they_agree_and_until_they_do_not(app: Flask) -> None:
    mei, ana, kim = somebody(), somebody("Ana Sousa", "Fjord Bank"), somebody("Kim Park", "Helio Energy")
    lena, sam = staff("product", name="Lena Vogt"), a_member("Sam Roe", "Halden")
    idea = an_idea(a_board())
    for user in (mei, ana):
        signed_in(app, user).post(f"/ideas/{idea.id}/vote")
    signed_in(app, kim).post(f"/ideas/{idea.id}/following")
    with transaction() as session:
        by, member = session.get_one(User, lena.id), session.get_one(Member, sam.id)
        vote_on_behalf(session.get_one(Idea, idea.id), member, by, source="call")
    moved(idea, "plan", lena)
    moved(idea, "ship", lena, message="It is there.")
    with transaction() as session:
        notify_voters(session.get_one(Idea, idea.id), session.get_one(User, lena.id), "It reads faxes.")
    notes = dict(db.session.execute(select(ClosingNote.member_id, ClosingNote.id)).all())
    told, page = f"/ideas/told/{notes[mei.member_id]}", f"/ideas/{idea.id}"
    browser, other = signed_in(app, mei), signed_in(app, kim)
    words = browser.get(told).get_data(as_text=True)
    assert "Thank you for pushing it." in words
    assert "Lena Vogt" in words
    assert "for following it" in other.get(f"/ideas/told/{notes[kim.member_id]}").get_data(as_text=True)
    drain()
    mail = db.session.scalars(select(Mail.text).where(Mail.recipient == sam.email)).one()
    assert "Thank you for pushing it." in mail
    assert "Lena Vogt" in mail
    assert CARD not in other.get(page).get_data(as_text=True)
    signed_in(app, ana).post(f"/ideas/told/{notes[ana.member_id]}", data={"answer": "yes"})
    browser.post(told, data={"answer": "nearly", "named": "y"})
    html = other.get(page).get_data(as_text=True)
    assert "Mei Tanaka" in html.partition(CARD)[2]
    assert "Ana Sousa" not in html, "who did not agree is not named"
    assert "checked" in next(part for part in browser.get(told).text.split("<input") if 'name="named"' in part)
    browser.post(told, data={"answer": "nearly"})
    assert "Mei Tanaka" not in other.get(page).get_data(as_text=True)


def test_what_is_looked_at_again_thanks_nobody(app: Flask) -> None:
    mei, lena = somebody(), staff("product", name="Lena Vogt")
    idea = an_idea(a_board())
    signed_in(app, mei).post(f"/ideas/{idea.id}/vote")
    moved(idea, "plan", lena)
    moved(idea, "ship", lena, message="It is there.")
    with transaction() as session:
        notify_voters(session.get_one(Idea, idea.id), session.get_one(User, lena.id), "It reads faxes.")
    note = db.session.scalars(select(ClosingNote.id)).one()
    signed_in(app, mei).post(f"/ideas/told/{note}", data={"answer": "no", "named": "y"})
    reader, page = signed_in(app, somebody("Ana Sousa", "Fjord Bank")), f"/ideas/{idea.id}"
    assert CARD in reader.get(page).get_data(as_text=True)
    moved(idea, "reopen", lena)
    assert CARD not in reader.get(page).get_data(as_text=True)
