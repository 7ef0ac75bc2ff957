"""Two records of one company become one."""

from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.people.actions.merge import merge_companies
from portal.people.actions.people import company_named
from portal.people.models import Company, Employment, Member
from tests.actors import a_member, staff


def test_companies_become_one_with_people_and_history(app: Flask, success: FlaskClient) -> None:
    mei, jonas = a_member("Mei Tanaka", "Orbit Health"), a_member("Jonas Weber", "Orbit Health Ltd")
    orbit, double = mei.company_id, jonas.company_id
    with transaction() as session:
        session.get_one(Company, double).external_id = "A-7"
        session.get_one(Company, double).takes_gifts = False

    answer = success.post(f"/companies/{orbit}/merge", data={"double": double})

    company = db.session.get_one(Company, orbit)
    assert answer.status_code == 303
    assert {member.company_id for member in db.session.query(Member)} == {orbit}
    assert {job.company_id for job in db.session.query(Employment)} == {orbit}
    assert (company.external_id, company.takes_gifts) == ("A-7", False)
    assert db.session.query(Activity).filter_by(company_id=double).count() == 0
    assert db.session.query(Activity).filter_by(verb="company.merged").one().company_id == orbit


def test_the_name_of_a_merged_company_leads_to_the_one_that_stays(app: Flask, success: FlaskClient) -> None:
    orbit, double = (a_member("Mei Tanaka", name).company_id for name in ("Orbit Health", "Orbit Health Ltd"))
    priya = staff("success")
    with transaction() as session:
        both = [session.get_one(Company, company_id) for company_id in (orbit, double)]
        merge_companies(*both, session.get_one(User, priya.id))
    with transaction():
        assert company_named("ORBIT HEALTH LTD").id == orbit

    assert success.get(f"/companies/{double}").location.endswith(f"/companies/{orbit}")
    assert "Orbit Health Ltd" not in success.get("/companies").text


def test_companies_that_look_alike_are_suggested(app: Flask, success: FlaskClient) -> None:
    for name in ("Orbit Health", "Orbit Health Ltd.", "Helio Energy", "Sun Works"):
        a_member("Ann Row", name)
    with transaction() as session:
        for company in session.query(Company).filter(Company.name.in_(["Helio Energy", "Sun Works"])):
            company.domain = "helio.example"

    page = success.get("/companies/doubles").text

    assert "Orbit Health Ltd." in page
    assert "helio.example" in page
