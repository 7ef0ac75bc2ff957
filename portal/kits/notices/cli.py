"""`flask mail`: the receiver of mail that comes in."""

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info, with_appcontext
from flask_babel import gettext as _

mail = AppGroup("mail", help="Mail that comes in.")


@mail.command("receive", help="Take answers and reports of lost mails over SMTP until asked to stop.")
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of MAIL_IN_PORT.")
@with_appcontext
@pass_script_info
def receive(info: ScriptInfo, port: int | None) -> None:
    config = current_app.config
    port = config["MAIL_IN_PORT"] if port is None else port
    if not port or not config["MAIL_IN_DOMAIN"]:
        raise click.ClickException(
            _("Set MAIL_IN_DOMAIN and MAIL_IN_PORT (or --port) first: no mail comes in without them.")
        )
    from .incoming.receiver import receive_forever

    receive_forever(info.load_app(), config["MAIL_IN_HOST"], port)


COMMANDS = (mail,)
