"""`flask demo`: load the community that shows what the product is for, and say who can sign in to it."""

import sys
from dataclasses import asdict

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.core.cli import as_json, refuse, say
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.models import Base
from portal.ledger.presence import workers_at_work
from portal.people.models import Member

from .load import Loaded, load_demo
from .sign_ins import broken_off, sign_ins

demo = AppGroup("demo", help="The demo community: twelve companies, 120 people, fourteen months.")


@demo.command("load", help="Play the demo community into an empty database. Nothing is sent to anybody.")
@click.option(
    "--only-if-empty",
    is_flag=True,
    help="If there are people in the database already, leave it as it is instead of failing.",
)
@as_json
def load(only_if_empty: bool, as_json: bool) -> None:
    begins_anew = broken_off()
    if not begins_anew and db.session.scalar(select(Member.id).limit(1)) is not None:
        _keep(only_if_empty, as_json)
        return
    if workers_at_work():
        refuse(_("A worker was at work a moment ago. Stop it and wait two minutes: the demo plays with its own clock."))
    db.session.rollback()
    if begins_anew:
        click.echo(_("The demo was interrupted, so it starts again."), err=True)
        forget_everything()
    loaded = _load_with_bar()
    say({"loaded": True, **asdict(loaded)}, as_json, _told(loaded))


def _keep(only_if_empty: bool, as_json: bool) -> None:
    if not only_if_empty:
        refuse(_("There are people in this database already. The demo is only loaded into an empty one."))
    say({"loaded": False}, as_json, _("There are people in this database already; nothing was changed."))


def _load_with_bar() -> Loaded:
    """Load it; a terminal sees how far the play is."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=_("Playing fourteen months"), file=sys.stderr, hidden=hidden) as bar:

        def told(days: int, everything: int) -> None:
            bar.length = everything
            bar.update(days)

        try:
            return load_demo(now().date(), told)
        except BaseException:
            click.echo("\n" + _("The demo stopped halfway. Load it again, and it starts over."), err=True)
            raise


def forget_everything() -> None:
    """Empty every table: all that is in them is of a demo that nobody can sign in to."""
    with transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))


def _told(loaded: Loaded) -> str:
    return str(
        _(
            "%(companies)s companies, %(members)s people, %(feedback)s pieces of feedback, "
            "%(quotes)s quotes, %(topics)s topics, %(ideas)s ideas and %(betas)s betas are there. "
            "`flask demo people` says who can sign in.",
            **asdict(loaded),
        )
    )


@demo.command("people", help="Who can sign in to the demo, and with which password.")
@as_json
def people(as_json: bool) -> None:
    listed = sign_ins()
    text = "\n".join(f"{person['role']:<10} {person['email']:<40} {person['password']}" for person in listed)
    say({"people": listed}, as_json, text or _("The demo is not in this database."))


COMMANDS = (demo,)
