"""`flask betas`: prove the counters of seats, and put them right."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core.cli import as_json, fail, recounted, say
from portal.core.database import db, transaction

from .actions.betas import recount
from .actions.steps import lock_beta_row
from .models import SEATED, Applicant, Beta

betas = AppGroup("betas", help="Betas and their seats.")


@betas.command("verify")
@click.option("--repair", is_flag=True, help="Correct what is wrong.")
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
    lines = [
        _("beta %(id)s: %(kept)s seats are counted as taken, %(found)s are", id=beta_id, kept=kept, found=found)
        for beta_id, kept, found in wrong
    ]
    result = {
        "repaired": repair and bool(wrong),
        "wrong": [{"beta": beta_id, "kept": kept, "found": counted} for beta_id, kept, counted in wrong],
    }
    say(result, as_json, recounted(lines, repaired=repair))
    if wrong and not repair:
        fail()


COMMANDS = (betas,)
