"""What every command shares: `--json` prints one object and nothing else; refusals exit with 2."""

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from inspect import cleandoc
from typing import Any, NoReturn

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")


def say(result: dict[str, Any], as_json: bool, text: str) -> None:
    """Print `result` as JSON, or `text` for a person."""
    click.echo(json.dumps(result, ensure_ascii=False, sort_keys=True) if as_json else text)


def refuse(reason: str) -> NoReturn:
    """End the command: the file or the call cannot be taken (exit 2, the reason on stderr)."""
    click.echo(reason, err=True)
    sys.exit(2)


def explain(command: click.Command) -> click.Command:
    """Let `--help` of a command, and of every one in it, speak the language of whoever asks.

    Docstrings and `help` are read while the code is loaded, when nobody has asked yet. `make messages` finds them
    wherever click or flask.cli is imported.
    """
    for told in (command, *command.params):
        if isinstance(getattr(told, "help", None), str):
            told.help = _l(cleandoc(told.help))  # type: ignore[attr-defined]
        if isinstance(told, click.Option):
            told.get_help_record = partial(_help_record, told.get_help_record)  # type: ignore[method-assign]
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        explain(each)
    return command


def _help_record(record: Callable[[click.Context], tuple[str, str] | None], ctx: click.Context) -> Any:
    """What `--help` says of an option; click takes nothing but text for it."""
    said = record(ctx)
    return said and tuple(map(str, said))


def difference(kind: str, key: object, counter: str, kept: object, found: object) -> str:
    """One counter that is wrong, in words."""
    values = {"kind": kind, "key": key, "counter": counter, "kept": kept, "found": found}
    return str(_("%(kind)s %(key)s: %(counter)s is %(kept)s, should be %(found)s", **values))


def recounted(differences: Sequence[str], *, repaired: bool) -> str:
    """What counting anew has found, line by line."""
    if not differences:
        return str(_("Every counter is right."))
    count = len(differences)
    end = _("%(count)s repaired.", count=count) if repaired else _("%(count)s counters are wrong.", count=count)
    return "\n".join([*differences, end])


def fail() -> NoReturn:
    """End the command: what was checked does not hold (exit 1)."""
    sys.exit(1)
