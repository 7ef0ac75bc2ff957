"""`flask members`: people from the command line. Other features attach their commands to this group."""

import sys

import click
from flask.cli import AppGroup

from portal.core.cli import as_json, refuse, say
from portal.core.database import transaction
from portal.core.errors import Refused
from portal.core.text import one_line

from .actions.staff import add_staff
from .addresses import normal_address
from .passwords import LEAST, MOST, hash_password, is_guessable
from .roles import ROLES

members = AppGroup("members", help="Members, companies and staff.")


@members.command("add-staff")
@click.argument("email")
@click.option("--name", required=True, help="Their full name.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES)), help="A role; may be repeated."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of sending a link.")
@as_json
def add_staff_command(email: str, name: str, roles: tuple[str, ...], password_stdin: bool, as_json: bool) -> None:
    """Add a colleague who signs in with EMAIL: so a fresh installation gets its first owner.

    Without --password-stdin they get a mail with a link to choose a password.
    """
    address = normal_address(email)
    if address is None:
        refuse(f"{email} is not a complete mail address.")
    password = _password_from_stdin(address, name) if password_stdin else None
    hashed = hash_password(password) if password else None
    try:
        with transaction():
            add_staff(address, one_line(name)[:200], list(roles), None, password_hash=hashed)
    except Refused as refusal:
        refuse(refusal.message)
    result = {"email": address, "roles": sorted(set(roles)), "password": "set" if hashed else "mailed"}
    ends = "They can sign in now." if hashed else "A mail with a link to choose a password is on its way to them."
    say(result, as_json, f"Added {address} as {', '.join(result['roles'])}. {ends}")


def _password_from_stdin(email: str, name: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not LEAST <= len(password) <= MOST:
        refuse(f"A password has {LEAST} to {MOST} characters.")
    if is_guessable(password, email, name):
        refuse("That password is easy to guess. Choose another one.")
    return password


COMMANDS = (members,)
