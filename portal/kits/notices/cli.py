"""`flask mail`: the receiver of mail that comes in, a test of the way out, and the links of mails that were kept."""

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info, with_appcontext
from flask_babel import gettext as _

from portal.core.addresses import normal_address
from portal.core.cli import as_json, fail, refuse, say
from portal.core.database import transaction
from portal.core.errors import Refused
from portal.core.inputs import MAX_ID
from portal.ledger.outbox.mail.trying import try_letter

from .actions.printing import print_links

mail = AppGroup("mail", help="Incoming mail, a test of outgoing mail, and the links of emails that were kept.")


@mail.command("receive", help="Take replies and bounces over SMTP until asked to stop.")
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


@mail.command("test", help="Send a test email to ADDRESS now; if it fails, say at which step (exit 1).")
@click.argument("address")
@as_json
def test(address: str, as_json: bool) -> None:
    recipient = normal_address(address)
    if recipient is None:
        refuse(_("%(address)s is not an email address. Write it like name@company.example.", address=address))
    trial = try_letter(recipient)
    result = {"address": recipient, "ok": trial.ok, "server": trial.server, "step": trial.step, "words": trial.words}
    say(result, as_json, trial.words)
    if not trial.ok:
        fail()


@mail.command("link", help="Make and print the links in the kept email ID; those printed before stop working.")
@click.argument("mail_id", metavar="ID", type=click.IntRange(1, MAX_ID))
@as_json
def link(mail_id: int, as_json: bool) -> None:
    try:
        with transaction():
            links = print_links(mail_id)
    except Refused as refused:
        refuse(str(refused))
    say({"mail": mail_id, "links": links}, as_json, "\n".join(links))


COMMANDS = (mail,)
