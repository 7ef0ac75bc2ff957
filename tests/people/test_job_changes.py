"""Who tells us of a new job: what the old one opened ends at once, and the new one waits for a yes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.people.actions.job_changes import confirm_by_address, confirm_job, decline_job
from portal.people.actions.jobs import change_job
from portal.people.actions.merge import merge_members
from portal.people.company_domains import is_public_provider
from portal.people.models import Company, Employment, JobChange, Member
from portal.people.queries.job_changes import jobs_on_today
from portal.people.viewer import Viewer
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.transfer.imports import brought_in, counts
from tests.people.job_changes import MAY, a_company, audience_of, lets_in, tells

PARTNERS = {"kind": "partner", "plan": "Partner", "region": "Nordics"}
DAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
"""A Friday."""


@pytest.fixture
def halden(app: Flask) -> Company:
    return a_company("Halden", **PARTNERS)


@pytest.fixture
def mei(app: Flask) -> User:
    """A member of a customer's, which opens things to her."""
    member = a_member("Mei Tanaka", "Orbit Health", job_title="Nurse", country="JP", joined_at=now())
    with transaction() as session:
        company = session.get_one(Company, member.company_id)
        company.plan, company.region = "Enterprise", "Asia"
    return a_user(member)


@pytest.fixture
def daniel(app: Flask) -> User:
    """Somebody of customer success."""
    return staff("success", name="Daniel Okafor")


def the(row: JobChange) -> JobChange:
    return db.session.get_one(JobChange, row.id)


def member_of(user: User) -> Member:
    db.session.rollback()
    return db.session.get_one(Member, user.member_id)


def jobs_of(user: User) -> list[tuple[str, bool]]:
    """Each employment, with whether it goes on."""
    mine = select(Employment).where(Employment.member_id == user.member_id).order_by(Employment.id)
    return [(job.company.name, job.until is None) for job in db.session.scalars(mine)]


def dates_of(user: User) -> list[tuple[date, date | None]]:
    """When each employment began and ended."""
    db.session.rollback()
    mine = select(Employment).where(Employment.member_id == user.member_id).order_by(Employment.id)
    return [(job.since, job.until) for job in db.session.scalars(mine)]


def verbs() -> list[str]:
    told = select(Activity.verb).where(Activity.verb.like("employment.%")).order_by(Activity.id)
    return [str(verb).removeprefix("employment.") for verb in db.session.scalars(told)]


def test_nothing_of_the_new_company_opens_and_everything_of_the_old_one_ends(
    mei: User, daniel: User, halden: Company
) -> None:
    old = [audience_of(company=str(member_of(mei).company_id)), audience_of(kind="customer")]
    old += [audience_of(plan="Enterprise"), audience_of(region="Asia")]
    new = [audience_of(company=str(halden.id)), *(audience_of(**{kind: said}) for kind, said in PARTNERS.items())]
    everybody, japan = audience_of(), audience_of(country="JP")
    assert [lets_in(each, mei) for each in (*old, *new)] == [True] * 4 + [False] * 4

    change = tells(mei, "HALDEN")

    assert not any(lets_in(each, mei) for each in (*old, *new))
    assert lets_in(everybody, mei)
    assert lets_in(japan, mei)
    with transaction() as session:
        confirm_job(the(change), session.get_one(User, daniel.id))
    assert [lets_in(each, mei) for each in (*old, *new)] == [False] * 4 + [True] * 4
    assert jobs_of(mei) == [("Orbit Health", False), ("Halden", True)]
    assert verbs() == ["told", "changed", "confirmed"]


def test_a_company_that_nobody_knows_is_made_and_opens_nothing(mei: User) -> None:
    change = tells(mei, "Fjord Bank")
    company = the(change).company
    assert (company.name, company.kind, company.plan, company.region) == ("Fjord Bank", "customer", None, None)
    assert (company.domain, company.domain_confirmed, company.owner_user_id) == (None, False, None)
    assert not lets_in(audience_of(kind="customer"), mei)
    assert not lets_in(audience_of(company=str(company.id)), mei)


def test_the_ledger_has_what_was_told_confirmed_and_declined(mei: User, daniel: User, halden: Company) -> None:
    orbit, daniel = member_of(mei).company_id, staff("success")
    change = tells(mei, "Halden")
    with transaction() as session:
        decline_job(the(change), session.merge(daniel), put_back=False)
    lines = db.session.scalars(select(Activity).where(Activity.verb.like("employment.%")).order_by(Activity.id)).all()
    assert [(line.actor_user_id, line.company_id, line.facts) for line in lines] == [
        (mei.id, halden.id, {"from_company": orbit, "to_company": halden.id}),
        (daniel.id, halden.id, {"to_company": halden.id, "next": "asked_again"}),
    ]


