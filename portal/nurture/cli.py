"""`flask nurture`: check a map, move everybody whose time has come, see who stands where."""

from collections import Counter
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.core.cli import as_json, fail, refuse, say
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.core.sentences import translate
from portal.ledger.worker import drain
from portal.people.models import Member
from workflows.findings import Finding, Findings

from .engine.acting import act_on_due
from .maps.catalogue import catalogue
from .maps.in_force import maps_in_force
from .queries import map_status
from .reactions import sweep

nurture = AppGroup("nurture", help="Nurture maps: check them, move people, see who is where.")
MAX_BYTES = 1024 * 1024


@nurture.command("check", help="Check a map before it is used. Exit 1 when it has errors.")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def check(file: Path, as_json: bool) -> None:
    from workflows.checks import check as check_text  # reads YAML: loaded when a map is

    try:
        if file.stat().st_size > MAX_BYTES:
            refuse(_("%(file)s is larger than 1 MB, too large for a map.", file=file))
        source = file.read_bytes()
    except OSError as error:
        refuse(_("%(file)s cannot be read: %(reason)s.", file=file, reason=error.strerror))
    findings = check_text(source, catalogue())
    lines = [_line(finding) for finding in (*findings.errors, *findings.warnings)]
    say(_as_data(findings), as_json, "\n".join(lines) or _("No errors and no warnings."))
    if findings.errors:
        fail()


def _line(finding: Finding) -> str:
    values = {"rule": finding.rule, "line": finding.line, "message": translate(finding.message)}
    if finding.level == "error":
        return str(_("error %(rule)s, line %(line)s: %(message)s", **values))
    return str(_("warning %(rule)s, line %(line)s: %(message)s", **values))


def _as_data(findings: Findings) -> dict[str, Any]:
    return {
        level: [
            {name: translate(value) if isinstance(value, str) else value for name, value in each.items()}
            for each in level_findings
        ]
        for level, level_findings in findings.as_dict().items()
    }


@nurture.command("tick", help="Deliver what is due, then let silence and time have their say, then act on it.")
@click.option("--now", "moment", metavar="ISO", help="Act as if it were this moment (with its zone).")
@as_json
def tick(moment: str | None, as_json: bool) -> None:
    with at(_moment(moment)) if moment else nullcontext():
        done = tick_once()
    text = _("%(due)s were due, %(moved)s moved, %(actions)s things done.", **done)
    say(dict(done), as_json, text)


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


@nurture.command("status", help="How many people are at each stage of every map.")
@as_json
def status(as_json: bool) -> None:
    with transaction():
        maps = {compiled.name: map_status(compiled) for compiled in maps_in_force().values()}
    members = db.session.scalar(select(func.count()).where(Member.merged_into_id.is_(None))) or 0
    lines = [ngettext("%(num)s member", "%(num)s members", members)]
    for name, counts in maps.items():
        lines += [
            name,
            *(f"  {count:>7}  {_('none') if stage == 'none' else stage}" for stage, count in counts.items()),
        ]
    say({"members": members, "maps": maps}, as_json, "\n".join(lines))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse(_("%(text)s is not a date and time; write it like 2026-11-22T09:00+00:00.", text=text))
    return moment.astimezone() if moment.tzinfo is None else moment


def _moves() -> int:
    from .models import NurtureMove

    return db.session.scalar(select(func.count()).select_from(NurtureMove)) or 0


COMMANDS = (nurture,)
