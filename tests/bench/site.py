"""A site with many people in it, in its own folder, for measuring."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from config import load_settings
from portal import create_app
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.text import fold
from portal.ledger.models import Activity
from portal.people.models import Company, Employment, Member
from tests.actors import signed_in, staff

GIVEN = ("Mei", "Jonas", "Sofía", "Tom", "Ana", "Priya", "Daniel", "Lena", "Omar", "Ida", "Kofi", "Yuki")
FAMILY = ("Tanaka", "Lind", "Ruiz", "Baker", "Sousa", "Shah", "Okafor", "Novak", "Haddad", "Berg", "Mensah", "Sato")
STAGES = ("known", "invited", "settling_in", "active", "contributor", "advocate", "resting")
LINES = 12
PAGE = 5_000


@contextmanager
def site() -> Iterator[Flask]:
    """An application on an empty SQLite database. Requests run outside its context, as they do when it is served:
    what one of them looked up is gone with it."""
    with TemporaryDirectory(prefix="fanfare-bench-") as folder:
        settings = load_settings(
            instance_path=Path(folder),
            database_url=f"sqlite:///{folder}/bench.db",
            secret_key="bench" * 8,
            log_level="ERROR",
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = app.config["RATELIMIT_ENABLED"] = False
        with app.app_context():
            db.create_all()
        yield app
        with app.app_context():
            db.engine.dispose()


def populate(people: int, seed: int = 11) -> int:
    """Add that many people with their histories; the id of one of them. Needs the application's context."""
    chance, today = random.Random(seed), now().date()
    companies = max(people // 20, 1)
    with transaction() as session:
        session.execute(insert(Company), [_company(number) for number in range(1, companies + 1)])
    for start in range(0, people, PAGE):
        rows = [_member(number, companies, chance) for number in range(start, min(start + PAGE, people))]
        with transaction() as session:
            ids = list(session.scalars(insert(Member).returning(Member.id, sort_by_parameter_order=True), rows))
            jobs = [
                {"member_id": id, "company_id": row["company_id"], "job_title": "", "since": today}
                for id, row in zip(ids, rows, strict=True)
            ]
            session.execute(insert(Employment), jobs)
            told = [_line(id, row, number) for id, row in zip(ids, rows, strict=True) for number in range(LINES)]
            session.execute(insert(Activity), told)
    return people // 2


def _company(number: int) -> dict[str, object]:
    name = f"Company {number}"
    return {"name": name, "folded": fold(name), "kind": "customer", "takes_gifts": True, "created_at": now()}


def _member(number: int, companies: int, chance: random.Random) -> dict[str, object]:
    given, family = chance.choice(GIVEN), f"{chance.choice(FAMILY)}{number}"
    moment = now()
    return {
        "given_name": given,
        "family_name": family,
        "folded": fold(f"{family} {given}"),
        "email": f"member{number}@example.org",
        "company_id": chance.randrange(companies) + 1,
        "job_title": "Legal counsel",
        "country": "DE",
        "source": "import",
        "wants": "", "worries": "", "uses_us_for": "", "how_we_help": "",
        "takes_gifts": True,
        "segment": chance.choice(("promoter", "passive", "detractor", "unknown")),
        "stage": chance.choice(STAGES),
        "stage_since": moment,
        "created_at": moment,
    }  # fmt: skip


def _line(member_id: int, row: dict[str, object], number: int) -> dict[str, object]:
    moment = now() - timedelta(days=number)
    verb = ("survey.answered", "feedback.given", "call.logged", "member.changed")[number % 4]
    facts = {"survey.answered": {"survey": "nps", "score": 9, "real": True}, "call.logged": {"outcome": "reached"}}
    return {
        "verb": verb,
        "member_id": member_id,
        "company_id": row["company_id"],
        "facts": facts.get(verb, {}),
        "occurred_at": moment,
        "recorded_at": moment,
        "historic": False,
        "depth": 0,
    }


def owner_of(app: Flask) -> FlaskClient:
    """A browser in which an owner is signed in."""
    with app.app_context():
        return signed_in(app, staff("owner"))
