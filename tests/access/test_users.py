"""Users and roles: given, taken, at once, and never the last owner's."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.actions.staff import take_role
from portal.access.models import StaffRole, User
from portal.access.passwords import hash_password
from portal.access.principal import Principal
from portal.access.queries import colleagues, is_staff, managed_logins
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.models import Activity, Mail
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.queries import assert_queries_do_not_grow


def test_an_owner_adds_a_colleague_who_chooses_a_password_by_mail(app: Flask) -> None:
    client = signed_in(app, staff("owner"))
    fields = {"name": "Lena Hart", "email": "Lena@Northwind.example", "roles": ["product", "moderator"]}
    assert client.post("/admin/users/new", data=fields).status_code == 303
    lena = db.session.scalars(select(User).where(User.email == "lena@northwind.example")).one()
    assert sorted(role.role for role in lena.roles) == ["moderator", "product"]
    mail = newest()
    assert (mail.recipient, mail.category) == (lena.email, "account")
    link = re.search(r"/new-password/\S+", mail.text)
    assert link
    browser = app.test_client()
    assert browser.post(link.group(0), data={"password": "four slow green kites"}).status_code == 303
    sign_in = {"email": lena.email, "password": "four slow green kites"}
    assert browser.post("/sign-in", data=sign_in).status_code == 303


def test_an_address_signs_in_once(app: Flask) -> None:
    owner = staff("owner")
    client = signed_in(app, owner)
    answer = client.post("/admin/users/new", data={"name": "Twin", "email": owner.email, "roles": ["product"]})
    assert answer.status_code == 422
    assert "already signs in" in answer.text


@pytest.mark.parametrize("roles", [[], ["emperor"]])
def test_a_role_that_is_none_is_refused(app: Flask, roles: list[str]) -> None:
    client = signed_in(app, staff("owner"))
    fields = {"name": "Lena", "email": "lena@northwind.example", "roles": roles}
    assert client.post("/admin/users/new", data=fields).status_code == 422


def test_a_role_taken_away_is_gone_at_the_next_request(app: Flask) -> None:
    owner, priya = staff("owner"), staff("success", "product")
    his, hers = signed_in(app, owner), signed_in(app, priya)
    assert hers.get("/invitations").status_code == 200
    his.post(f"/admin/users/{priya.id}/roles/success/end")
    assert hers.get("/invitations").status_code == 303
    assert signed_in(app, priya).get("/invitations").status_code == 404


def test_a_role_taken_from_the_database_is_gone_at_the_next_request_too(app: Flask) -> None:
    priya = staff("success", "product")
    hers = signed_in(app, priya)
    assert hers.get("/invitations").status_code == 200
    with transaction() as session:
        session.delete(session.get_one(StaffRole, (priya.id, "success")))
    assert hers.get("/invitations").status_code == 404


def test_a_role_given_ends_the_sessions_and_counts_from_the_next(app: Flask) -> None:
    owner, priya = staff("owner"), staff("product")
    hers = signed_in(app, priya)
    assert signed_in(app, owner).post(f"/admin/users/{priya.id}/roles/success").status_code == 303
    assert hers.get("/invitations").status_code == 303
    assert signed_in(app, priya).get("/invitations").status_code == 200
    line = db.session.scalars(select(Activity).where(Activity.verb == "role.granted")).one()
    assert (line.actor_user_id, line.about_id, line.facts) == (owner.id, priya.id, {"role": "success"})


def test_the_last_owner_stays(app: Flask) -> None:
    owner = staff("owner")
    client = signed_in(app, owner)
    answer = client.post(f"/admin/users/{owner.id}/roles/owner/end")
    assert answer.status_code == 422
    assert "the last owner" in answer.text
    assert client.get("/admin/users").status_code == 200


def test_an_inactive_owner_does_not_count(app: Flask) -> None:
    owner, gone = staff("owner"), staff("owner")
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    client = signed_in(app, owner)
    assert client.post(f"/admin/users/{owner.id}/roles/owner/end").status_code == 422


def test_two_owners_cannot_both_leave_at_once(app: Flask) -> None:
    ids = [staff("owner").id, staff("owner").id]
    db.session.remove()

    def leave(user_id: int) -> bool:
        with app.app_context():
            try:
                with transaction() as session:
                    user = session.get_one(User, user_id)
                    take_role(user, "owner", user)
            except Exception:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, ids)) == [False, True]
    assert len(db.session.scalars(select(StaffRole).where(StaffRole.role == "owner")).all()) == 1


@pytest.mark.parametrize("act", ["deactivation", "deactivation/end", "roles/product", "roles/success/end"])
def test_twice_is_once_and_the_second_time_says_so(app: Flask, act: str) -> None:
    browser, priya = signed_in(app, staff("owner")), staff("success", "moderator")
    if act == "deactivation/end":
        browser.post(f"/admin/users/{priya.id}/deactivation")
    lines = [db.session.scalar(select(func.count()).select_from(Activity))]
    pages = []
    for _twice in range(2):
        pages.append(browser.post(f"/admin/users/{priya.id}/{act}", follow_redirects=True).text)
        db.session.rollback()
        lines.append(db.session.scalar(select(func.count()).select_from(Activity)))
    assert ["That was done already. Nothing has changed." in page for page in pages] == [False, True]
    assert lines[0] != lines[1] == lines[2]


def test_an_administrator_cannot_make_or_unmake_an_owner(app: Flask) -> None:
    admin, owner, other, priya = staff("admin"), staff("owner"), staff("owner"), staff("product")
    client = signed_in(app, admin)
    assert client.post(f"/admin/users/{priya.id}/roles/owner").status_code == 422
    assert client.post(f"/admin/users/{owner.id}/roles/owner/end").status_code == 422
    assert client.post(f"/admin/users/{owner.id}/deactivation").status_code == 422
    fields = {"name": "Lena", "email": "lena@northwind.example", "roles": ["owner"]}
    assert client.post("/admin/users/new", data=fields).status_code == 422
    held = db.session.scalars(select(StaffRole.user_id).where(StaffRole.role == "owner")).all()
    assert sorted(held) == sorted([owner.id, other.id])


@pytest.mark.parametrize("roles", [(), ("moderator",)])
@pytest.mark.parametrize("is_member", [False, True])
def test_staff_are_those_who_hold_a_role_whoever_asks(app: Flask, is_member: bool, roles: tuple[str, ...]) -> None:
    user = a_user(a_member() if is_member else None, *roles)
    assert user.is_staff is Principal(user).is_staff is bool(roles)
    assert db.session.scalar(select(is_staff(User.id)).where(User.id == user.id)) is bool(roles)
    assert [user_id for user_id, _name in colleagues()] == [user.id] * len(roles)
    assert (user in list(db.session.scalars(managed_logins()))) is (bool(roles) or not is_member)


def test_a_colleague_whose_last_role_was_taken_sees_their_own_login_and_can_be_given_another(app: Flask) -> None:
    owner, priya = staff("owner"), staff("success")
    browser = signed_in(app, owner)
    assert browser.post(f"/admin/users/{priya.id}/roles/success/end").status_code == 303
    hers = signed_in(app, priya)
    assert hers.get("/").headers["Location"] == "/you/sign-in"
    assert hers.get("/you/sign-in").status_code == 200
    assert f"/admin/users/{priya.id}" in browser.get("/admin/users").text
    assert browser.post(f"/admin/users/{priya.id}/roles/product").status_code == 303
    assert db.session.get_one(User, priya.id, populate_existing=True).is_staff


def test_nobody_gives_a_role_to_themselves(app: Flask) -> None:
    admin = staff("admin")
    client = signed_in(app, admin)
    assert client.post(f"/admin/users/{admin.id}/roles/success").status_code == 422
    assert "Give</button>" not in client.get(f"/admin/users/{admin.id}").text


def test_a_deactivated_colleague_is_out_and_comes_back(app: Flask) -> None:
    owner, priya = staff("owner"), staff("success")
    with transaction() as session:
        session.get_one(User, priya.id).password_hash = hash_password("four slow green kites")
    hers, his = signed_in(app, priya), signed_in(app, owner)
    sign_in = {"email": priya.email, "password": "four slow green kites"}
    his.post(f"/admin/users/{priya.id}/deactivation")
    assert hers.get("/invitations").status_code == 303
    assert app.test_client().post("/sign-in", data=sign_in).status_code == 422
    his.post(f"/admin/users/{priya.id}/deactivation/end")
    assert app.test_client().post("/sign-in", data=sign_in).status_code == 303


def test_nobody_locks_themselves_out(app: Flask) -> None:
    owner = staff("owner")
    staff("owner")
    assert signed_in(app, owner).post(f"/admin/users/{owner.id}/deactivation").status_code == 422


def test_a_first_link_is_sent_again_until_there_is_a_password(app: Flask) -> None:
    client, lena = signed_in(app, staff("owner")), staff("product")
    assert client.post(f"/admin/users/{lena.id}/link").status_code == 303
    with transaction() as session:
        session.get_one(User, lena.id).password_hash = "x"
    assert client.post(f"/admin/users/{lena.id}/link").status_code == 409
    assert len(db.session.scalars(select(Mail)).all()) == 1


@pytest.mark.parametrize("roles", [(), ("success",), ("marketing",), ("product",), ("moderator",), ("executive",)])
def test_others_see_and_change_no_users(app: Flask, roles: tuple[str, ...]) -> None:
    priya = staff("product")
    client = signed_in(app, staff(*roles) if roles else a_user(a_member()))
    for path in ("/admin/users", "/admin/users/new", f"/admin/users/{priya.id}"):
        assert client.get(path).status_code == 404
        assert app.test_client().get(path).location.startswith("/sign-in")
    for act in ("roles/owner", "roles/product/end", "deactivation", "deactivation/end", "link"):
        assert client.post(f"/admin/users/{priya.id}/{act}").status_code == 404
    assert [role.role for role in db.session.get_one(User, priya.id).roles] == ["product"]


def test_members_are_no_users_to_manage(app: Flask) -> None:
    member = a_user(a_member("Mei Tanaka"))
    client = signed_in(app, staff("owner"))
    assert "Mei Tanaka" not in client.get("/admin/users").text
    assert client.get(f"/admin/users/{member.id}").status_code == 404
    assert client.post(f"/admin/users/{member.id}/roles/owner").status_code == 404
    assert client.post("/admin/users/99999/deactivation").status_code == 404


@pytest.mark.one_database
def test_the_list_asks_the_same_whatever_it_lists(app: Flask) -> None:
    client = signed_in(app, staff("owner"))
    assert_queries_do_not_grow(app, client, "/admin/users", lambda n: [_colleague() for _ in range(n)])
    first = client.get("/admin/users").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert client.get(older.group(1).replace("&amp;", "&")).status_code == 200


def test_a_member_who_works_here_too_keeps_both(app: Flask) -> None:
    with transaction() as session:
        member = a_user_in(session)
    client = signed_in(app, staff("owner"))
    assert "Halden Partner" in client.get("/admin/users").text
    assert member


def a_user_in(session) -> User:
    """A partner's login that also has a role."""
    user = User(
        email="partner@halden.example", name="Halden Partner", created_at=now(), roles=[StaffRole(role="product")]
    )
    session.add(user)
    return user


def _colleague() -> User:
    return staff("success", "product", name="A Colleague")
