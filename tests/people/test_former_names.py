"""What somebody was called before is theirs too: it is found in what others wrote, unless it is somebody else's."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.personal import kept_of_people
from portal.kits.leaving.erasing.words import mails_that_tell
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import post_mail
from portal.people.actions.edit import change_address, edit_member
from portal.people.models import FormerName, Member
from portal.people.persons import person_of
from portal.rooms.feedback.models import Feedback
from tests.actors import a_member, staff
from tests.rooms.testimonials.quoting import said


def renamed(member: Member, given: str, family: str) -> None:
    priya = staff("success")
    with transaction() as session:
        again = session.get_one(Member, member.id)
        edit_member(again, {"given_name": given, "family_name": family}, "Orbit Health", priya)


def moved(member: Member, address: str) -> None:
    priya = staff("success")
    with transaction() as session:
        change_address(session.get_one(Member, member.id), address, priya)


def test_a_contact_who_married_and_moved_is_taken_out_under_every_name(app: Flask) -> None:
    mei = a_member("Mei Tanaka", "Orbit Health", email="mei@orbit.example")
    piece = said("Mei Tanaka (mei@orbit.example) fights with faxes; Mei Lind too.", a_member("Ola Berg"))
    renamed(mei, "Mei", "Lind")
    moved(mei, "mei.lind@orbit.example")
    person = person_of(db.session.get_one(Member, mei.id))
    assert person.names == ("Mei Lind", "Mei Tanaka")
    assert person.addresses == ("mei.lind@orbit.example", "mei@orbit.example")
    for kept in kept_of_people():
        if kept.model is Feedback and kept.erase is not None:
            with transaction():
                kept.erase(person, kept.whose(person))
    db.session.expire_all()
    text = db.session.get_one(Feedback, piece.id).text
    assert text == "a former member (a former member) fights with faxes; a former member too."


def test_what_somebody_else_is_called_or_reached_at_stays_theirs(app: Flask) -> None:
    mei = a_member("Mei Tanaka", email="mei@orbit.example")
    renamed(mei, "Ola", "Berg")
    renamed(mei, "Mei", "Tanaka")
    moved(mei, "tanaka@orbit.example")
    a_member("Ola Berg", email="mei@orbit.example")
    person = person_of(db.session.get_one(Member, mei.id))
    assert (person.names, person.addresses) == (("Mei Tanaka",), ("tanaka@orbit.example",))


def test_a_name_that_a_living_namesake_has_is_known_as_shared(app: Flask) -> None:
    anna = a_member("Anna Muller", "Orbit Health")
    double = a_member("anna  muller", "Orbit Health", merged_into_id=anna.id)
    assert person_of(anna).shared == frozenset()
    double_of_another = a_member("Anna Muller", merged_into_id=a_member("Anna B.").id)
    assert person_of(anna).shared == {"Anna Muller", double.name}
    with transaction() as session:
        session.delete(session.get_one(Member, double_of_another.id))
    assert person_of(anna).shared == frozenset()
    colleague = staff("success", name="ANNA MULLER")
    assert person_of(anna).shared == {"Anna Muller", double.name}
    with transaction() as session:
        session.delete(session.get_one(User, colleague.id))
    renamed(a_member("Ola Berg"), "Anna Muller", "")
    assert person_of(anna).shared == {"Anna Muller", double.name}


def test_erasing_somebody_leaves_alone_what_names_their_living_namesake(app: Flask) -> None:
    anna, other = a_member("Anna Muller", "Orbit Health"), a_member("Anna Muller", "Fjord Bank")
    piece = said(f"Call Anna Muller of Fjord Bank, not {anna.email}.", other)
    kept = next(each for each in kept_of_people() if each.model is Feedback and not each.copied)
    person = person_of(db.session.get_one(Member, anna.id))
    with transaction():
        assert kept.erase is not None
        kept.erase(person, kept.whose(person))
    db.session.expire_all()
    text = db.session.get_one(Feedback, piece.id).text
    assert text == "Call Anna Muller of Fjord Bank, not a former member."


@pytest.mark.one_database
def test_an_email_to_somebody_is_not_emptied_for_the_name_that_they_share(app: Flask) -> None:
    anna, other = a_member("Anna Muller", "Orbit Health"), a_member("Anna Muller", "Fjord Bank")
    with transaction():
        for key, text in (("one", "Hello Anna Muller,"), ("two", f"Hello Anna Muller, not {anna.email}")):
            mail = {"recipient": other.email, "subject": "News", "text": text, "html": "", "category": "service"}
            post_mail(key=f"test:{key}", sender_name="Northwind", member_id=other.id, **mail)
    keys, _after = mails_that_tell(person_of(anna), frozenset(), None)
    assert [db.session.get_one(Mail, key[0]).key for key in keys] == ["test:two"]


@pytest.mark.one_database
def test_it_is_noted_whichever_way_the_row_changes(app: Flask) -> None:
    mei = a_member("Mei Tanaka", email="mei@orbit.example")
    with transaction() as session:
        session.expire_all()
        again = session.get_one(Member, mei.id)
        session.expire(again)
        again.family_name = "Lind"
    assert db.session.scalars(select(FormerName.former)).all() == ["Mei Tanaka"]


@pytest.mark.one_database
def test_another_change_notes_nothing(app: Flask) -> None:
    mei = a_member("Mei Tanaka")
    with transaction() as session:
        session.get_one(Member, mei.id).job_title = "Nurse"
    assert db.session.scalars(select(FormerName)).all() == []


WRITTEN = {
    "Mei Tanaka": ("Mei\nTanaka", "mei  tanaka", "MEI\u00a0TANAKA"),
    "Öykü Ünal": ("öykü ünal", "ÖYKÜ ÜNAL"),
    "Seán O'Neil": ("Seán O’Neil", "SEÁN O'NEIL"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_name_is_found_however_somebody_types_it(app: Flask, name: str) -> None:
    person, author = person_of(a_member(name)), a_member("Ola Berg")
    texts = [said(f"Ask {written} about it.", author).id for written in WRITTEN[name]]
    for kept in kept_of_people():
        if kept.model is Feedback and kept.erase is not None:
            with transaction():
                kept.erase(person, kept.whose(person))
    db.session.expire_all()
    assert {db.session.get_one(Feedback, text).text for text in texts} == {"Ask a former member about it."}
