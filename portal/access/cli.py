"""`flask members add-staff`: the first owner of a fresh installation. People attaches it to its group."""

import sys
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.addresses import normal_address
from portal.core.cli import as_json, refuse, say
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.mail import sends_mail
from portal.core.text import one_line
from portal.ledger.models import Mail

from .actions.staff import add_staff
from .links import printed_links
from .models.user import MAX_NAME_CHARS
from .passwords import MAX_CHARS, MIN_CHARS, hash_password
from .roles import ROLES
from .strength import weakness


@click.command("add-staff")
@click.argument("email")
@click.option("--name", required=True, help="Their full name.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES)), help="A role; may be repeated."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of sending a link.")
@as_json
@with_appcontext
def add_staff_command(email: str, name: str, roles: tuple[str, ...], password_stdin: bool, as_json: bool) -> None:
    """Add a colleague who signs in with EMAIL: so a fresh installation gets its first owner.

    Without --password-stdin they get an email with a link to choose a password; where no email is sent, the link is
    printed.
    """
    address = normal_address(email)
    if address is None:
        refuse(_("%(email)s is not a complete email address.", email=email))
    password = _password_from_stdin(address, name) if password_stdin else None
    hashed = hash_password(password) if password else None
    try:
        with transaction():
            add_staff(address, one_line(name)[:MAX_NAME_CHARS], list(roles), None, password_hash=hashed)
            unsent = None if hashed or sends_mail() else _newest_mail(address)
            result: dict[str, Any] = {"email": address, "roles": sorted(set(roles))}
            result["password"] = "set" if hashed else "mailed"
            if unsent:
                result |= {"password": "unsent", "mail": unsent.id, "links": printed_links(unsent)}
    except Refused as refusal:
        refuse(refusal.message)
    say(result, as_json, _added(result, can_sign_in=bool(hashed)))


def _newest_mail(address: str) -> Mail | None:
    return db.session.scalars(select(Mail).where(Mail.recipient == address).order_by(Mail.id.desc()).limit(1)).first()


def _added(result: dict[str, Any], *, can_sign_in: bool) -> str:
    who = {"email": result["email"], "roles": ", ".join(result["roles"])}
    if "links" in result:
        text = _(
            "Added %(email)s as %(roles)s. Email isn't set up on this site: give them this link, which works once, "
            "for a week, and lets them choose a password. “flask mail link %(id)s” makes a new one.",
            id=result["mail"],
            **who,
        )
        return "\n".join([str(text), *result["links"]])
    if can_sign_in:
        return str(_("Added %(email)s as %(roles)s. They can sign in now.", **who))
    return str(
        _("Added %(email)s as %(roles)s. An email with a link to choose a password is on its way to them.", **who)
    )


def _password_from_stdin(email: str, name: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        refuse(_("A password needs %(least)s to %(most)s characters.", least=MIN_CHARS, most=MAX_CHARS))
    if (why := weakness(password, email, name)) is not None:
        refuse(why)
    return password
