"""`flask ideas`: prove the counters of ideas, put them right, and carry ideas in and out."""

import click
from flask.cli import AppGroup

from ..core.cli import as_json, fail, say
from ..core.database import db, transaction
from .actions.budget import recount_purses
from .actions.counting import lock_idea, recount
from .models import Board, Idea
from .queries.counters import Difference, differences

ideas = AppGroup("ideas", help="Boards, ideas and votes.")


@ideas.command("recount")
@click.option("--repair", is_flag=True, help="Put right what is wrong.")
@as_json
def recount_everything(repair: bool, as_json: bool) -> None:
    """Recount every idea and every purse, and say what is wrong (exit 1, unless it was repaired)."""
    wrong = list(differences())
    db.session.rollback()
    if repair:
        _repair(wrong)
    lines = [f"{each.kind} {each.key}: {each.counter} is {each.kept}, should be {each.found}" for each in wrong]
    told = f"{len(wrong)} repaired." if repair and wrong else f"{len(wrong)} counters are wrong."
    result = {
        "repaired": repair and bool(wrong),
        "wrong": [each._asdict() for each in wrong],
    }
    say(result, as_json, "\n".join([*lines, told]) if wrong else "Every counter is right.")
    if wrong and not repair:
        fail()


def _repair(wrong: list[Difference]) -> None:
    """One idea, or one board's purses, in a transaction."""
    for idea_id in sorted({each.key[0] for each in wrong if each.kind == "idea"}):
        with transaction() as session:
            idea = session.get(Idea, idea_id)
            if idea is not None:
                lock_idea(idea)
                recount(idea)
    for board_id in sorted({each.key[0] for each in wrong if each.kind == "purse"}):
        with transaction() as session:
            if session.get(Board, board_id) is not None:
                recount_purses(board_id)


COMMANDS = (ideas,)
