"""Mail over SMTP: one connection for a batch, a stable Message-ID for each mail."""

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_babel import gettext as _

from ...models import Mail
from ..channel import SendingDelayed, SendingRefused
from .head import sender_line, subject_line
from .return_path import return_path

TIMEOUT = 10.0
RETURN_PATH = "Return-Path"


class SMTPTransport:
    """Sends to the server of MAIL_URL: smtp://, smtp+starttls:// or smtps://user:password@host:port."""

    def __init__(self, url: str, sender: str) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._server: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand over one mail. Raises SendingDelayed or SendingRefused when it surely was not taken."""
        server = self._connected()
        try:
            server.send_message(compose(mail, self._sender), from_addr=_envelope(mail, self._sender))
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise _kind(code)(f"{code} {_plain(reply)}") from None
        except smtplib.SMTPResponseException as error:
            raise _kind(error.smtp_code)(f"{error.smtp_code} {_plain(error.smtp_error)}") from None
        except (smtplib.SMTPServerDisconnected, OSError):
            self._server = None
            raise

    def close(self) -> None:
        """Say goodbye; a server that is gone is no news."""
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._server.close()
            self._server = None

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = self._connect()
            except (OSError, smtplib.SMTPException) as error:
                raise SendingDelayed(_("The mail server could not be reached: %(error)s", error=error)) from None
        return self._server

    def _connect(self) -> smtplib.SMTP:
        host, port = self._parts.hostname or "localhost", self._parts.port
        if self._parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT)
        else:
            server = smtplib.SMTP(host, port or (587 if self._parts.scheme == "smtp+starttls" else 25), timeout=TIMEOUT)
        if self._parts.scheme == "smtp+starttls":
            server.starttls()
        if self._parts.username:
            server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        return server


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
        message["Reply-To"] = mail.reply_to
    for name, value in mail.headers.items():
        if name != RETURN_PATH:
            del message[name]
            message[name] = value
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
    url = current_app.config["MAIL_URL"]
    return SMTPTransport(url, current_app.config["MAIL_FROM"]) if url else None


def _kind(code: int) -> type[SendingDelayed] | type[SendingRefused]:
    return SendingDelayed if 400 <= code < 500 else SendingRefused


def _plain(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
