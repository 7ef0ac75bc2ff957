"""Mail over SMTP: one line for a batch, a stable Message-ID for each mail."""

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app

from ...models import Mail
from ..channel import SendingDelayed, SendingRefused
from .enclosing import Unfinished, enclosed_in, hand_over_pieces, with_enclosure
from .head import sender_line, subject_line, written_line
from .line import LineFailed, MailServer, configured_server, plain
from .return_path import return_path

RETURN_PATH = "Return-Path"
WANTS_ANOTHER_LINE = {530, 535, 538}
"""Sign in first, or over TLS."""


class SMTPTransport:
    """Sends to a server, over one line that is opened for the first mail of a batch.

    Where the line cannot be opened, every mail of the batch waits for the same reason: the server is not asked again.
    """

    def __init__(self, server: MailServer, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._line: smtplib.SMTP | None = None
        self._failed: LineFailed | None = None

    def send(self, mail: Mail) -> None:
        """Hand over one mail. Raises SendingDelayed or SendingRefused when it surely was not taken."""
        line = self._opened()
        try:
            hand_over(line, mail, self._sender)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise _kind(code)(f"{code} {plain(reply)}") from None
        except smtplib.SMTPResponseException as error:
            raise _kind(error.smtp_code)(f"{error.smtp_code} {plain(error.smtp_error)}") from None
        except Unfinished as error:
            self._line = None
            raise SendingDelayed(str(error)) from None
        except (smtplib.SMTPServerDisconnected, OSError):
            self._line = None
            raise

    def close(self) -> None:
        """Say goodbye; a server that is gone is no news."""
        self._failed = None
        if self._line is not None:
            say_goodbye(self._line)
            self._line = None

    def _opened(self) -> smtplib.SMTP:
        if self._failed is None and self._line is None:
            try:
                self._line = self._server.open()
            except LineFailed as error:
                self._failed = error
        if self._line is None:
            raise SendingDelayed(str(self._failed)) from None
        return self._line


def hand_over(line: smtplib.SMTP, mail: Mail, sender: str) -> None:
    """Give one mail to a server. Raises what smtplib raises."""
    message, envelope = compose(mail, sender), _envelope(mail, sender)
    if mail.enclosed:
        hand_over_pieces(line, envelope, mail.recipient, with_enclosure(message, enclosed_in(mail.enclosed)))
    else:
        line.send_message(message, from_addr=envelope)


def say_goodbye(line: smtplib.SMTP) -> None:
    """End a line, whether the other side still listens or not."""
    try:
        line.quit()
    except (smtplib.SMTPException, OSError):
        line.close()


def compose(mail: Mail, sender: str) -> EmailMessage:
    """The message of a row: plain and HTML parts, headers checked by the email package against line breaks.

    The row's own headers come last and win; its Return-Path is the envelope's business.
    """
    message = EmailMessage()
    message["From"] = sender_line(mail.sender_name, sender)
    message["To"] = mail.recipient
    message["Subject"] = subject_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<fanfare-{mail.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = written_line("Reply-To", mail.reply_to)
    for name, value in mail.headers.items():
        if name != RETURN_PATH:
            del message[name]
            message[name] = written_line(name, str(value))
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _envelope(mail: Mail, sender: str) -> str:
    """Where what cannot be delivered comes back: nowhere for a mail that says so, else an address of its own."""
    if RETURN_PATH in mail.headers:
        return str(mail.headers[RETURN_PATH]).strip("<>")
    return return_path(mail.id) or sender


def configured_transport() -> SMTPTransport | None:
    """The transport of MAIL_URL, or None: then mails are kept and can be read in admin."""
    server = configured_server()
    return SMTPTransport(server, current_app.config["MAIL_FROM"]) if server else None


def _kind(code: int) -> type[SendingDelayed] | type[SendingRefused]:
    """Whether a mail waits: also where the server wants another line or a sign-in, which is not the mail's fault."""
    return SendingDelayed if 400 <= code < 500 or code in WANTS_ANOTHER_LINE else SendingRefused
