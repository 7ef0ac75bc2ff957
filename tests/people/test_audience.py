"""Whom an audience admits: OR within a list, AND across lists, nobody asked for is everybody who is a member."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.audience import admits, make_audience, members_in, terms_of
from portal.people.models import Audience, Company, Member
from portal.people.traits import traits_of
from portal.people.viewer import Nobody, Viewer
from tests.actors import a_member, a_user, staff

Terms = Mapping[str, Sequence[str]]
PLACES = {
    "Orbit Health": ("customer", "gold", "emea"),
    "Halden": ("partner", "gold", "apac"),
    "Tessel Manufacturing": ("former", None, None),
}


@pytest.fixture
def people(app: Flask) -> list[User]:
    """Nine members: three companies, each with a promoter in Japan, a detractor in Germany and somebody unknown."""
    found = [
        a_user(a_member(f"{segment} {number}", company, segment=segment, country=country, stage=stage))
        for number, company in enumerate(PLACES)
        for segment, country, stage in (
            ("promoter", "JP", "advocate"),
            ("detractor", "DE", "being_heard"),
            ("unknown", None, None),
        )
    ]
    with transaction() as session:
        for company in session.scalars(select(Company)):
            company.kind, company.plan, company.region = PLACES[company.name]
    return found


def lists() -> list[Terms]:
    """Lists that ask one thing, several values of it, and several things at once."""
    of_one = db.session.scalars(select(Member.id).order_by(Member.id)).first()
    single: list[Terms] = [
        {"segment": ["promoter"]},
        {"segment": ["promoter", "detractor"]},
        {"stage": ["advocate"]},
        {"kind": ["partner"]},
        {"kind": ["partner", "customer"]},
        {"plan": ["gold"]},
        {"region": ["apac"]},
        {"country": ["JP"]},
        {"country": ["JP", "DE"]},
        {"member": [str(of_one)]},
        {"company": [str(db.session.scalar(select(Company.id).where(Company.name == "Halden")))]},
    ]
    pairs = [{**one, **other} for one, other in pairwise(single) if not one.keys() & other.keys()]
    return [*single, *pairs, {"segment": ["promoter"], "kind": ["partner"], "country": ["DE"]}]


def meets(terms: Terms, user: User) -> bool:
    """The rule in plain words of Python."""
    member = db.session.get_one(Member, user.member_id)
    traits = traits_of(member, member.company)
    return all(traits.get(kind) in values for kind, values in terms.items())


def admitted(audience: Audience, user: User) -> bool:
    return db.session.scalar(select(admits(Audience.id, Viewer(user))).where(Audience.id == audience.id)) is True


def counted(audience: Audience) -> set[int]:
    statement = select(Member.id).outerjoin(Company, Company.id == Member.company_id).where(members_in(audience))
    return set(db.session.scalars(statement))


def made(terms: Terms) -> Audience:
    with transaction():
        return make_audience(terms)


def test_every_list_of_an_audience_has_to_fit_and_one_value_of_it(people: list[User]) -> None:
    for terms in lists():
        audience = made(terms)
        right = {user.member_id for user in people if meets(terms, user)}
        assert {user.member_id for user in people if admitted(audience, user)} == right, terms
        assert counted(audience) == right, terms


def test_a_place_for_partners_in_japan_is_not_one_for_all_partners_nor_for_japan(people: list[User]) -> None:
    audience = made({"kind": ["partner"], "country": ["JP"]})
    names = {user.name for user in people if admitted(audience, user)}
    assert names == {"promoter 1"}


def test_lists_of_two_audiences_do_not_mix(people: list[User]) -> None:
    partners, japan = made({"kind": ["partner"]}), made({"country": ["JP"]})
    assert {user.name for user in people if admitted(partners, user)} == {"promoter 1", "detractor 1", "unknown 1"}
    assert {user.name for user in people if admitted(japan, user)} == {"promoter 0", "promoter 1", "promoter 2"}


def test_no_list_is_every_member_and_nobody_else(people: list[User]) -> None:
    everybody = made({})
    assert counted(everybody) == {user.member_id for user in people}
    assert all(admitted(everybody, user) for user in people)
    assert not admitted(everybody, staff("owner"))
    assert not db.session.scalar(select(admits(Audience.id, Nobody())).where(Audience.id == everybody.id))


def test_what_was_asked_for_is_told_again(app: Flask) -> None:
    terms = {"country": ["DE", "JP"], "kind": ["partner"]}
    assert {kind: sorted(values) for kind, values in terms_of(made(terms)).items()} == terms
    assert terms_of(None) == {}


@pytest.mark.one_database
def test_a_kind_of_list_that_does_not_exist_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="no such audience list: shoe_size"):
        make_audience({"shoe_size": ["44"], "country": ["JP"]})
