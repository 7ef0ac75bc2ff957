"""A copy of what is somebody's as a job: a ZIP of JSON and files, kept for a week."""

import json
import secrets
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.files import file_path
from portal.core.personal import Kept, kept_of_people, key_columns
from portal.core.persons import Person
from portal.kits.jobs.models import Job
from portal.kits.jobs.works import Progress, Work, add_work
from portal.people.models import Member
from portal.people.persons import person_of

from ..actions.copies import COPY

FOLDER = "copies"


class CopyWork(Work):
    """One person's data as a file. It is written anew where it was interrupted: it is small."""

    kind = COPY
    title = _l("A copy of your data")
    steps = ()
    capabilities = ()

    def start_url(self) -> str:
        return url_for("leaving.leaving")

    def staged_url(self, _job: Job) -> str:
        return url_for("leaving.leaving")

    def fetch(self, job: Job) -> str:
        member = db.session.get_one(Member, job.options["member"])
        key = f"{FOLDER}/{secrets.token_hex(16)}.zip"
        path = file_path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_copy(person_of(member), path)
        return key

    def page(self, job: Job, fetched: str) -> bool:
        job.cursor, job.done, job.total = 1, 1, 1
        job.result = {"file": fetched}
        return True

    def finished(self, _job: Job) -> None:
        return

    def progress(self, job: Job) -> Progress:
        return Progress(job.done, job.total, _("Preparing your copy"))

    def tidy(self, _job: Job) -> bool:
        return False

    def step(self, _job: Job) -> int:
        return 1

    def draw(self, _job: Job) -> str:
        return ""


def write_copy(person: Person, path: Path) -> int:
    """Everything that is somebody's as a ZIP; how many rows. A file of that name is there as a whole, or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    contents: list[tuple[str, str, int]] = []
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as copy:
            for kept in kept_of_people()[::-1]:
                rows = list(_rows(kept, person)) if kept.copied else []
                if rows:
                    copy.writestr(f"{kept.table}.json", _as_json(kept, rows))
                    _add_files(copy, kept, rows)
                    contents.append((f"{kept.table}.json", str(kept.label), len(rows)))
            copy.writestr("README.txt", _readme(contents))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return sum(count for _file, _label, count in contents)


def _rows(kept: Kept, person: Person) -> Iterator[Any]:
    statement = select(kept.model).where(kept.whose(person)).order_by(*key_columns(kept.model))
    return db.session.scalars(statement).unique()


def _as_json(kept: Kept, rows: list[Any]) -> str:
    names = [each.key for each in inspect(kept.model).column_attrs if each.key not in kept.hidden]
    told = [{name: _plain(getattr(row, name)) for name in names} for row in rows]
    return json.dumps(told, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime, date)) else value


def _add_files(copy: zipfile.ZipFile, kept: Kept, rows: list[Any]) -> None:
    for row in rows if kept.files else ():
        for name, path in kept.files(row):  # type: ignore[misc]
            if path.is_file():
                copy.write(path, f"files/{name}", zipfile.ZIP_STORED)


def _readme(contents: list[tuple[str, str, int]]) -> str:
    brand = current_app.config["COMPANY_NAME"]
    lines = [
        _("What %(brand)s keeps about you, as of %(day)s.", brand=brand, day=now().date().isoformat()),
        _("Each file holds one kind of thing, as JSON. Pictures that you uploaded are in the folder “files”."),
        "",
        *(f"{file}: {label} ({count})" for file, label, count in contents),
    ]
    return "\n".join(lines) + "\n"


add_work(CopyWork())
