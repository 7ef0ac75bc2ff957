"""`flask ideas`: prove the counters of ideas, put them right, and carry ideas in and out."""

import tempfile
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from portal.core.cli import as_json, difference, fail, recounted, refuse, say
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.transfer.imports.command import import_command
from workflows.marking import N_

from .actions.budget import recount_budgets
from .actions.counting import lock_idea, recount
from .models import Board, Idea
from .queries.counters import Difference, differences
from .transfer.tables import table_of

ideas = AppGroup("ideas", help="Boards, ideas and votes.")


@ideas.command("recount")
@click.option("--repair", is_flag=True, help="Correct what is wrong.")
@as_json
def recount_everything(repair: bool, as_json: bool) -> None:
    """Recount every idea and every budget of votes, and say what is wrong (exit 1, unless it was repaired)."""
    wrong = list(differences())
    db.session.rollback()
    if repair:
        _repair(wrong)
    lines = [difference(each.kind, each.key, each.counter, each.kept, each.found) for each in wrong]
    result = {
        "repaired": repair and bool(wrong),
        "wrong": [each._asdict() for each in wrong],
    }
    say(result, as_json, recounted(lines, repaired=repair))
    if wrong and not repair:
        fail()


def _repair(wrong: list[Difference]) -> None:
    """One idea, or one board's budgets, in a transaction."""
    for idea_id in sorted({each.key[0] for each in wrong if each.kind == "idea"}):
        with transaction() as session:
            idea = session.get(Idea, idea_id)
            if idea is not None:
                lock_idea(idea)
                recount(idea)
    for board_id in sorted({each.key[0] for each in wrong if each.kind == "budget"}):
        with transaction() as session:
            if session.get(Board, board_id) is not None:
                recount_budgets(board_id)


bring_table = import_command("ideas", N_("Import ideas and votes from a CSV file."))
ideas.add_command(bring_table)


@ideas.command("import-json")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@as_json
@click.pass_context
def bring_json(context: click.Context, /, file: Path, **options: Any) -> None:
    """Import ideas and votes from a JSON file: a list of ideas, each with its votes."""
    try:
        with file.open("rb") as opened:
            table = table_of(opened)
    except (Refused, OSError) as error:
        refuse(f"{file}: {error}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{file.stem}.csv"
        path.write_text(table, encoding="utf-8", newline="")
        context.invoke(bring_table, file=path, corrections=(), **options)


COMMANDS = (ideas,)
