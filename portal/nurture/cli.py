"""`flask nurture`: check a map, move everybody whose time has come, see who stands where."""

from collections import Counter
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from portal.core.cli import as_json, fail, refuse, say
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.ledger.worker import drain
from portal.people.models import Member

from .engine.acting import act_on_due
from .maps.catalogue import catalogue
from .maps.in_force import maps_in_force
from .queries import map_status
from .reactions import sweep

nurture = AppGroup("nurture", help="Nurture maps: check them, move people, see who stands where.")
MOST_BYTES = 1024 * 1024


@nurture.command("check", help="Check a map before it is used. Exit 1 when it has errors.")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def check(file: Path, as_json: bool) -> None:
    from workflows.checks import check as check_text  # reads YAML: loaded when a map is

    try:
        if file.stat().st_size > MOST_BYTES:
            refuse(f"{file} is larger than 1 MB; that is no map.")
        source = file.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")
    findings = check_text(source, catalogue())
    result: dict[str, Any] = findings.as_dict()
    lines = [
        f"{kind[:-1]} {finding['rule']}, line {finding['line']}: {finding['message']}"
        for kind, found in result.items()
        for finding in found
    ]
    say(result, as_json, "\n".join(lines) or "No errors and no warnings.")
    if findings.errors:
        fail()


@nurture.command("tick", help="Deliver what is due, then let silence and time have their say, then act on it.")
@click.option("--now", "moment", metavar="ISO", help="Believe that it is this moment (with its zone).")
@as_json
def tick(moment: str | None, as_json: bool) -> None:
    with at(_moment(moment)) if moment else nullcontext():
        done = tick_once()
    words = f"{done['due']} were due, {done['moved']} moved, {done['actions']} things done."
    say(dict(done), as_json, words)


def tick_once() -> Counter[str]:
    """Everything that is due at this moment, and what follows from it, until nothing is due any more."""
    done: Counter[str] = Counter(due=0, moved=0, actions=0)
    before = _moves()
    while True:
        heard = drain()
        looked, _moved = sweep()
        acted = act_on_due()
        done["due"] += heard + looked
        done["actions"] += acted
        if not (heard or looked or acted):
            done["moved"] = _moves() - before
            return done


@nurture.command("status", help="How many people stand at each stage of every map.")
@as_json
def status(as_json: bool) -> None:
    with transaction():
        maps = {compiled.name: map_status(compiled) for compiled in maps_in_force().values()}
    members = db.session.scalar(select(func.count()).where(Member.merged_into_id.is_(None))) or 0
    lines = [f"{members} members"]
    for name, counts in maps.items():
        lines += [name, *(f"  {count:>7}  {stage}" for stage, count in counts.items())]
    say({"members": members, "maps": maps}, as_json, "\n".join(lines))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"{text} is no moment; write it like 2026-11-22T09:00+00:00.")
    return moment.astimezone() if moment.tzinfo is None else moment


def _moves() -> int:
    from .models import NurtureMove

    return db.session.scalar(select(func.count()).select_from(NurtureMove)) or 0


COMMANDS = (nurture,)
