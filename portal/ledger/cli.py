"""`flask worker` and `flask ledger`."""

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core.cli import as_json, fail, say
from portal.core.database import db

from .deliveries import failing_deliveries, pending_count
from .models import Activity
from .queries import ledger_faults
from .worker import run_forever, run_once

ledger = AppGroup("ledger", help="The append-only ledger of what happened.")


@click.command("worker", help="Deliver the ledger, send mail, keep the index, run what is due. Any number may run.")
@click.option("--once", is_flag=True, help="Work until nothing is due, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    if not once:
        run_forever()
        return
    while run_once():
        pass


@ledger.command("verify", help="Check that every verb is known and every delivery accounted for.")
@as_json
def verify(as_json: bool) -> None:
    faults = list(ledger_faults())
    lines = db.session.scalar(select(func.count()).select_from(Activity)) or 0
    failing = db.session.scalar(select(func.count()).select_from(failing_deliveries().subquery())) or 0
    result = {"lines": lines, "pending": pending_count(), "failing": failing, "faults": faults}
    sound = _("%(lines)s lines, %(pending)s deliveries pending, %(failing)s failing: all accounted for.", **result)
    say(result, as_json, "\n".join(faults) or sound)
    if faults:
        fail()


COMMANDS = (worker, ledger)
