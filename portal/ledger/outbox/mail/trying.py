"""A test letter, sent at once and past the outbox: it says at which step it ended, and what to do about that."""

import smtplib
from dataclasses import dataclass
from email.utils import make_msgid

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from portal.core.clock import now

from ...models import Mail
from .line import LineFailed, configured_server, plain
from .smtp import hand_over, say_goodbye

TAKEN = "taken"


@dataclass(frozen=True)
class Trial:
    """How far a test letter came: `step` is "taken", or the one that failed; the words are for a person."""

    step: str
    words: str
    server: str | None = None

    @property
    def ok(self) -> bool:
        return self.step == TAKEN


def try_letter(address: str) -> Trial:
    """Send a test letter to this address, now."""
    server = configured_server()
    if server is None:
        return Trial("setting", _("No mail server is set, so emails are kept. Set MAIL_URL and try again."))
    place = f"{server.host}:{server.port}"
    try:
        line = server.open()
    except LineFailed as error:
        return Trial(error.step, str(error), place)
    try:
        step, words = _handed_over(line, address)
    finally:
        say_goodbye(line)
    return Trial(step, words, place)


def _handed_over(line: smtplib.SMTP, address: str) -> tuple[str, str]:
    try:
        hand_over(line, _letter(address), current_app.config["MAIL_FROM"])
    except smtplib.SMTPSenderRefused as error:
        return "sender", _sender_refused(error)
    except smtplib.SMTPRecipientsRefused as error:
        return "recipient", _recipient_refused(error, address)
    except smtplib.SMTPResponseException as error:
        words = _("The server refused the email itself (%(answer)s). Ask whoever runs it why.", answer=_answer(error))
        return "letter", words
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return "letter", _(
            "The connection broke while the email was being handed over (%(error)s). Try again.", error=error
        )
    return TAKEN, _taken(address)


def _sender_refused(error: smtplib.SMTPSenderRefused) -> str:
    words = _(
        "The server refused the sender %(sender)s (%(answer)s). Set MAIL_FROM to an address that it lets this user "
        "send from.",
        sender=error.sender,
        answer=_answer(error),
    )
    return str(words)


def _recipient_refused(error: smtplib.SMTPRecipientsRefused, address: str) -> str:
    code, reply = next(iter(error.recipients.values()))
    words = _(
        "The server refused the recipient %(address)s (%(answer)s). Check the address; if it is right, ask whoever "
        "runs the server whether this machine may send to other domains.",
        address=address,
        answer=f"{code} {plain(reply)}",
    )
    return str(words)


def _taken(address: str) -> str:
    words = _(
        "The server accepted the test email for %(address)s. Look for “%(subject)s” there, also in the spam folder. "
        "Its source should say that SPF and DKIM pass.",
        address=address,
        subject=_subject(),
    )
    return str(words)


def _letter(address: str) -> Mail:
    """A row that no table ever sees."""
    text = _("This is a test: %(brand)s can send emails to this address.", brand=current_app.config["COMPANY_NAME"])
    return Mail(
        id=0,
        recipient=address,
        sender_name=current_app.config["COMPANY_NAME"],
        reply_to=None,
        subject=_subject(),
        text=f"{text}\n",
        html=str(Markup("<p>{text}</p>").format(text=text)),
        headers={"Message-ID": make_msgid(domain=current_app.config["MAIL_FROM"].rpartition("@")[2])},
        created_at=now(),
    )


def _subject() -> str:
    return str(_("Test email from %(brand)s", brand=current_app.config["COMPANY_NAME"]))


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {plain(error.smtp_error)}"
