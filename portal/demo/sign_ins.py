"""Who can sign in to the demo, all with one password that is no secret."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db

from .cast import COLLEAGUES as STAFF
from .cast import Person, colleague, people

PASSWORD = "a-walk-around-northwind"  # noqa: S105 - printed by `make run`; it opens invented people's logins
NOT_YET = "!"
"""Stands where a password's hash will be, and opens nothing: the play is not over."""
CUSTOMERS = {"promoter": "mei", "passive": "sofia", "detractor": "heard_overdue"}
"""The sign-in of each kind of customer, by the path of whoever it is."""
COLLEAGUES = (
    ("product", "product"),
    ("success", "success"),
    ("marketing", "marketing"),
    ("moderator", "moderator"),
    ("executive", "executive"),
    ("owner", "success_owner"),
    ("owner", "marketing_owner"),
    ("admin", "admin"),
)


def signing_in() -> list[Person]:
    """The customers who can sign in, in the order of CUSTOMERS."""
    by_path = {person.path: person for person in people()}
    return [by_path[path] for path in CUSTOMERS.values()]


def broken_off() -> bool:
    """Whether a play was broken off before its end, with nobody in the database but its own people."""
    demo_people = {person.email for person in people()} | {each.email for each in STAFF}
    users = db.session.execute(select(User.email, User.password_hash)).all()
    return any(kept == NOT_YET for _email, kept in users) and all(email in demo_people for email, _kept in users)


def sign_ins() -> list[dict[str, str]]:
    """Role, address and password of those who are in this database; none where the demo was not loaded."""
    listed = list(_all())
    there = set(db.session.scalars(select(User.email).where(User.email.in_([email for _role, email in listed]))))
    return [{"role": role, "email": email, "password": PASSWORD} for role, email in listed if email in there]


def _all() -> Iterator[tuple[str, str]]:
    yield from ((role, person.email) for role, person in zip(CUSTOMERS, signing_in(), strict=True))
    yield from ((role, colleague(part).email) for role, part in COLLEAGUES)
