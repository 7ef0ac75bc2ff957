"""What every command shares: `--json` prints one object and nothing else; refusals exit with 2."""

import json
import sys
from typing import Any, NoReturn

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout and nothing else.")


def say(result: dict[str, Any], as_json: bool, words: str) -> None:
    """Print `result` as JSON, or `words` for a person."""
    click.echo(json.dumps(result, ensure_ascii=False, sort_keys=True) if as_json else words)


def refuse(reason: str) -> NoReturn:
    """End the command: the file or the call cannot be taken (exit 2, the reason on stderr)."""
    click.echo(reason, err=True)
    sys.exit(2)


def fail() -> NoReturn:
    """End the command: what was checked does not hold (exit 1)."""
    sys.exit(1)
