"""The migration by which nothing is allowed any more that no page ever asked for."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, func, insert, select, text, update

from portal.core.clock import now
from portal.core.database import db
from portal.rooms.testimonials.models import Permission, Testimonial, TestimonialVersion
from tests.test_migrations import a_row_of, bare

__all__ = ["bare"]
ASKED = {"channels": ["press"], "territories": ["DE"], "attribution": "first_name", "languages": ["*"], "logo": False}
EVERYWHERE = {**ASKED, "territories": ["*"], "attribution": "full_name"}
LATER = now().date() + timedelta(days=200)
ENDS, GOES_ON = True, False


@pytest.fixture
def before(bare: Flask) -> MetaData:
    """The tables of the schema before, with somebody who has said something."""
    upgrade(revision="0019")
    tables = MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)
        nobody = {"member_id": None, "company_id": None, "written_by_id": None}
        for name, known in (("members", {"email": "mei@orbit.example", "folded": "mei"}), ("feedback", nobody)):
            columns = tables.tables[name].columns
            row = a_row_of(tables, name, id=1, **{key: value for key, value in known.items() if key in columns})
            connection.execute(insert(tables.tables[name]).values(row))
    return tables


def allowed(tables: MetaData, asked: dict[str, Any] | None, attribution: str, *scopes: str, **known: object) -> int:
    """A permission of words of its own: the question that was answered with yes, and what was made of it."""
    with db.engine.begin() as connection:

        def put(table: str, **row: object) -> int:
            made = connection.execute(insert(tables.tables[table]).values(a_row_of(tables, table, **row)))
            return int(made.inserted_primary_key[0])

        quote = put("testimonials", member_id=1, feedback_id=1, status="available")
        version = put("testimonial_versions", testimonial_id=quote, number=1)
        if asked is not None:
            put("approval_requests", version_id=version, asked_for=asked, answer="approved", answered_at=now())
        known = {"revoked_at": None, "until": LATER, "logo": False} | known
        permission = put("permissions", version_id=version, attribution=attribution, **known)
        for scope in scopes:
            kind, _, value = scope.partition(" ")
            row = {"permission_id": permission, "kind": kind, "value": value}
            connection.execute(insert(tables.tables["permission_scopes"]).values(row))
    return permission


CASES = (
    (ASKED, "first_name", ("channel press", "territory DE"), GOES_ON),
    (ASKED, "anonymous", ("channel press", "territory DE"), GOES_ON),
    (EVERYWHERE, "role_company", ("channel press", "territory DE"), GOES_ON),
    (ASKED, "role_company", ("channel press", "territory DE"), ENDS),
    (ASKED, "initials", ("channel press", "territory DE"), ENDS),
    (ASKED, "first_name", ("channel press", "channel web", "territory DE"), ENDS),
    (ASKED, "first_name", ("channel press", "territory AT"), ENDS),
    (None, "anonymous", ("channel press", "territory DE"), ENDS),
)
"""What was asked and answered with yes, what was made of it, and whether that ends."""


def test_what_goes_beyond_the_question_ends_in_two_weeks_and_is_as_before_on_the_way_down(before: MetaData) -> None:
    ids = [allowed(before, asked, attribution, *scopes) for asked, attribution, scopes, _ends in CASES]
    upgrade()
    soon = now().date() + timedelta(days=14)
    permissions = [db.session.get_one(Permission, permission_id) for permission_id in ids]
    expected = [(soon, True) if ends else (LATER, False) for _asked, _attribution, _scopes, ends in CASES]
    assert [(each.until, bool(each.never_asked)) for each in permissions] == expected
    with db.session() as session:
        newest = Testimonial.id == select(func.max(Testimonial.id)).scalar_subquery()
        session.execute(update(Testimonial).where(newest).values(member_id=None, feedback_id=None))
        session.commit()
    db.session.remove()
    downgrade(revision="0019")
    with db.engine.connect() as connection:
        untils = connection.execute(text("select until from permissions order by id")).scalars()
        assert [str(until) for until in untils] == [str(LATER)] * (len(CASES) - 1), "what is of nobody is forgotten"


def test_no_logo_and_no_translation_was_ever_asked_for(before: MetaData) -> None:
    scopes = ("channel press", "territory DE", "language *")
    standing = allowed(before, ASKED, "first_name", *scopes, logo=True)
    revoked = allowed(before, ASKED, "first_name", *scopes, logo=True, revoked_at=now())
    upgrade()
    permissions = {each.id: each for each in db.session.scalars(select(Permission))}
    assert (permissions[standing].logo, permissions[standing].values("language")) == (False, [])
    assert (permissions[standing].until, permissions[standing].values("channel")) == (LATER, ["press"])
    assert (permissions[revoked].logo, permissions[revoked].values("language")) == (True, ["*"])
    db.session.remove()
    downgrade(revision="0019")
    with db.engine.connect() as connection:
        logos = connection.execute(text("select logo from permissions order by id")).scalars()
        languages = connection.execute(text("select count(*) from permission_scopes where kind = 'language'")).scalar()
    assert ([bool(logo) for logo in logos], languages) == ([True, True], 2)


def test_words_that_customers_wrote_into_a_question_are_versions_by_them(before: MetaData) -> None:
    """Some were copied by a colleague, some wait, and some were never taken over."""

    def put(table: str, **row: object) -> int:
        with db.engine.begin() as connection:
            made = connection.execute(insert(before.tables[table]).values(a_row_of(before, table, **row)))
        return int(made.inserted_primary_key[0])

    known = {"member_id": 1, "feedback_id": 1}
    other = {"answer": "changes_requested", "answered_at": now()}
    copied, waiting = (put("testimonials", status=status, **known) for status in ("drafted", "changes_requested"))
    for quote, theirs in ((copied, "Under thirty."), (waiting, "Under forty.")):
        first = put("testimonial_versions", testimonial_id=quote, number=1, text="Twenty.", incentive="a mug")
        put("approval_requests", version_id=first, answer_text=theirs, **other)
        with db.engine.begin() as connection:
            current = {"version": first, "quote": quote}
            connection.execute(text("update testimonials set current_version_id = :version where id = :quote"), current)
    put("testimonial_versions", testimonial_id=copied, number=2, text="Under thirty.", edited_by_id=None)
    put("testimonial_versions", testimonial_id=copied, number=3, text="Under thirty, she said.")
    upgrade()
    in_order = TestimonialVersion.testimonial_id, TestimonialVersion.number
    versions = db.session.scalars(select(TestimonialVersion).order_by(*in_order))
    assert [(each.testimonial_id, each.number, each.by_author) for each in versions] == [
        (copied, 1, False),
        (copied, 2, True),
        (copied, 3, False),
        (waiting, 1, False),
        (waiting, 2, True),
    ]
    now_theirs = db.session.get_one(Testimonial, waiting).current
    assert now_theirs is not None
    assert (now_theirs.text, now_theirs.incentive) == ("Under forty.", "a mug")
    assert now_theirs.sha256 == sha256(b"Under forty.").hexdigest()
