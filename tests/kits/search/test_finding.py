"""What is found, by whom, and that the index is only ever a hint."""

import shutil
from pathlib import Path

from flask import Flask

from portal.core.database import db, transaction
from portal.kits.search.actions import index_due, index_faults
from portal.kits.search.queries import Asked, find
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import capture_feedback, give_feedback
from portal.rooms.feedback.models import Feedback
from tests.actors import a_member, a_user, signed_in, staff


def test_a_word_and_a_phrase_are_found(app: Flask) -> None:
    with app.test_request_context():
        mei = a_member()
        with transaction():
            give_feedback(mei, "Ward forms still arrive by fax, every single day.")
            give_feedback(mei, "The search finds clauses that I had given up on.")
        while index_due():
            pass
        success = Viewer(staff("success"))
        assert find(Asked(words="fax"), success).total == 1
        assert find(Asked(words='"ward forms"'), success).total == 1
        assert find(Asked(words='"forms ward"'), success).total == 0
        assert list(index_faults()) == []


def test_what_has_changed_is_left_out_until_the_index_knows_it(app: Flask) -> None:
    with app.test_request_context():
        mei = a_member()
        with transaction():
            piece = give_feedback(mei, "Ward forms still arrive by fax.")
        index_due()
        success = Viewer(staff("success"))
        with transaction() as session:
            session.get_one(Feedback, piece.id).text = "Nothing to see here."
        answer = find(Asked(words="fax"), success)
        assert (answer.total, answer.hits, answer.facets.get("source")) == (0, [], [])
        index_due()
        assert find(Asked(words="nothing"), success).total == 1


def test_an_index_that_vanished_is_written_anew(app: Flask) -> None:
    mei = a_member()
    with transaction():
        give_feedback(mei, "Ward forms still arrive by fax.")
    index_due()
    shutil.rmtree(Path(app.config["INSTANCE_PATH"]) / "index")
    browser = signed_in(app, staff("success"))
    assert browser.get("/search?q=fax").status_code == 503
    index_due()
    assert b"fax" in browser.get("/search?q=fax", headers={"Accept": "application/json"}).data


def test_confidences_are_found_by_those_who_care_only(app: Flask) -> None:
    mei, priya = a_member(), staff("success")
    with transaction():
        capture_feedback("Our budget is frozen", priya, source="call", member=mei, between_us=True)
    index_due()
    for roles, total in ((("success",), 1), (("product",), 0), (("marketing",), 0)):
        answer = signed_in(app, staff(*roles)).get("/search?q=budget", headers={"Accept": "application/json"}).json
        assert answer is not None
        assert answer["total"] == total
        assert answer["facets"].get("source", {}) == ({"call": 1} if total else {})


def test_members_have_no_search(app: Flask) -> None:
    mei = a_member()
    assert signed_in(app, a_user(mei)).get("/search").status_code == 404
    assert app.test_client().get("/search").status_code == 303
    db.session.rollback()
