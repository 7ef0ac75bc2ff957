"""Tags: few and clear ones, managed by marketing, the same wherever they stand."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.search.actions import index_due, index_faults
from portal.rooms.feedback.actions import capture_feedback, merge_tags, rename_tag, tag_named
from portal.rooms.feedback.models import Feedback, FeedbackTag, Tag
from tests.actors import signed_in, staff


def tagged(words: str, actor: User, *tags: Tag) -> Feedback:
    with transaction() as session:
        return capture_feedback(words, actor, source="call", tags=[session.get_one(Tag, tag.id) for tag in tags])


def two_tags() -> tuple[Tag, Tag]:
    with transaction():
        return tag_named("product_area", "Scans"), tag_named("product_area", "Scanned documents")


def test_a_name_is_one_tag_whatever_its_case_and_accents(app: Flask) -> None:
    with transaction():
        first, again = tag_named("free", "Prüfung"), tag_named("free", " PRUFUNG ")
        elsewhere = tag_named("role", "Prüfung")
    assert first.id == again.id != elsewhere.id


@pytest.mark.parametrize(("facet", "name"), [("free", " "), ("free", "…"), ("mood", "Angry")])
def test_a_tag_needs_a_name_and_a_kind(app: Flask, facet: str, name: str) -> None:
    with pytest.raises(Refused), transaction():
        tag_named(facet, name)


def test_two_become_one_and_the_index_hears_of_it(app: Flask) -> None:
    lena = staff("marketing")
    scans, documents = two_tags()
    both, one = tagged("Both.", lena, scans, documents), tagged("One.", lena, scans)
    while index_due():
        pass
    with transaction() as session:
        merge_tags(session.get_one(Tag, scans.id), session.get_one(Tag, documents.id))
    stands = select(FeedbackTag.feedback_id, FeedbackTag.tag_id).order_by(FeedbackTag.feedback_id)
    assert [tuple(row) for row in db.session.execute(stands)] == [(both.id, documents.id), (one.id, documents.id)]
    while index_due():
        pass
    assert list(index_faults()) == []


def test_tags_of_two_kinds_do_not_become_one(app: Flask) -> None:
    with transaction():
        scans, angry = tag_named("product_area", "Scans"), tag_named("free", "angry")
    for double, stays in ((scans, angry), (scans, scans)):
        with pytest.raises(Refused, match="two different tags of the same kind"), transaction():
            merge_tags(double, stays)


def test_a_name_that_is_taken_is_refused_and_kept_as_typed(app: Flask) -> None:
    scans, _documents = two_tags()
    with pytest.raises(Refused, match="already a tag with that name"), transaction():
        rename_tag(scans, "scanned DOCUMENTS")
    page = signed_in(app, staff("marketing")).post(f"/tags/{scans.id}/name", data={"name": "scanned DOCUMENTS"})
    assert page.status_code == 422
    assert 'value="scanned DOCUMENTS"' in page.text
    assert "keeps its name" in page.text


def test_marketing_manages_them_on_one_page(app: Flask) -> None:
    lena = signed_in(app, staff("marketing"))
    lena.post("/tags", data={"facet": "competitor", "name": "Lexa"})
    tag = db.session.scalars(select(Tag)).one()
    lena.post(f"/tags/{tag.id}/name", data={"name": "Lexa Pro"})
    lena.post(f"/tags/{tag.id}/retirement")
    page = lena.get("/tags").text
    again = lena.post(f"/tags/{tag.id}/retirement", follow_redirects=True).text
    assert "That was done already. Nothing has changed." in again
    assert "Lexa Pro" in page
    assert "no longer offered" in page
    assert lena.post("/tags", data={"facet": "competitor", "name": ""}).status_code == 422
    assert lena.post("/tags/999/retirement").status_code == 404


def test_those_who_only_read_manage_nothing(app: Flask) -> None:
    scans, _documents = two_tags()
    executive = signed_in(app, staff("executive"))
    assert executive.get("/tags").status_code == 404
    for act in ("name", "retired", "merged"):
        assert executive.post(f"/tags/{scans.id}/{act}").status_code == 404
