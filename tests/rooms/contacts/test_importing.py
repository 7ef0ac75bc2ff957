"""Contacts from files: who is made, who is changed, who is refused and why."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.people.models import Company, Employment, Member
from tests.actors import a_member, staff
from tests.kits.transfer.imports import brought_in, checked, counts, reasons
from tests.queries import counted

HEADINGS = ("First name", "Last name", "E-mail", "Country", "Company", "Job title")
MEI = ("Mei", "Tanaka", "mei@example.org", "JP", "Orbit Health", "Head of Nursing")
JONAS = ("Jonas", "Weiß", "jonas@example.org", "Deutschland", "Helio Energy", "")


def a_row(**cells: str) -> tuple[str, ...]:
    names = ("given", "family", "email", "country", "company", "title")
    return tuple(cells.get(name, default) for name, default in zip(names, MEI, strict=True))


def the_member(email: str) -> Member:
    return db.session.scalars(select(Member).where(Member.email == email)).one()


def test_people_come_in_with_their_companies_and_employments(app: Flask, tmp_path: Path) -> None:
    job = brought_in(tmp_path, "contacts", [HEADINGS, MEI, JONAS])
    assert counts(job) == {"created": 2}
    mei = the_member("mei@example.org")
    assert (mei.name, mei.job_title, mei.country, mei.source) == ("Mei Tanaka", "Head of Nursing", "JP", "import")
    assert mei.company is not None
    assert mei.company.name == "Orbit Health"
    employment = db.session.scalars(select(Employment).where(Employment.member_id == mei.id)).one()
    assert (employment.company_id, employment.job_title, employment.until) == (mei.company_id, "Head of Nursing", None)
    assert the_member("jonas@example.org").country == "DE"


def test_a_second_import_changes_nothing(app: Flask, tmp_path: Path) -> None:
    rows = [HEADINGS, MEI, JONAS, a_row(given="MEI", email=" MEI@EXAMPLE.ORG"), a_row(email="nobody")]
    assert counts(brought_in(tmp_path, "contacts", rows)) == {"created": 2, "unchanged": 1, "refused": 1}
    lines = db.session.query(Activity).count()
    assert counts(brought_in(tmp_path, "contacts", rows)) == {"unchanged": 3, "refused": 1}
    assert db.session.query(Activity).count() == lines + 1  # "a file was brought in"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "There's no email address in this row."),
        ("not an address", "“not an address” is not an email address."),
        ("mei@@example.org", "“mei@@example.org” is not an email address."),
        ("m ei@example.org", "“m ei@example.org” is not an email address."),
        ("mei@example.", "“mei@example.” is not an email address."),
        ("mei@example.org\nCc: all@example.org", "“mei@example.org Cc: all@example.org” is not an email address."),
        ("mei@example.org\x07", "“mei@example.org” is not an email address."),
        ("m" * 300 + "@example.org", f"“{'m' * 80}” is not an email address."),
        ("mei@localhost", "“mei@localhost” is not an email address."),
    ],
)
def test_a_row_without_a_usable_address_is_refused(app: Flask, tmp_path: Path, address: str, reason: str) -> None:
    job = brought_in(tmp_path, "contacts", [HEADINGS, a_row(email=address), JONAS])
    assert counts(job) == {"created": 1, "refused": 1}
    assert reasons(job) == [reason]


def test_the_first_row_of_an_address_wins(app: Flask, tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        MEI,
        a_row(email="Mei@Example.org "),
        a_row(given="MEI", company="ORBIT  HEALTH"),
        a_row(title="", country="", company="n/a"),
        a_row(company="Somebody Else"),
    ]
    job = brought_in(tmp_path, "contacts", rows)
    assert counts(job) == {"created": 1, "unchanged": 3, "refused": 1}
    assert reasons(job) == ["The first row of an address wins, and this one says something else."]
    assert db.session.scalars(select(Company.name)).all() == ["Orbit Health"]


def test_twins_are_found_across_pages(app: Flask, tmp_path: Path) -> None:
    people = [a_row(email=f"person{number}@example.org") for number in range(600)]
    twins = [a_row(email="person3@example.org"), a_row(email="person4@example.org", title="Porter")]
    assert counts(brought_in(tmp_path, "contacts", [HEADINGS, *people, *twins])) == {
        "created": 600,
        "unchanged": 1,
        "refused": 1,
    }


def test_only_what_differs_is_changed_and_nothing_is_blanked_out(app: Flask, tmp_path: Path) -> None:
    member = a_member("Mei Tanaka", "Orbit Health", email="mei@example.org", job_title="Nurse", country="JP")
    rows = [("email", "last name", "title", "country", "company"), ("mei@example.org", "", "Head of Nursing", "", "-")]
    assert counts(brought_in(tmp_path, "contacts", rows)) == {"changed": 1}
    db.session.refresh(member)
    assert (member.name, member.job_title, member.country) == ("Mei Tanaka", "Head of Nursing", "JP")
    assert member.company_id is not None
    assert db.session.scalar(select(Activity.verb).where(Activity.verb == "member.changed")) == "member.changed"


def test_another_company_is_a_change_of_jobs(app: Flask, tmp_path: Path) -> None:
    member = a_member("Mei Tanaka", "Orbit Health", email="mei@example.org")
    left = member.company_id
    assert counts(brought_in(tmp_path, "contacts", [HEADINGS, a_row(company="Lindqvist Pharma")])) == {"changed": 1}
    db.session.refresh(member)
    assert member.company is not None
    assert member.company.name == "Lindqvist Pharma"
    employments = db.session.scalars(select(Employment).order_by(Employment.id)).all()
    assert [employment.until is None for employment in employments] == [False, True]
    line = db.session.scalars(select(Activity).where(Activity.verb == "employment.changed")).one()
    assert line.facts == {"from_company": left, "to_company": member.company_id}


def test_companies_of_one_name_are_one_company(app: Flask, tmp_path: Path) -> None:
    names = ("Ōtani Works", "otani works", "OTANI  WORKS")
    people = [a_row(email=f"p{number}@example.org", company=name) for number, name in enumerate(names)]
    brought_in(tmp_path, "contacts", [HEADINGS, *people])
    assert db.session.scalars(select(Company.name)).all() == ["Ōtani Works"]


@pytest.mark.one_database
@pytest.mark.parametrize("nothing", ["", "-", "N/A", "n/a", "None", "  ", "--", "k.A.", "ninguna"])
def test_a_placeholder_is_no_company(app: Flask, tmp_path: Path, nothing: str) -> None:
    brought_in(tmp_path, "contacts", [HEADINGS, a_row(company=nothing, title=nothing)])
    member = the_member("mei@example.org")
    assert (member.company_id, member.job_title) == (None, "")


def test_names_that_look_like_formulas_are_names(app: Flask, tmp_path: Path) -> None:
    brought_in(tmp_path, "contacts", [HEADINGS, a_row(given="=SUM(A1)", family="+49", company="@company")])
    member = the_member("mei@example.org")
    assert member.name == "=SUM(A1) +49"
    assert member.company is not None
    assert member.company.name == "@company"


def test_somebody_without_a_name_is_kept(app: Flask, tmp_path: Path) -> None:
    assert counts(brought_in(tmp_path, "contacts", [HEADINGS, a_row(given="", family="")])) == {"created": 1}
    assert the_member("mei@example.org").name == "mei@example.org"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Mei Tanaka", "Mei", "Tanaka"),
        ("Tanaka, Mei", "Mei", "Tanaka"),
        ("Mei", "Mei", ""),
        ("Dr. Ludwig van Hoek", "Ludwig", "van Hoek"),
        ("Ana María de la Cruz", "Ana María", "de la Cruz"),
        ("Sammy Davis Jr.", "Sammy", "Davis Jr."),
        ("Sammy Davis, Jr.", "Sammy", "Davis, Jr."),
    ],
)
def test_a_full_name_is_split_kindly(app: Flask, tmp_path: Path, name: str, given: str, family: str) -> None:
    brought_in(tmp_path, "contacts", [("Full name", "E-mail"), (name, "mei@example.org")])
    member = the_member("mei@example.org")
    assert (member.given_name, member.family_name) == (given, family)


def test_a_cell_that_is_too_long_is_refused_not_cut(app: Flask, tmp_path: Path) -> None:
    job = brought_in(tmp_path, "contacts", [HEADINGS, a_row(title="Head of " * 30), JONAS])
    assert reasons(job) == ["Job title is longer than 160 characters."]


def test_a_row_with_more_cells_than_columns_is_refused(app: Flask, tmp_path: Path) -> None:
    job = brought_in(tmp_path, "contacts", [HEADINGS, MEI, JONAS, (*a_row(email="a@example.org"), "what is this")])
    assert counts(job) == {"created": 2, "refused": 1}


def test_the_address_of_a_double_leads_to_the_one_who_stayed(app: Flask, tmp_path: Path) -> None:
    stays = a_member("Mei Tanaka", "Orbit Health", email="mei@example.org", job_title="Head of Nursing", country="JP")
    double = a_member("M Tanaka", "Orbit Health", email="m.tanaka@example.org")
    with transaction() as session:
        session.get_one(Member, double.id).merged_into_id = stays.id
    assert counts(brought_in(tmp_path, "contacts", [HEADINGS, a_row(email="m.tanaka@example.org")])) == {"unchanged": 1}


def test_a_look_at_the_rows_writes_nothing_and_promises_the_same(app: Flask, tmp_path: Path) -> None:
    a_member("Mei Tanaka", "Orbit Health", email="mei@example.org")
    rows = [HEADINGS, MEI, JONAS, a_row(email="nobody")]
    job = checked(tmp_path, "contacts", rows)
    assert counts(job) == {"created": 1, "changed": 1, "refused": 1}
    assert db.session.query(Member).count() == 1
    assert db.session.query(Company).count() == 1
    assert counts(brought_in(tmp_path, "contacts", rows)) == counts(job)


def test_the_ledger_says_who_brought_whom_in_and_that_it_is_no_news(app: Flask, tmp_path: Path) -> None:
    owner = staff("success")
    brought_in(tmp_path, "contacts", [HEADINGS, MEI, JONAS], owner)
    lines = db.session.scalars(select(Activity).where(Activity.actor_user_id == owner.id)).all()
    assert sorted(line.verb for line in lines) == ["company.created"] * 2 + ["import.finished"] + ["member.created"] * 2
    assert all(line.historic for line in lines if line.verb == "member.created")


def test_statements_do_not_grow_with_the_rows_of_a_page(app: Flask, tmp_path: Path) -> None:
    def statements(number: int) -> int:
        rows = [
            a_row(email=f"p{number}.{row}@example.org", company=f"Company {number}.{row % 7}") for row in range(number)
        ]
        with counted(app) as seen:
            brought_in(tmp_path, "contacts", [HEADINGS, *rows])
        # SQLite hands the ids of ledger lines back one by one; everything else is one statement a page.
        return sum("INTO activities" not in statement for statement in seen.statements)

    statements(3)
    assert statements(400) <= statements(20) + 2
