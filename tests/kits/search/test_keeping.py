"""The index says what the database says, after whatever happened."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.search.actions import index_due, index_faults
from portal.kits.search.models import IndexChange
from portal.people.actions.merge import merge_members
from portal.people.models import Member
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.transfer.writing import Piece, keep_pieces
from portal.rooms.surveys.transfer.writing import Answer, keep_answers
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member, staff
from tests.kits.search.edits import anything
from tests.rooms.testimonials.quoting import available, index_everything, said


def faults(app: Flask) -> list[str]:
    """What `flask search verify` finds; its exit code says the same."""
    result = app.test_cli_runner().invoke(args=["search", "verify", "--json"])
    found: list[str] = json.loads(result.stdout)["faults"]
    assert (result.exit_code == 0) == (found == [])
    return found


@pytest.mark.slow
def test_both_agree_after_random_edits_and_deletions(app: Flask) -> None:
    chance, lena_id = Random(1), staff("marketing").id
    for number in range(12):
        a_member(f"Person {number}", f"Company {number % 4}")
    for number in range(200):
        with transaction() as session:
            anything(chance, session.get_one(User, lena_id))
        if not number % 40:
            index_due()
    assert faults(app) == []
    assert db.session.scalar(select(IndexChange.id)) is None
    assert db.session.scalar(select(Testimonial.id).where(Testimonial.status == "available")) is not None


def test_verify_finds_what_went_past_it(app: Flask) -> None:
    changed, gone = said("Ward forms arrive by fax."), said("And now by letter.")
    index_everything()
    with transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE feedback SET text = 'Behind our back' WHERE id = {changed.id}")
        session.execute(delete(Feedback).where(Feedback.id == gone.id))
    assert faults(app) == [
        f"feedback {gone.id} is in the index, but not in the database",
        f"feedback {changed.id} is out of date in the index",
    ]
    rebuilt = app.test_cli_runner().invoke(args=["search", "rebuild", "--json"])
    assert json.loads(rebuilt.stdout) == {"documents": 1}
    assert faults(app) == []


def test_both_agree_after_the_folder_was_deleted(app: Flask) -> None:
    available()
    index_everything()
    shutil.rmtree(Path(app.config["INSTANCE_PATH"]) / "index")
    said("Written while the index was gone.")
    assert faults(app) == []


def test_what_is_brought_in_by_files_is_heard_of(app: Flask) -> None:
    mei = a_member()
    said("Ward forms arrive by fax.", mei)
    available(text="By letter, too.", member=mei)
    index_everything()
    with transaction():
        keep_answers([Answer(mei.id, mei.company_id, 3, "It was left to us.", now(), "row:1")])
        keep_pieces([Piece(None, None, "import:1", "", "Brought in.", 4, None, (("free", "Scans"),))], None)
    assert faults(app) == []


def test_people_who_become_one_take_their_words_along(app: Flask) -> None:
    mei, double, daniel = a_member("Mei Tanaka"), a_member("M. Tanaka", segment="promoter"), staff("success")
    said("Ward forms arrive by fax.", mei)
    available(text="By letter, too.", member=double)
    index_everything()
    with transaction() as session:
        merge_members(session.get_one(Member, mei.id), session.get_one(Member, double.id), daniel)
    assert faults(app) == []


def test_what_a_person_leaves_behind_is_heard_of(app: Flask) -> None:
    mei = a_member(segment="promoter")
    said("Ward forms arrive by fax.", mei)
    index_everything()
    with transaction() as session:
        session.delete(session.get_one(Member, mei.id))
    assert list(index_faults()) == []
    assert faults(app) == []


def test_a_change_that_was_rolled_back_leaves_no_note(app: Flask) -> None:
    piece = said("Ward forms arrive by fax.")
    index_everything()
    with pytest.raises(RuntimeError), transaction() as session:
        session.get_one(Feedback, piece.id).text = "Never mind."
        session.flush()
        raise RuntimeError
    assert db.session.scalar(select(IndexChange.id)) is None
    assert faults(app) == []
