"""`flask members export` and `flask members erase-again`: what an operator does about leaving."""

import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from portal.core.addresses import normal_address
from portal.core.cli import as_json, refuse, say
from portal.people.cli import members
from portal.people.persons import person_of
from portal.people.queries.people import person_with_address

from .erased import BadLine, Erased, add_list, read_list, unrecognisable
from .erased_keys import KEY, keys_in
from .erasing.copying import write_copy
from .reactions import erase_listed


@members.command("export")
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
def export(email: str, file: Path, as_json: bool) -> None:
    """Write everything that is kept about a person into a ZIP file."""
    address = normal_address(email)
    member = person_with_address(address) if address else None
    if member is None:
        refuse(_("Nobody has the email address %(email)s.", email=email))
    rows = write_copy(person_of(member), file.absolute())
    say({"rows": rows, "file": str(file)}, as_json, _("%(rows)s rows are in %(file)s.", rows=rows, file=file))


@members.command("erase-again")
@click.option("--list", "lists", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
def erase_again(lists: tuple[Path, ...], as_json: bool) -> None:
    """After a backup was restored, begin to erase those again who had left. --list adds another list of them first.

    The list's key, “erased_key”, has to be beside it. Exits with 1 where somebody on a list can't be recognised,
    or can't be erased yet.
    """
    people = {path: _people_in(path) for path in lists}
    results = [add_list(each, keys_in(path.with_name(KEY))) for path, each in people.items()]
    added, unknown = sum(new for new, _unknown in results), sum(each for _new, each in results) + unrecognisable()
    begun, refusals = erase_listed()
    told = _("%(added)s added to the list, %(begun)s being erased again by the worker.", added=added, begun=begun)
    say({"added": added, "begun": begun, "unknown": unknown, "refused": len(refusals)}, as_json, told)
    problems = [_unrecognised(unknown)] if unknown else []
    for each in [*problems, *(_not_erased(refusal) for refusal in refusals)]:
        click.echo(each, err=True)
    if problems or refusals:
        sys.exit(1)


def _people_in(path: Path) -> list[Erased]:
    try:
        return list(read_list(path))
    except BadLine as error:
        refuse(_("Line %(number)s of %(file)s is not a line of such a list.", number=error.number, file=path))


def _unrecognised(lines: int) -> str:
    text = _(
        "Lines whose key is missing: %(lines)s. Whoever they stand for can't be recognised. Put the “erased_key” of "
        "the machine that wrote the list beside it, and add it again with --list.",
        lines=lines,
    )
    return str(text)


def _not_erased(why: str) -> str:
    return str(_("Not erased yet: %(why)s The worker tries again every five minutes.", why=why))
