"""Who sees a category is asked for one viewer and for all users at once; both must say the same."""

from random import Random

from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.models import Company
from portal.people.viewer import Viewer
from portal.rooms.forum.models import Category
from portal.rooms.forum.queries.seeing import CATEGORIES
from tests.actors import a_member, a_user, staff
from tests.rooms.forum.reading.talking import a_room, an_agreement, signed, somebody

CHOICES = {
    "country": ["JP", "PT", "NO"],
    "kind": ["customer", "partner"],
    "plan": ["Team", "Enterprise"],
    "region": ["Nordics", "Iberia"],
}


def some_people(rng: Random) -> list[User]:
    people = [somebody(f"Person {number}", f"Company {number % 4}", country=rng.choice(["JP", "PT", "NO", None]))
              for number in range(10)]  # fmt: skip
    with transaction() as session:
        for company in session.scalars(select(Company).order_by(Company.id)):
            company.kind = rng.choice(["customer", "partner", "former"])
            company.plan = rng.choice(["Team", "Enterprise", None])
            company.region = rng.choice(["Nordics", "Iberia", None])
    people += [somebody("No Company", ""), staff("product"), staff("moderator"), staff("admin"), staff()]
    both = a_user(a_member("Both Sides", "Company 1", country="JP", joined_at=None), "marketing")
    return [*people, both]


def test_both_sides_of_the_rule_say_the_same(app: Flask) -> None:
    rng = Random(11)
    people = some_people(rng)
    agreements = [an_agreement(f"Agreement {number}") for number in range(2)]
    for agreement in agreements:
        for user in rng.sample(people, 7):
            signed(agreement, user)
    for number in range(25):
        kinds = rng.sample(sorted(CHOICES), rng.randint(0, 2))
        audience = {kind: rng.sample(CHOICES[kind], rng.randint(1, 2)) for kind in kinds}
        agreement = rng.choice([None, None, *agreements])
        a_room(f"Room {number}", audience=audience or None, agreement_id=agreement.id if agreement else None)
    db.session.rollback()
    seen = {
        user.id: set(db.session.scalars(CATEGORIES.seen_ids(Viewer(db.session.get_one(User, user.id)))))
        for user in people
    }
    for category in db.session.scalars(select(Category)):
        readers = set(db.session.scalars(CATEGORIES.readers_of(category))) & seen.keys()
        assert readers == {user_id for user_id, rooms in seen.items() if category.id in rooms}, category.name
    assert any(seen.values())
    assert not all(len(rooms) == 25 for rooms in seen.values())
