"""What stays of a quote when its author is erased: what was allowed, proven, and nobody's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, inspect, select
from sqlalchemy.exc import IntegrityError

from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.personal import kept_of_people
from portal.kits.leaving.actions import leave
from portal.kits.leaving.actions.beginning import begin_when_due
from portal.kits.leaving.models import Departure
from portal.people.models import Member
from portal.people.persons import person_of
from portal.rooms.feedback.models import Feedback
from portal.rooms.testimonials.actions import edit_text, erase_quotes_of, release, request_changes
from portal.rooms.testimonials.models import ApprovalRequest, Delegate, Permission, Testimonial, TestimonialVersion
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.leaving.test_erasing import ended
from tests.kits.search.test_rights import answer
from tests.rooms.testimonials.quoting import (
    GERMAN_PRESS,
    approved,
    asked,
    available,
    drafted,
    index_everything,
    link_in_the_mail,
    until,
)

MARK = "Zeppelina"


def erased(member: Member) -> None:
    with transaction() as session:
        erase_quotes_of(member.id)
        session.execute(delete(Feedback).where(Feedback.member_id == member.id))


def marked() -> Member:
    return a_member(f"{MARK} Tanaka", f"{MARK} Health", job_title=f"{MARK} in chief")


def everything() -> str:
    """Whatever stands in the rows of quotes and of what belongs to them."""
    rows = [row for kind in (Testimonial, TestimonialVersion, Permission, ApprovalRequest) for row in _all(kind)]
    return "\n".join(str([getattr(row, column.key) for column in inspect(row).mapper.columns]) for row in rows)


def _all(kind: type) -> list[object]:
    return list(db.session.scalars(select(kind)))


def test_hash_dates_channels_countries_and_kind_of_evidence_stay_and_nothing_else(app: Flask) -> None:
    mei, lena = marked(), staff("marketing", name="Lena Vogt")
    last = now().date() + timedelta(days=30)
    quote = approved(drafted(f"{MARK} said so.", mei), until(last))
    with transaction():
        release(quote, lena, f"{MARK} is in a hurry.")
    digest, version_id = db.session.execute(select(TestimonialVersion.sha256, TestimonialVersion.id)).one()
    erased(mei)

    row, permission = db.session.get_one(Testimonial, quote.id), db.session.scalars(select(Permission)).one()
    assert (row.status, row.member_id, row.company_id, row.feedback_id) == ("withdrawn", None, None, None)
    assert row.current is not None
    assert (row.current.sha256, row.current.id, row.current.text) == (digest, version_id, "")
    assert (permission.values("channel"), permission.values("territory")) == (["press"], ["DE"])
    assert (permission.evidence_kind, permission.until, bool(permission.revoked_at)) == ("link", last, True)
    assert permission.granted_at <= now()
    assert MARK not in everything()
    assert "said so in a test" not in everything()
    assert [db.session.scalar(select(func.count()).select_from(kind)) for kind in (ApprovalRequest, Link)] == [0, 0]


def test_the_row_outlives_the_person_and_the_person_never_goes_before_their_words(app: Flask) -> None:
    mei = marked()
    quote = available(drafted(member=mei))
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(delete(Member).where(Member.id == mei.id))
    erased(mei)
    with transaction() as session:
        session.execute(delete(Member).where(Member.id == mei.id))
    assert db.session.get(Testimonial, quote.id) is not None


def test_of_words_that_were_never_allowed_nothing_stays(app: Flask) -> None:
    mei, lena = marked(), staff("marketing")
    kept = available(drafted(f"{MARK} one.", mei))
    drafted(f"{MARK} two.", mei)
    request = asked(drafted(f"{MARK} three.", mei), GERMAN_PRESS)
    with transaction() as session:
        edit_text(session.get_one(Testimonial, kept.id), f"{MARK} one, shorter.", session.merge(lena))
        request_changes(session.get_one(ApprovalRequest, request.id), f"{MARK} would say it otherwise.")
    erased(mei)
    assert [row.id for row in db.session.scalars(select(Testimonial))] == [kept.id]
    assert [version.number for version in db.session.scalars(select(TestimonialVersion))] == [1]
    assert MARK not in everything()


def test_only_who_works_on_quotes_reads_what_stays_and_search_finds_nothing(app: Flask) -> None:
    mei = marked()
    quote = available(drafted(f"{MARK} landed softly.", mei))
    index_everything()
    erased(mei)
    lena, product = signed_in(app, staff("marketing")), signed_in(app, staff("product"))
    for _worker in ("stands still", "has caught up"):
        assert answer(lena, f"q={MARK}&kind=testimonial&status=withdrawn")["total"] == 0
        index_everything()
    page = lena.get(f"/quotes/{quote.id}").text
    digest = db.session.scalar(select(TestimonialVersion.sha256)) or "no hash"
    for part in (digest, "Germany", "Press", "by the link"):
        assert part in page
    assert MARK not in page
    assert "Erased with their author" in lena.get("/quotes?show=withdrawn").text
    assert product.get(f"/quotes/{quote.id}").status_code == 404
    assert lena.get(f"/quotes/{quote.id}/words").status_code == 404
    for act in ("request", "release", "draft", "withdrawal"):
        assert lena.post(f"/quotes/{quote.id}/{act}").status_code == 404


def test_whoever_leaves_is_erased_from_their_quotes_by_this(app: Flask) -> None:
    mei = marked()
    quote, login = available(drafted(f"{MARK} said so.", mei)), a_user(mei)
    quote_id, member_id, digest = quote.id, mei.id, db.session.scalar(select(TestimonialVersion.sha256))
    with transaction() as session:
        leave(session.get_one(Member, member_id), session.merge(login), posts="go")
    with transaction() as session:
        begin_when_due(session.scalars(select(Departure)).one())
    ended(db.session.scalars(select(Departure.job_id)).one() or 0)
    assert db.session.get(Member, member_id) is None
    row = db.session.get_one(Testimonial, quote_id)
    assert row.current is not None
    assert (row.status, row.member_id, row.current.sha256, row.current.text) == ("withdrawn", None, digest, "")
    assert db.session.scalars(select(Permission)).one().values("territory") == ["DE"]
    assert MARK not in everything()


def test_a_quote_of_somebody_else_that_names_them_is_a_draft_again(app: Flask) -> None:
    mei, lena = a_member("Mei Tanaka", email="mei@orbit.example"), staff("marketing")
    names_her = available(drafted("Mei Tanaka's team halved our faxes.", a_member("Ola Berg", email="ola@x.example")))
    other = available(drafted("Mei Tanakas are rare.", a_member("Ada Byron", email="ada@x.example")))
    for kept in kept_of_people():
        if kept.model in {TestimonialVersion, Feedback} and kept.erase is not None:
            with transaction():
                kept.erase(person_of(mei), kept.whose(person_of(mei)))
    db.session.expire_all()
    quote = db.session.get_one(Testimonial, names_her.id)
    assert quote.current is not None
    assert (quote.status, quote.current.text) == ("drafted", "a former member's team halved our faxes.")
    assert "Mei" not in signed_in(app, lena).get(f"/quotes/{quote.id}").text
    assert db.session.get_one(Testimonial, other.id).status == "available", "that is another name"
    index_everything()
    found = answer(signed_in(app, staff("executive")), "q=halved&kind=testimonial")
    assert found["total"] == 0


def test_a_delegate_who_leaves_stays_in_the_proof_without_a_name(app: Flask, client: FlaskClient) -> None:
    press = a_member("Petra Press", email="press@orbit.example")
    request = asked(member=a_member("Mei Tanaka", email="mei@orbit.example"))
    link = link_in_the_mail()
    client.post(f"{link}/delegates", data={"email": "press@orbit.example"})
    client.post(link_in_the_mail(), data={"channels": "press", "attribution": "full_name"})
    for kept in kept_of_people():
        if kept.model is Delegate and kept.erase is not None:
            with transaction():
                kept.erase(person_of(press), kept.whose(person_of(press)))
    page = signed_in(app, staff("marketing")).get(f"/quotes/{request.version.testimonial_id}").text
    assert "press@orbit.example" not in page
    assert "Approved by Mei Tanaka" not in page
    assert "Approved by “a former member”" in page
