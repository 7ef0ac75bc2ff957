"""Closing a colleague's login hands over what they own; nothing of a closed login is without a living owner."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actions.staff import deactivate, take_role
from portal.access.models import User
from portal.access.owned import ALL, OWNED_WORK, owned_by
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.models import Base
from portal.ledger.models import Activity
from portal.people.absences import covers
from portal.people.actions.absences import begin_absence
from portal.people.actions.closing import close_own_login
from portal.people.models import Absence, Member
from portal.rooms.care.actions.calls import make_promise
from portal.rooms.care.actions.cases import assign_case, open_case
from portal.rooms.care.models import Case, Promise
from portal.rooms.ideas.actions.boards import BoardPlan, create_board
from portal.rooms.ideas.models import BoardOwner
from tests.actors import a_member, a_user, signed_in, staff
from tests.racing import Post, posted_at_once

UNREGISTERED = {
    "jobs.owner_user_id": "a job ends by itself",
    "calls.by_user_id": "history: who called",
    "beta_closings.by_user_id": "history: who closed it",
    "beta_seat_changes.by_user_id": "history: who changed a seat",
}
"""Columns with such a name in which nobody owns anything, and why."""


@pytest.fixture
def priya(app: Flask) -> User:
    return staff("success", name="Priya Shah")


@pytest.fixture
def daniel(app: Flask) -> User:
    return staff("success", name="Daniel Weber")


def plenty(priya: User) -> Case:
    """A person, a company, a case and a promise of hers, a board, and an absence in which she stands in."""
    ruth = staff("moderator", name="Ruth Okafor")
    mei = a_member(owner_user_id=priya.id)
    with transaction() as session:
        company = session.get_one(Member, mei.id).company
        assert company
        company.owner_user_id = priya.id
        case = open_case(mei, "Slow.", actor=None)
        make_promise(mei, priya, "Call Mei", now().date())
        create_board(BoardPlan("Product", owner_ids=(priya.id,)), priya)
        away = session.get_one(User, ruth.id)
        begin_absence(away, now().date(), now().date(), session.get_one(User, priya.id), away)
    return case


def a_case_of(user: User) -> Case:
    mei = a_member()
    with transaction() as session:
        case = open_case(mei, "Slow.", actor=None)
        case.owner_user_id = session.get_one(User, user.id).id
    return case


def close(user: User, by: User, heirs: dict[str, int]) -> None:
    with transaction() as session:
        deactivate(session.get_one(User, user.id), session.get_one(User, by.id), heirs)


def handed_over() -> list[tuple[str, int, int]]:
    lines = select(Activity.facts).where(Activity.verb == "work.handed_over").order_by(Activity.id)
    return sorted((each["kind"], each["count"], each["to"]) for each in db.session.scalars(lines))


def test_everything_goes_to_one_or_several_in_the_same_act_with_counts(priya: User, daniel: User) -> None:
    plenty(priya)
    boss, lena = staff("owner"), staff("success", name="Lena Vogt")
    close(priya, boss, {ALL: daniel.id, "promise": lena.id})
    assert handed_over() == [
        *(("board", 1, daniel.id), ("case", 1, daniel.id), ("company", 1, daniel.id), ("deputy", 1, daniel.id)),
        *(("member", 1, daniel.id), ("promise", 1, lena.id)),
    ]
    assert owned_by(priya.id) == []
    assert {each.work.kind for each in owned_by(daniel.id)} == {"board", "case", "company", "deputy", "member"}
    assert db.session.scalars(select(Promise.by_user_id)).one() == lena.id
    assert not db.session.get_one(User, priya.id).active


def test_days_on_which_they_stood_in_that_are_over_keep_nobody_here(priya: User, daniel: User) -> None:
    today, a_year = now().date(), timedelta(days=365)
    with transaction() as session:
        away, deputy = (session.get_one(User, each.id) for each in (daniel, priya))
        for day in (today, today + a_year):
            begin_absence(away, day, day, deputy, away)
    with at(now() + a_year - timedelta(days=7)):
        assert [each.number for each in owned_by(priya.id)] == [1]
        close(priya, staff("owner"), {ALL: daniel.id})
    ended = select(Absence.ended_at).order_by(Absence.starts_on)
    assert [each is None for each in db.session.scalars(ended)] == [True, False]


@pytest.mark.parametrize("last_role", [False, True])
def test_their_own_days_away_end_with_their_work(priya: User, daniel: User, last_role: bool) -> None:
    boss, today = staff("owner"), now().date()
    with transaction() as session:
        leaver, deputy = (session.get_one(User, each.id) for each in (priya, daniel))
        for day in (today, today + timedelta(days=30)):
            begin_absence(leaver, day, day, deputy, leaver)
    if last_role:
        with transaction() as session:
            take_role(session.get_one(User, priya.id), "success", session.get_one(User, boss.id))
    else:
        close(priya, boss, {})
    assert db.session.scalars(select(Absence.id).where(Absence.ended_at.is_(None))).all() == []
    ended = select(Activity.actor_user_id).where(Activity.verb == "absence.ended")
    assert db.session.scalars(ended).all() == [boss.id] * 2
    assert covers(daniel.id) == {daniel.id}


def test_without_somebody_for_all_of_it_nothing_happens(priya: User, daniel: User) -> None:
    plenty(priya)
    boss, ruth = staff("owner"), staff("moderator", name="Ruth Okafor")
    for heirs, why in (
        ({}, "Choose who takes it over"),
        ({"case": daniel.id}, "Choose who takes it over"),
        ({ALL: ruth.id}, "can't take this over"),
        ({ALL: priya.id}, "can't take this over"),
    ):
        with pytest.raises(Refused, match=why):
            close(priya, boss, heirs)
        db.session.rollback()
        assert db.session.get_one(User, priya.id).active
        assert handed_over() == []
    with transaction() as session:
        session.get_one(User, daniel.id).active = False
    with pytest.raises(Refused, match="can't take this over"):
        close(priya, boss, {ALL: daniel.id})


def test_what_the_heir_has_already_is_no_matter(priya: User, daniel: User) -> None:
    plenty(priya)
    with transaction() as session:
        session.add(BoardOwner(board_id=session.scalars(select(BoardOwner.board_id)).one(), user_id=daniel.id))
        mine = session.get_one(User, daniel.id)
        begin_absence(mine, now().date(), now().date(), session.get_one(User, priya.id), mine)
    close(priya, staff("owner"), {ALL: daniel.id})
    assert db.session.scalars(select(BoardOwner.user_id)).all() == [daniel.id]
    standing = select(Absence.user_id).where(Absence.ended_at.is_(None), Absence.deputy_id == daniel.id)
    assert daniel.id not in db.session.scalars(standing).all()


@pytest.mark.parametrize("_turn", range(3))
def test_a_case_that_is_assigned_meanwhile_has_a_living_owner(
    app: Flask, priya: User, daniel: User, _turn: int
) -> None:
    ids = [a_member(f"Mei {number}") for number in range(4)]
    with transaction():
        cases = [open_case(member, "Slow.", actor=None) for member in ids]
    boss = signed_in(app, staff("owner"))
    posts = [Post(boss, f"/admin/users/{priya.id}/closing", {"heir": str(daniel.id)})]
    lena = staff("success", name="Lena Vogt")
    posts += [Post(signed_in(app, lena), f"/cases/{case.id}/owner", {"owner": str(priya.id)}) for case in cases]
    posted_at_once(app, posts)
    assert not db.session.get_one(User, priya.id).active
    assert db.session.scalars(select(Case.id).where(Case.owner_user_id == priya.id)).all() == []


def test_nothing_is_given_to_a_closed_login(priya: User, daniel: User) -> None:
    mei = a_member()
    with transaction():
        case = open_case(mei, "Slow.", actor=None)
    close(priya, staff("owner"), {})
    with pytest.raises(Refused, match="can't sign in"), transaction() as session:
        assign_case(session.get_one(Case, case.id), session.get_one(User, priya.id), daniel)


def owner_columns() -> set[str]:
    """Columns that say by their name whose something is to do."""
    names = ("owner_user_id", "by_user_id", "deputy_id")
    columns = {f"{table.name}.{name}" for table in Base.metadata.sorted_tables for name in names if name in table.c}
    return columns | {"board_owners.user_id", "approval_requests.asked_by_id"}


@pytest.mark.one_database
def test_every_column_that_names_an_owner_is_handed_over(app: Flask) -> None:
    registered = {f"{work.owner.class_.__tablename__}.{work.owner.key}" for work in OWNED_WORK.values()}
    assert owner_columns() - registered == UNREGISTERED.keys()
    assert registered <= owner_columns()


@pytest.mark.one_database
def test_the_page_counts_what_there_is_and_the_old_button_leads_there(app: Flask, priya: User, daniel: User) -> None:
    plenty(priya)
    here, boss = f"/admin/users/{priya.id}/closing", signed_in(app, staff("owner"))
    page = boss.get(here).text
    assert ("Cases (1)" in page, "Promises (1)" in page) == (True, True)
    answer = boss.post(f"/admin/users/{priya.id}/deactivation")
    assert (answer.status_code, answer.location) == (303, here)
    refused = boss.post(here, data={"heir": "0"})
    assert (refused.status_code, "Choose who takes it over first" in refused.text) == (422, True)
    assert boss.post(here, data={"heir": str(daniel.id)}).status_code == 303
    assert not db.session.get_one(User, priya.id, populate_existing=True).active
    assert boss.post(f"/admin/users/{daniel.id}/deactivation").location == f"/admin/users/{daniel.id}/closing"


def role_taken(user: User, by: User, heirs: dict[str, int] | None = None, role: str = "success") -> None:
    with transaction() as session:
        take_role(session.get_one(User, user.id), role, session.get_one(User, by.id), heirs)


def test_the_last_role_goes_with_what_they_own_and_then_the_login_can_close(app: Flask, daniel: User) -> None:
    both = a_user(a_member("Priya Shah"), "success", "moderator")
    plenty(both)
    boss = staff("owner")
    role_taken(both, boss, role="moderator")
    assert owned_by(both.id) != []
    with pytest.raises(Refused, match="Choose who takes it over"):
        role_taken(both, boss)
    db.session.rollback()
    role_taken(both, boss, {ALL: daniel.id})
    assert (owned_by(both.id), len(handed_over())) == ([], 6)
    with transaction() as session:
        close_own_login(session.get_one(User, both.id))
    assert not db.session.get_one(User, both.id).active


def test_nobody_else_closes_a_login_that_still_owns_something(app: Flask, priya: User, daniel: User) -> None:
    lost, other = a_user(a_member("Mei Tanaka")), a_user(a_member("Mei Tanaka"))
    a_member("Ola Berg", owner_user_id=lost.id)
    desk = signed_in(app, priya)
    member, stays = lost.member_id, other.member_id
    theirs = [
        desk.post(f"/people/{member}/closing", data={"because": "Gone.", "opens": "staff"}),
        desk.post(f"/people/{member}/erasure", data={"because": "Asked.", "posts": "go"}),
        desk.post(f"/people/{stays}/merge", data={"double": str(member), "login": str(other.id)}),
    ]
    assert [answer.status_code for answer in theirs] == [422] * 3
    assert all("Mei Tanaka still has work here: People they look after (1)." in answer.text for answer in theirs)
    assert db.session.get_one(User, lost.id, populate_existing=True).active


@pytest.mark.parametrize(
    ("path", "answer"), [("/you/closing", {}), ("/you/leaving", {"posts": "stay", "understood": "y"})]
)
def test_whoever_goes_waits_for_nobody_to_take_what_is_left(
    app: Flask, priya: User, path: str, answer: dict[str, str]
) -> None:
    lost, owner = a_user(a_member("Mei Tanaka")), staff("owner", name="Ines Adler")
    ola = a_member("Ola Berg", owner_user_id=lost.id)
    assert signed_in(app, lost).post(path, data=answer).status_code == 303
    db.session.rollback()
    assert not db.session.get_one(User, lost.id, populate_existing=True).active
    assert db.session.get_one(Member, ola.id, populate_existing=True).owner_user_id == owner.id


@pytest.mark.one_database
def test_the_last_role_is_removed_on_the_page_that_hands_over(app: Flask, daniel: User) -> None:
    both = a_user(a_member("Priya Shah"), "success")
    plenty(both)
    boss = signed_in(app, staff("owner"))
    answer = boss.post(f"/admin/users/{both.id}/roles/success/end")
    here = f"/admin/users/{both.id}/handover?role=success"
    assert (answer.status_code, answer.location) == (303, here)
    page = boss.get(here).text
    assert ("This is their last role." in page, "Cases (1)" in page) == (True, True)
    assert boss.post(here, data={"heir": "0"}).status_code == 422
    assert boss.post(here, data={"heir": str(daniel.id)}).location == "/admin/users"
    again = db.session.get_one(User, both.id, populate_existing=True)
    assert (again.active, again.is_staff, owned_by(both.id)) == (True, False, [])
    assert boss.get(f"/admin/users/{both.id}/handover").status_code == 404


@pytest.mark.one_database
def test_what_somebody_without_a_role_owns_is_handed_over_from_their_page(app: Flask, daniel: User) -> None:
    lost = a_user(a_member("Mei Tanaka"))
    a_member("Ola Berg", owner_user_id=lost.id)
    link, boss = f"/admin/users/{lost.id}/handover", signed_in(app, staff("owner"))
    for page in (f"/people/{lost.member_id}/closing", f"/people/{lost.member_id}/erasure"):
        assert link in boss.get(page).text
        asked = signed_in(app, daniel).get(page).text
        assert (link in asked, "Ask a colleague who manages users" in asked) == (False, True)
    assert boss.post(link, data={"heir": str(daniel.id)}).status_code == 303
    assert handed_over() == [("member", 1, daniel.id)]
    assert link not in boss.get(f"/people/{lost.member_id}/closing").text


def test_nothing_is_given_to_whoever_has_lost_their_last_role(priya: User, daniel: User) -> None:
    case = a_case_of(daniel)
    role_taken(priya, staff("owner"))
    with pytest.raises(Refused, match="can't sign in"), transaction() as session:
        assign_case(session.get_one(Case, case.id), session.get_one(User, priya.id), daniel)


@pytest.mark.one_database
def test_others_have_no_such_page(app: Flask, priya: User, daniel: User) -> None:
    for user in (daniel, a_user(a_member())):
        assert signed_in(app, user).get(f"/admin/users/{priya.id}/closing").status_code == 404
