"""`flask members export` and `flask members erase-again`: what an operator does about leaving."""

from pathlib import Path

import click
from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.cli import as_json, refuse, say
from portal.core.database import db
from portal.people.cli import members
from portal.people.models import Member
from portal.people.persons import person_of

from .erased import note_erased, read_list
from .erasing.copying import write_copy
from .reactions import forget_again


@members.command("export")
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
def export(email: str, file: Path, as_json: bool) -> None:
    """Write everything that is kept about a person into a ZIP file."""
    member = db.session.scalar(select(Member).where(Member.email == email.strip().lower()))
    if member is None:
        refuse(_("Nobody has the email address %(email)s.", email=email))
    rows = write_copy(person_of(member), file.absolute())
    say({"rows": rows, "file": str(file)}, as_json, _("%(rows)s rows are in %(file)s.", rows=rows, file=file))


@members.command("erase-again")
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
def erase_again(lists: tuple[Path, ...], as_json: bool) -> None:
    """After a backup was restored, begin to erase those again who had left. --list adds another list of them first."""
    try:
        added = sum(note_erased(read_list(path.read_text())) for path in lists)
    except ValueError as error:
        refuse(str(error))
    begun = forget_again()
    told = _("%(added)s added to the list, %(begun)s being erased again by the worker.", added=added, begun=begun)
    say({"added": added, "begun": begun}, as_json, told)
