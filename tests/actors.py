"""People for tests, made with the real actions where there is one."""

import itertools

from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import StaffRole, User
from portal.access.sessions import begin_session
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.actions.people import Contact, add_member
from portal.people.models import Member

_numbers = itertools.count(1)


def a_member(name: str = "Mei Tanaka", company: str = "Orbit Health", **changes: object) -> Member:
    """A member of that name at that company, committed; other columns as given."""
    given, _, family = name.partition(" ")
    with transaction():
        email = str(changes.pop("email", f"member{next(_numbers)}@example.org"))
        member = add_member(Contact(email, given, family, company))
        for column, value in changes.items():
            setattr(member, column, value)
    return member


def a_user(member: Member | None = None, *roles: str, name: str = "Priya Shah") -> User:
    """A login, for a member or for staff with these roles, committed."""
    with transaction() as session:
        user = User(
            email=member.email if member else f"staff{next(_numbers)}@northwind.example",
            name=member.name if member else name,
            member_id=member.id if member else None,
            created_at=now(),
            address_proved_at=now(),
            roles=[StaffRole(role=role) for role in roles],
        )
        session.add(user)
    return user


def staff(*roles: str, name: str = "Priya Shah") -> User:
    """A staff login with these roles."""
    return a_user(None, *roles, name=name)


def signed_in(app: Flask, user: User, *, shared: bool = False) -> FlaskClient:
    """A browser in which `user` is signed in."""
    client = app.test_client()
    user_id = user.id
    with app.test_request_context():
        with transaction():
            viewer = begin_session(db.session.get_one(User, user_id), shared=shared)
        token = viewer.token
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client
