"""What a page of erasing reads and changes: nothing slow inside its transaction, nothing twice."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.core.personal import kept_of_people
from portal.core.persons import Person
from portal.kits.jobs.models import Job
from portal.kits.leaving.erasing import steps
from portal.kits.leaving.erasing.steps import Place, erasable, erase_rows, find_rows
from portal.kits.transfer import personal as of_files
from portal.ledger.ledger import record
from portal.ledger.models import Activity
from portal.ledger.outbox.mail import post_mail
from portal.people.models import Member
from portal.people.persons import person_of
from portal.people.verbs import COMPANY_CHANGED
from tests.actors import a_member, a_user, staff
from tests.kits.transfer.imports import staged_job

MEI = Person((1,), (2,), ("mei@orbit.example",), ("Mei Tanaka",))


def erased(person: Person, model: type) -> None:
    with transaction():
        for kept in kept_of_people():
            if kept.model is model and kept.erase is not None:
                kept.erase(person, kept.whose(person))


def test_lines_about_somebody_no_longer_share_a_number(app: Flask) -> None:
    mei, ola, boss = a_user(a_member("Mei Tanaka")), a_user(a_member("Ola Berg")), staff("owner")
    with transaction():
        for login in (mei, ola):
            record(COMPANY_CHANGED, actor=boss, about=login)
            record(COMPANY_CHANGED, actor=login, about=login)
    person = person_of(db.session.get_one(Member, mei.member_id))
    erased(person, Activity)
    lines = db.session.execute(
        select(Activity.about_kind, Activity.about_id, Activity.actor_user_id)
        .where(Activity.verb == COMPANY_CHANGED)
        .order_by(Activity.id)
    )
    assert [tuple(line) for line in lines] == [
        *((None, None, boss.id), (None, None, None)),
        *(("user", ola.id, boss.id), ("user", ola.id, ola.id)),
    ]


@pytest.mark.one_database
def test_files_are_read_before_the_transaction_alone(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = staged_job(
        tmp_path, "contacts", [["Email", "First name"], ["mei@orbit.example", "Mei"]], staff("success")
    ).id
    step = next(number for number, kept in enumerate(erasable(), 1) if kept.whose is of_files.imports_naming)
    found = find_rows(MEI, Place(1, step))
    assert (found.step, list(found.keys)) == (step, [(job_id,)])
    monkeypatch.setattr(of_files, "_file_names", None)
    with transaction():
        erase_rows(MEI, found)
    assert db.session.get_one(Job, job_id).file_key is None


@pytest.mark.one_database
def test_their_words_are_read_once_for_many_pages_of_emails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kits.leaving.erasing.words.PAGE", 1)
    with transaction():
        for number in range(3):
            mail = {
                "recipient": "ola@fjord.example",
                "subject": "News",
                "text": "Hello",
                "html": "",
                "category": "news",
            }
            post_mail(key=f"test:{number}", sender_name="Northwind", **mail)
    calls: list[Person] = []
    monkeypatch.setattr(steps, "words_of", lambda person: calls.append(person) or frozenset())
    find_rows(MEI, Place())
    assert calls == [MEI]
