"""Importing contacts against reading the same file with the csv module and inserting it without asking anything.

Ours checks every row, finds doubles, names companies, and writes each member's employment and line in the ledger.
"""

import csv
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from portal.core.clock import now
from portal.core.database import transaction
from portal.core.text import fold
from portal.people.models import Member
from tests.bench.site import site
from tests.bench.table import Row

PAGE = 500
HEADINGS = ("First name", "Last name", "E-mail", "Country", "Company", "Job title")


def rows(count: int) -> Iterator[Row]:
    """Rows a second of processor time, ours and the yardstick's."""
    with site() as app:
        path = Path(app.config["INSTANCE_PATH"]) / "contacts.csv"
        _make(path, count)
        begun = time.process_time()
        answer = app.test_cli_runner().invoke(args=["members", "import", str(path), "--json"])
        ours = count / (time.process_time() - begun)
        assert f'"created": {count}' in answer.output, answer.output
    with site() as app:
        path = Path(app.config["INSTANCE_PATH"]) / "contacts.csv"
        _make(path, count)
        begun = time.process_time()
        with app.app_context():
            _plainly(path)
        plain = count / (time.process_time() - begun)
    yield Row(f"import, {count:,} contacts", f"{ours:,.0f} rows/s", f"csv + insert {plain:,.0f}/s", ours / plain)


def _make(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(count):
            writer.writerow(
                ["Mei", f"Tanaka {number}", f"member{number}@example.org", "JP", f"Company {number % 400}", "Counsel"]
            )


def _plainly(path: Path) -> None:
    moment = now()
    with path.open(newline="", encoding="utf-8") as file:
        page: list[dict[str, object]] = []
        for row in csv.DictReader(file):
            page.append(
                {
                    "given_name": row["First name"],
                    "family_name": row["Last name"],
                    "folded": fold(row["Last name"]),
                    "email": row["E-mail"],
                    "job_title": row["Job title"],
                    "country": row["Country"],
                    "source": "import",
                    "wants": "", "worries": "", "uses_us_for": "", "how_we_help": "",
                    "takes_gifts": True,
                    "segment": "unknown",
                    "created_at": moment,
                }
            )  # fmt: skip
            if len(page) == PAGE:
                _insert(page)
                page = []
        if page:
            _insert(page)


def _insert(page: list[dict[str, object]]) -> None:
    with transaction() as session:
        session.execute(insert(Member), page)
