"""`flask surveys`: ask one question, or bring answers in from a file."""

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.cli import as_json, refuse, say
from portal.core.database import db, transaction
from portal.core.tokens import new_token
from portal.kits.transfer.imports.command import import_command
from portal.people.models import Member
from workflows.marking import N_

from .actions import ask
from .models import KINDS

surveys = AppGroup("surveys", help="Questions to members, and their answers.")
surveys.add_command(import_command("survey", N_("Import answers from a CSV export of a survey.")))


@surveys.command("ask", help="Ask the member with this address one question by email.")
@click.argument("email")
@click.option("--kind", type=click.Choice(KINDS), default="nps", show_default=True)
@as_json
@with_appcontext
def ask_command(email: str, kind: str, as_json: bool) -> None:
    with transaction():
        member = db.session.scalar(select(Member).where(Member.email == email.strip().lower()))
        if member is None:
            refuse(_("Nobody here has the address %(email)s.", email=email))
        outcome = ask(member, kind, cause_key=f"asked:{new_token()[0]}")
    if not outcome.posted:
        refuse(_("Not asked. %(why)s.", why=outcome.why))
    due = outcome.due_at.isoformat() if outcome.due_at else None
    say({"asked": True, "due_at": due}, as_json, _("%(name)s is asked on %(due)s.", name=member.name, due=due))


COMMANDS = (surveys,)
