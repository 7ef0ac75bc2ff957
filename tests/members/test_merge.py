"""Two records of one person, or of one company, become one."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.activity.ledger import record, subscriber
from portal.activity.models import Activity, Delivery
from portal.activity.outbox import post_mail
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.members import merging as rules
from portal.members.actions.invitations import invite_member
from portal.members.actions.merge import merge_companies, merge_members, note_namesakes
from portal.members.actions.people import company_named
from portal.members.actions.segments import hold, note_answer
from portal.members.audience import make_audience
from portal.members.links import make_link
from portal.members.merging import merging, pointing_to
from portal.members.models import (
    AudienceTerm,
    Company,
    Employment,
    Hold,
    Invitation,
    Link,
    Member,
    Namesakes,
    SegmentChange,
    User,
)
from portal.members.queries.people import person_with_address
from portal.members.sessions import begin_session, load_viewer
from tests.people import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow


@pytest.fixture
def success(app: Flask) -> FlaskClient:
    """Somebody of customer success at their desk."""
    return signed_in(app, staff("success"))


@pytest.fixture
def pair(app: Flask) -> tuple[Member, Member]:
    """Mei, and Mei again under another address."""
    return a_member("Mei Tanaka", email="mei@example.org"), a_member("Mei Tanaka", email="m.tanaka@example.org")


def merge(stays: Member, double: Member, login: User | None = None) -> None:
    """Merge in a transaction of its own, by somebody of staff."""
    priya = staff("success")
    stays_id, double_id, login_id = stays.id, double.id, login.id if login else None
    with transaction() as session:
        chosen = session.get(User, login_id) if login_id else None
        both = [session.get_one(Member, member_id) for member_id in (stays_id, double_id)]
        merge_members(both[0], both[1], session.get_one(User, priya.id), chosen)
    db.session.expire_all()


def test_everything_that_points_to_the_double_goes_over(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction() as session:
        again = session.merge(again)
        record("call.logged", member=again)
        note_answer(again, 9, now(), "answer:1")
        hold(again.id, "promotion", "care:1")
        link, _token = make_link("invitation", 1, again.email, member_id=again.id)
        session.add(
            Invitation(
                member_id=again.id,
                link_id=link.id,
                subject="",
                words="",
                sent_at=now(),
                expires_at=now() + timedelta(9),
            )
        )
        post_mail(
            key="k", recipient=again.email, subject="s", text="t", html="h", category="service", sender_name="Priya",
            member_id=again.id,
        )  # fmt: skip
    merge(mei, again)

    left = {
        f"{table.name}.{column.name}"
        for table, column in pointing_to("member")
        if db.session.execute(select(column).where(column == again.id)).first()
    }
    assert left == set()
    for kind in (SegmentChange, Hold, Link, Invitation):
        assert db.session.scalar(select(kind.member_id)) == mei.id


def test_the_ledger_keeps_every_line_and_says_what_happened(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    before = db.session.query(Activity).count()
    merge(mei, again)

    lines = db.session.query(Activity).order_by(Activity.id).all()
    assert len(lines) == before + 1
    assert (lines[-1].verb, lines[-1].member_id, lines[-1].about_id) == ("member.merged", mei.id, again.id)


def test_the_newest_answer_of_both_makes_the_segment(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction() as session:
        note_answer(session.merge(mei), 9, now() - timedelta(days=30), "answer:1")
        note_answer(session.merge(again), 4, now() - timedelta(days=2), "answer:2")
    merge(mei, again)

    assert (mei.segment, mei.nps) == ("detractor", 4)
    assert (again.segment, again.nps, again.stage, again.company_id) == ("unknown", None, None, None)


def test_gaps_are_filled_and_no_wish_is_lost(app: Flask) -> None:
    earlier = now() - timedelta(days=50)
    mei = a_member("Mei Tanaka", "", job_title="Head of IT", last_touch_at=earlier)
    again = a_member(
        "Mei Tanaka", "Orbit Health", job_title="Other", country="JP", unsubscribed_at=earlier, takes_gifts=False,
        last_touch_at=now(), joined_at=earlier, wants="Peace",
    )  # fmt: skip
    again_touch = again.last_touch_at
    merge(mei, again)

    assert (mei.company.name, mei.job_title, mei.country, mei.wants) == ("Orbit Health", "Head of IT", "JP", "Peace")
    assert (mei.unsubscribed_at, mei.joined_at, mei.takes_gifts) == (earlier, earlier, False)
    assert mei.last_touch_at == again_touch


def test_one_current_employment_is_left(app: Flask) -> None:
    mei, again = a_member("Mei Tanaka", "Orbit Health"), a_member("Mei Tanaka", "Orbit Health")
    elsewhere = a_member("Mei Tanaka", "Helio Energy")
    merge(mei, again)
    merge(mei, elsewhere)

    jobs = db.session.query(Employment).filter_by(member_id=mei.id).all()
    assert {(job.company.name, job.until is None) for job in jobs} == {("Orbit Health", True), ("Helio Energy", False)}
    assert len(jobs) == 2


def test_an_open_invitation_of_the_double_is_taken_back(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    priya = staff("success")
    with transaction() as session:
        for member in (mei, again):
            invite_member(session.merge(member), session.merge(priya), "Come in", "A few words")
    merge(mei, again)

    invitations = db.session.query(Invitation).all()
    assert {row.member_id for row in invitations} == {mei.id}
    assert {row.link.recipient: row.status for row in invitations} == {mei.email: "sent", again.email: "revoked"}


def test_the_longer_of_two_equal_holds_stands(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction():
        hold(mei.id, "promotion", "nurture", now() + timedelta(days=2))
        hold(again.id, "promotion", "nurture")
        hold(again.id, "promotion", "care:9")
    merge(mei, again)

    standing = db.session.query(Hold).filter_by(member_id=mei.id, released_at=None).all()
    assert {(row.source, row.until) for row in standing} == {("nurture", None), ("care:9", None)}


def test_pending_deliveries_wait_in_the_queue_of_the_one_who_stays(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    subscriber("test.merge", "call.logged")(lambda _lines: None)
    with transaction():
        record("call.logged", member=db.session.merge(again))
    merge(mei, again)

    assert {row.member_id for row in db.session.query(Delivery).filter_by(subscriber="test.merge")} == {mei.id}


def test_a_single_login_goes_on_with_the_one_who_stays(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    login = a_user(again)
    merge(mei, again)

    assert db.session.get_one(User, login.id).member_id == mei.id


def test_two_logins_are_never_merged_without_a_choice(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    a_user(mei)
    a_user(again)

    with pytest.raises(Refused, match="Choose which login"):
        merge(mei, again)

    assert again.merged_into_id is None


@pytest.mark.parametrize("chosen", [0, 1])
def test_the_login_that_was_not_chosen_ends_at_once(app: Flask, pair: tuple[Member, Member], chosen: int) -> None:
    logins = [a_user(member) for member in pair]
    browsers = [signed_in(app, login) for login in logins]
    merge(*pair, login=logins[chosen])

    kept, ended = logins[chosen], logins[1 - chosen]
    assert (kept.member_id, kept.active) == (pair[0].id, True)
    assert (ended.member_id, ended.active) == (pair[1].id, False)
    assert browsers[chosen].get("/you").status_code == 200
    assert browsers[1 - chosen].get("/you").status_code == 303


def test_a_colleagues_login_is_never_ended_by_a_merge(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    owner = a_user(again, "owner")

    with pytest.raises(Refused, match="has a role"):
        merge(mei, again, login=a_user(mei))

    assert db.session.get_one(User, owner.id).active


def test_a_row_that_a_unique_rule_refuses_stays_with_the_double(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    jonas, priya = a_member("Jonas Weber"), staff("success")
    with transaction() as session:
        for member in (mei, again):
            session.add(Namesakes(one_id=member.id, other_id=jonas.id, said_by_id=priya.id, said_at=now()))
    merge(mei, again)

    assert {row.one_id for row in db.session.query(Namesakes)} == {mei.id, again.id}


def test_a_room_settles_its_own_rows_before_they_are_moved(
    pair: tuple[Member, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "_hooks", rules.defaultdict(list))
    settled: list[tuple[int, int]] = []

    @merging("member")
    def settle(double: Member, stays: Member) -> None:
        settled.append((double.id, stays.id))

    mei, again = pair
    merge(mei, again)

    assert settled == [(again.id, mei.id)]


def test_an_audience_that_names_the_double_means_the_one_who_stays(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with transaction():
        make_audience({"member": [str(again.id)]})
        make_audience({"member": [str(again.id), str(mei.id)]})
    merge(mei, again)

    assert [term.value for term in db.session.query(AudienceTerm)] == [str(mei.id)] * 2


def test_doubles_of_doubles_lead_to_the_last_one(app: Flask, success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    third = a_member("Mei Tanaka", email="third@example.org")
    merge(again, third)
    merge(mei, again)

    answer = success.get(f"/people/{third.id}")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/people/{mei.id}")
    found = person_with_address("third@example.org")
    assert found is not None
    assert found.id == mei.id


def test_a_double_can_only_be_followed(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    merge(mei, again)

    for page in ("edit", "job", "confirmation"):
        assert success.post(f"/people/{again.id}/{page}", data={"given_name": "No"}).status_code == 404
    assert success.get(f"/people/{again.id}/merge").location.endswith(f"/people/{mei.id}/merge")


def test_the_address_of_ones_double_can_become_ones_own(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    merge(mei, again)
    typed = {"given_name": "Mei", "family_name": "Tanaka", "email": again.email, "company_name": "Orbit Health"}

    answer = success.post(f"/people/{mei.id}/edit", data=typed)

    assert answer.status_code == 303
    assert db.session.get_one(Member, mei.id).email == "m.tanaka@example.org"
    for address in ("mei@example.org", "m.tanaka@example.org"):
        found = person_with_address(address)
        assert found is not None
        assert found.id == mei.id


def test_a_double_is_nowhere_on_the_list(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    merge(mei, again)

    page = success.get("/people").text

    assert f'/people/{mei.id}"' in page
    assert f'/people/{again.id}"' not in page


def test_nobody_is_merged_with_themselves_or_twice(pair: tuple[Member, Member]) -> None:
    mei, again = pair
    with pytest.raises(Refused):
        merge(mei, mei)
    merge(mei, again)
    with pytest.raises(Refused):
        merge(again, mei)


def test_likely_doubles_are_shown_in_pairs(app: Flask, success: FlaskClient) -> None:
    a_member("Mei Tanaka", "Orbit Health", email="mei@example.org")
    a_member("MEÍ Tanaka", "Orbit Health", email="again@example.org")
    a_member("Mei Tanaka", "Helio Energy", email="far@example.org")
    a_member("Jonas Weber", "Orbit Health", email="jonas@example.org")

    here, elsewhere = success.get("/people/doubles").text, success.get("/people/doubles?where=elsewhere").text

    assert "again@example.org" in here
    assert "far@example.org" not in here
    assert elsewhere.count("far@example.org") == 2
    assert "jonas" not in here + elsewhere


def test_two_who_only_share_a_name_are_not_suggested_again(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair

    answer = success.post("/people/namesakes", data={"one": again.id, "other": mei.id})
    success.post("/people/namesakes", data={"one": mei.id, "other": again.id})

    assert answer.status_code == 303
    assert "Nobody seems to be here twice" in success.get("/people/doubles").text


def test_the_list_of_doubles_asks_no_more_for_a_full_page(app: Flask, success: FlaskClient) -> None:
    def add(many: int) -> None:
        for _ in range(many):
            number = db.session.query(Member).count()
            for _twice in range(2):
                a_member(f"Ann Row{number}", f"Company {number}")

    assert_queries_do_not_grow(app, success, "/people/doubles", add, full=30)


def test_the_preview_says_what_is_kept_before_anything_changes(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", "", email="mei@example.org", joined_at=now())
    again = a_member("Mei Tanaka", "Orbit Health", email="again@example.org", country="JP")

    page = success.get(f"/people/{again.id}/merge?with={mei.id}").text

    assert "mei@example.org stays" in page
    assert page.count("taken over") == 2
    assert "This cannot be undone" in page
    assert db.session.get_one(Member, again.id).merged_into_id is None


def test_staff_merge_two_people_on_the_page(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair

    answer = success.post(f"/people/{mei.id}/merge", data={"double": again.id})

    assert answer.status_code == 303
    assert db.session.get_one(Member, again.id).merged_into_id == mei.id


def test_the_page_asks_for_a_login_when_both_can_sign_in(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    a_user(mei)
    login = a_user(again)

    refused = success.post(f"/people/{mei.id}/merge", data={"double": again.id})
    done = success.post(f"/people/{mei.id}/merge", data={"double": again.id, "login": login.id})

    assert refused.status_code == 422
    assert "Choose which login goes on" in refused.text
    assert done.status_code == 303
    assert db.session.get_one(User, login.id).member_id == mei.id


@pytest.mark.parametrize("data", [{}, {"double": "x"}, {"double": "999"}, {"double": "99999999999"}])
def test_a_merge_with_nobody_is_not_found(app: Flask, success: FlaskClient, data: dict[str, str]) -> None:
    mei = a_member("Mei Tanaka")

    assert success.post(f"/people/{mei.id}/merge", data=data).status_code == 404


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


def test_noting_namesakes_twice_is_noted_once(pair: tuple[Member, Member]) -> None:
    priya = staff("success")
    for one, other in (pair, pair[::-1]):
        with transaction() as session:
            note_namesakes(session.merge(one), session.merge(other), session.merge(priya))

    assert db.session.query(Namesakes).count() == 1


def test_a_session_of_the_ended_login_is_gone(app: Flask, pair: tuple[Member, Member]) -> None:
    logins = [a_user(member) for member in pair]
    with app.test_request_context(), transaction():
        token = begin_session(db.session.merge(logins[1]), remember=True).token
    merge(*pair, login=logins[0])

    assert load_viewer(token) is None