@pytest.mark.parametrize("put_back", [False, True])
def test_declined_they_are_asked_again_or_put_back(mei: User, daniel: User, halden: Company, *, put_back: bool) -> None:
    orbit = audience_of(company=str(member_of(mei).company_id))
    change = tells(mei, "Halden")
    with transaction() as session:
        decline_job(the(change), session.get_one(User, daniel.id), put_back=put_back)
    assert lets_in(orbit, mei) is put_back
    assert not lets_in(audience_of(kind="partner"), mei)
    assert jobs_of(mei) == [("Orbit Health", put_back)]
    assert member_of(mei).job_title == ("Nurse" if put_back else "Head of legal")


@pytest.mark.parametrize(
    ("since", "ended"), [(date(1900, 1, 1), date(2024, 3, 1)), (MAY, MAY), (date(2026, 5, 20), date(2026, 5, 20))]
)
def test_the_day_they_give_counts_once_it_is_confirmed_and_never_before_the_old_job_began(
    mei: User, daniel: User, halden: Company, since: date, ended: date
) -> None:
    began = date(2024, 3, 1)
    with transaction() as session:
        session.execute(update(Employment).values(since=began))
    change = tells(mei, "Halden", since)
    assert dates_of(mei) == [(began, now().date())]
    with transaction() as session:
        confirm_job(the(change), session.get_one(User, daniel.id))
    assert dates_of(mei) == [(began, ended), (since, None)]


def test_who_tells_us_again_can_still_be_put_back_where_they_were(mei: User, daniel: User, halden: Company) -> None:
    orbit = member_of(mei).company_id
    first, second = tells(mei, "Halden"), tells(mei, "Fjord Bank")
    assert (the(first).status, the(second).status) == ("replaced", "waiting")
    with transaction() as session:
        decline_job(the(second), session.get_one(User, daniel.id), put_back=False)
    third = tells(mei, "Orbit Health")
    assert {the(each).former_company_id for each in (first, second, third)} == {orbit}
    assert member_of(mei).company_id is None


def test_the_same_twice_is_refused(mei: User, halden: Company) -> None:
    tells(mei, "Halden")
    with pytest.raises(Refused, match="told us about this job already"):
        tells(mei, "halden")
    assert db.session.scalar(select(func.count()).select_from(JobChange)) == 1


def test_an_answer_is_given_once(app: Flask, mei: User, halden: Company) -> None:
    change, success = tells(mei, "Halden"), staff("success")
    browser = signed_in(app, success)
    for path in ("confirmation", "refusal", "confirmation"):
        answer = browser.post(
            f"/people/{mei.member_id}/job/told/{path}", data={"next_step": "put_back", "change": change.id}
        )
        assert answer.status_code == 303
    assert the(change).status == "confirmed"
    assert verbs() == ["told", "changed", "confirmed"]
    assert jobs_of(mei) == [("Orbit Health", False), ("Halden", True)]


@pytest.mark.parametrize(
    ("email", "domain", "confirmed", "at_once"),
    [
        ("mei@halden.example", "halden.example", True, True),
        ("mei@halden.example", "halden.example", False, False),
        ("mei@evil.halden.example", "halden.example", True, False),
        ("mei@halden.example.evil.example", "halden.example", True, False),
        ("halden.example@evil.example", "halden.example", True, False),
        ("mei@gmail.com", "gmail.com", True, False),
        ("mei@orbit.example", None, True, False),
    ],
)
def test_a_confirmed_address_at_the_confirmed_domain_needs_nobody(
    app: Flask, email: str, domain: str | None, confirmed: bool, at_once: bool
) -> None:
    a_company("Halden", **PARTNERS, domain=domain, domain_confirmed=confirmed)
    user, partners = a_user(a_member("Mei Tanaka", "Orbit Health", email=email)), audience_of(kind="partner")
    change = tells(user, "Halden")
    assert (the(change).status, lets_in(partners, user)) == (("confirmed", True) if at_once else ("waiting", False))
    assert the(change).settled_by_id is None


def test_an_address_that_is_confirmed_later_counts_from_then(app: Flask, mei: User) -> None:
    a_company("Halden", **PARTNERS, domain="halden.example", domain_confirmed=True)
    change = tells(mei, "Halden")
    with transaction() as session:
        session.get_one(Member, mei.member_id).email = "mei@halden.example"
        assert not confirm_by_address(session.get_one(Member, mei.member_id))
    with transaction() as session:
        session.get_one(User, mei.id).email = "mei@halden.example"
        assert confirm_by_address(session.get_one(Member, mei.member_id))
    assert the(change).status == "confirmed"


