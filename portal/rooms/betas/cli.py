"""`flask betas`: prove the counters of seats, and put them right."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from portal.core.cli import as_json, fail, say
from portal.core.database import db, transaction

from .actions.betas import recount
from .actions.steps import lock_beta_row
from .models import SEATED, Applicant, Beta

betas = AppGroup("betas", help="Betas and their seats.")


@betas.command("verify")
@click.option("--repair", is_flag=True, help="Put right what is wrong.")
@as_json
def verify(repair: bool, as_json: bool) -> None:
    """Recount the seats of every beta and say which counters are wrong (exit 1, unless they were repaired)."""
    held = select(func.count()).where(Applicant.beta_id == Beta.id, Applicant.status.in_(SEATED)).scalar_subquery()
    wrong = db.session.execute(select(Beta.id, Beta.taken, held).where(Beta.taken != held).order_by(Beta.id)).all()
    db.session.rollback()
    for beta_id, _kept, _found in wrong if repair else ():
        with transaction() as session:
            beta = session.get_one(Beta, beta_id)
            lock_beta_row(beta)
            recount(beta)
    lines = [f"beta {beta_id}: {kept} seats are counted as taken, {counted} are" for beta_id, kept, counted in wrong]
    told = f"{len(wrong)} repaired." if repair else f"{len(wrong)} counters are wrong."
    result = {
        "repaired": repair and bool(wrong),
        "wrong": [{"beta": beta_id, "kept": kept, "found": counted} for beta_id, kept, counted in wrong],
    }
    say(result, as_json, "\n".join([*lines, told]) if wrong else "Every counter is right.")
    if wrong and not repair:
        fail()


COMMANDS = (betas,)