def test_what_anybody_can_have_an_address_at_is_known() -> None:
    public = ("gmail.com", "GMX.at", "yahoo.co.uk", "hotmail.fr", "web.de", "mail.ru", "proton.me", "t-online.de", "x")
    assert [each for each in public if not is_public_provider(each)] == []
    own = ("orbit.example", "mail.orbit.example", "gmail.orbit.example", "northwind.co.uk", "webb.de")
    assert [each for each in own if is_public_provider(each)] == []


@pytest.mark.parametrize(("named", "status"), [("Halden", "confirmed"), ("Fjord Bank", "replaced")])
def test_what_staff_note_settles_what_was_told(
    mei: User, daniel: User, halden: Company, named: str, status: str
) -> None:
    change = tells(mei, "Halden")
    with transaction() as session:
        change_job(session.get_one(Member, mei.member_id), named, "", MAY, session.get_one(User, daniel.id))
    assert (the(change).status, member_of(mei).company.name) == (status, named)
    assert jobs_of(mei) == [("Orbit Health", False), (named, True)]


@pytest.mark.parametrize(
    ("named", "status", "company"),
    [
        ("Halden", "confirmed", "Halden"),
        ("Fjord Bank", "replaced", "Fjord Bank"),
        ("Orbit Health", "waiting", None),
    ],
)
def test_a_file_confirms_or_replaces_and_an_old_one_opens_nothing_again(
    mei: User, halden: Company, tmp_path: Path, named: str, status: str, company: str | None
) -> None:
    change = tells(mei, "Halden")
    rows = [("email", "company"), (mei.email, named)]
    assert counts(brought_in(tmp_path, "contacts", rows)) == {"unchanged" if company is None else "changed": 1}
    here = member_of(mei).company
    assert (the(change).status, here.name if here else None) == (status, company)
    assert jobs_of(mei) == [("Orbit Health", False), *([(company, True)] if company else [])]


def test_a_double_gives_nobody_the_company_back_that_they_left(mei: User, daniel: User, halden: Company) -> None:
    double = a_member("Mei Tanaka", "Orbit Health")
    tells(a_user(double), "Fjord Bank")
    first = tells(mei, "Halden")
    third = a_member("Mei T.", "Orbit Health")
    for other in (double, third):
        with transaction() as session:
            stays, gone = session.get_one(Member, mei.member_id), session.get_one(Member, other.id)
            merge_members(stays, gone, session.get_one(User, daniel.id), session.get_one(User, mei.id))
    assert member_of(mei).company_id is None
    waiting = select(JobChange.id).where(JobChange.status == "waiting", JobChange.member_id == mei.member_id)
    assert db.session.scalars(waiting).all() == [first.id]


def on_today(user: User) -> list[int]:
    return [change.member_id for change in jobs_on_today(Viewer(db.session.get_one(User, user.id))).changes]


def test_it_stands_on_the_today_of_whoever_looks_after_the_company_or_of_the_owners(mei: User, halden: Company) -> None:
    priya, other, nobody = staff("product"), staff("success"), staff("admin")
    olga, second = staff("owner"), staff("owner")
    tells(mei, "Halden")
    assert [bool(on_today(each)) for each in (priya, other, olga, second)] == [False, False, True, True]
    with transaction() as session:
        session.get_one(Company, halden.id).owner_user_id = priya.id
    assert [bool(on_today(each)) for each in (priya, other, olga, second)] == [True, False, False, False]
    with transaction() as session:
        session.get_one(User, priya.id).active = False
    assert [bool(on_today(each)) for each in (other, olga, second)] == [False, True, True]
    with transaction() as session:
        session.get_one(Company, halden.id).owner_user_id = nobody.id
    assert on_today(olga) == [mei.member_id]


def test_the_clock_stands_still_at_the_weekend(mei: User) -> None:
    with at(DAY):
        change = tells(mei, "Halden")
    assert the(change).due_at == DAY + timedelta(days=3)


@pytest.mark.one_database
def test_the_members_pages_say_what_waits_and_for_whom(app: Flask, mei: User, daniel: User, halden: Company) -> None:
    browser = signed_in(app, mei)
    assert "is waiting for confirmation" not in browser.get("/you").text
    with at(DAY):
        change = tells(mei, "Halden")
    for page in (browser.get("/you").text, browser.get("/").text):
        assert "Your new job at Halden is waiting for confirmation" in page
        assert "The colleague who looks after that company is checking it, or the owner of this community" in page
        assert "by 30 November 2026" in page
    with transaction() as session:
        decline_job(the(change), session.get_one(User, daniel.id), put_back=False)
    assert "We couldn't confirm your new job" in browser.get("/you").text
    tells(mei, "Fjord Bank")
    assert "confirm your new job" not in browser.get("/you").text


@pytest.mark.one_database
def test_the_members_page_does_not_tell_whether_we_know_the_company(
    app: Flask, mei: User, daniel: User, halden: Company
) -> None:
    with transaction() as session:
        session.get_one(Company, halden.id).owner_user_id = daniel.id
    pages = []
    for name in ("Halden", "Nobodys"):
        with at(DAY):
            tells(mei, name)
        page = signed_in(app, mei).get("/you").text.replace(name, "it")
        pages.append(page[page.index("Your new job at it") : page.index("About you, in your own words")])
    assert pages[0] == pages[1]
    assert "Daniel" not in pages[0]


@pytest.mark.one_database
def test_staff_confirm_from_today(app: Flask, mei: User, halden: Company) -> None:
    browser = signed_in(app, staff("owner"))
    assert "New jobs to confirm" not in browser.get("/today").text
    change = tells(mei, "Halden")
    assert f"/people/{mei.member_id}/job/told" in browser.get("/today").text
    assert "A new job is waiting for confirmation" in browser.get(f"/people/{mei.member_id}").text
    page = browser.get(f"/people/{mei.member_id}/job/told").text
    assert "Does Mei Tanaka work at Halden?" in page
    assert "Put them back at Orbit Health" in page
    assert f'name="change" value="{change.id}"' in page
    browser.post(f"/people/{mei.member_id}/job/told/confirmation", data={"change": change.id})
    assert browser.get(f"/people/{mei.member_id}/job/told").location == f"/people/{mei.member_id}"
    assert "has settled this already" in browser.get(f"/people/{mei.member_id}").text
    assert "New jobs to confirm" not in browser.get("/today").text
    history = browser.get(f"/people/{mei.member_id}").text
    assert "New job confirmed" in history
    assert "Told us about a new job" in history


@pytest.mark.one_database
@pytest.mark.parametrize("fields", [{"next_step": "make_me_a_partner"}, {"next_step": "put_back", "csrf": ""}])
def test_a_choice_that_is_not_offered_is_refused(app: Flask, fields: dict[str, str]) -> None:
    user = a_user(a_member("Tom Ellis", ""))
    change = tells(user, "Halden")
    answer = signed_in(app, staff("success")).post(f"/people/{user.member_id}/job/told/refusal", data=fields)
    assert answer.status_code == 422
    assert the(change).status == "waiting"


@pytest.mark.parametrize("path", ["confirmation", "refusal"])
def test_what_is_decided_is_the_job_that_the_page_showed(app: Flask, mei: User, halden: Company, path: str) -> None:
    shown, newer = tells(mei, "Plausible Labs"), tells(mei, "Halden")
    browser = signed_in(app, staff("success"))
    for stale in ({"change": shown.id}, {}, {"change": "9" * 30}):
        browser.post(f"/people/{mei.member_id}/job/told/{path}", data={"next_step": "asked_again", **stale})
    assert the(newer).status == "waiting"
    assert jobs_of(mei) == [("Orbit Health", False)]


def test_nobody_else_answers(app: Flask, mei: User, halden: Company) -> None:
    change, looks_after, jonas = tells(mei, "Halden"), staff("product"), a_user(a_member("Jonas Lind"))
    here = f"/people/{mei.member_id}/job/told"

    def answers(user: User) -> set[int]:
        browser: FlaskClient = signed_in(app, user)
        posted = [browser.post(f"{here}/{act}").status_code for act in ("confirmation", "refusal")]
        return {browser.get(here).status_code, *posted}

    assert answers(mei) == answers(jonas) == answers(looks_after) == answers(staff("admin")) == {404}
    assert the(change).status == "waiting"
    with transaction() as session:
        session.get_one(Company, halden.id).owner_user_id = looks_after.id
    assert signed_in(app, looks_after).get(here).status_code == 200
    with transaction() as session:
        session.get_one(Company, halden.id).owner_user_id = jonas.id
    assert answers(jonas) == {404}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("domain", "said"), [("gmail.com", "Anybody can get an address at gmail.com"), ("", "Enter the web domain first")]
)
def test_a_public_providers_domain_cannot_be_confirmed(success: FlaskClient, domain: str, said: str) -> None:
    fields = {"name": "Halden", "kind": "partner", "domain": domain, "domain_confirmed": "y"}
    answer = success.post("/companies/new", data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    fields["domain"] = "www.Halden.example"
    assert success.post("/companies/new", data=fields).status_code == 303
    company = db.session.scalars(select(Company)).one()
    assert (company.domain, company.domain_confirmed) == ("halden.example", True)
