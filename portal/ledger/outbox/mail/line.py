"""The line to the mail server: opened step by step, its certificate and name verified, and what went wrong in words.

Nothing falls back: where TLS was asked for and cannot be had, no name, no password and no letter is sent.
"""

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from flask_babel import gettext as _

TIMEOUT = 10.0
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
EXPIRED, NOT_YET, WRONG_NAMES = 10, 9, {62, 63, 64}
"""What OpenSSL calls the faults of a certificate that have words of their own (X509_V_ERR_…)."""


class LineFailed(Exception):
    """The line could not be opened: nothing was sent. `step` names where it ended, the words say what to do."""

    def __init__(self, step: str, words: str) -> None:
        super().__init__(words)
        self.step = step


@dataclass(frozen=True)
class MailServer:
    """A server that takes letters: smtp://, smtp+starttls:// or smtps://user:password@host:port.

    With a `ca_file` the certificates in it are trusted, and no others.
    """

    url: str = field(repr=False)
    ca_file: str | None = None

    @property
    def parts(self) -> SplitResult:
        return urlsplit(self.url)

    @property
    def host(self) -> str:
        return self.parts.hostname or "localhost"

    @property
    def port(self) -> int:
        return self.parts.port or PORTS[self.parts.scheme]

    def open(self) -> smtplib.SMTP:
        """A line over which letters can be handed over. Raises LineFailed."""
        server = self._connected()
        try:
            if self.parts.scheme == "smtp+starttls":
                self._start_tls(server)
            if self.parts.username:
                self._sign_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def _connected(self) -> smtplib.SMTP:
        try:
            if self.parts.scheme == "smtps":
                return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=self._trust())
            return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        except (socket.gaierror, UnicodeError):
            words = _(
                "The name %(host)s was not found. Check MAIL_URL, and that this machine can look names up.",
                host=self.host,
            )
            raise LineFailed("name", words) from None
        except ssl.SSLError as error:
            raise self._tls_failed(error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise self._no_answer(error) from None

    def _start_tls(self, server: smtplib.SMTP) -> None:
        try:
            server.starttls(context=self._trust())
        except ssl.SSLError as error:
            raise self._tls_failed(error) from None
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
            words = _(
                "%(host)s does not offer STARTTLS, and nothing is sent over an open line. "
                "Use smtps:// with its port for TLS, or ask whoever runs it.",
                host=self.host,
            )
            raise LineFailed("starttls", words) from None
        except (OSError, smtplib.SMTPException) as error:
            raise self._no_answer(error) from None

    def _sign_in(self, server: smtplib.SMTP) -> None:
        try:
            server.login(unquote(self.parts.username or ""), unquote(self.parts.password or ""))
        except smtplib.SMTPNotSupportedError:
            words = _(
                "%(host)s offers no way to sign in that we know. Use smtp+starttls:// or smtps://, or leave the user "
                "name out of MAIL_URL.",
                host=self.host,
            )
            raise LineFailed("sign_in", words) from None
        except smtplib.SMTPResponseException as error:
            words = _(
                "%(host)s refused the user name or the password (%(answer)s). Check both in MAIL_URL; write special "
                "characters as %%40 for an @.",
                host=self.host,
                answer=f"{error.smtp_code} {plain(error.smtp_error)}",
            )
            raise LineFailed("sign_in", words) from None
        except (OSError, smtplib.SMTPException) as error:
            raise self._no_answer(error) from None

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def _no_answer(self, error: Exception) -> LineFailed:
        words = _(
            "%(host)s didn't answer at port %(port)s (%(error)s). Check both in MAIL_URL, that the server is running, "
            "and that no firewall is in the way.",
            host=self.host,
            port=self.port,
            error=error,
        )
        return LineFailed("connection", words)

    def _tls_failed(self, error: ssl.SSLError) -> LineFailed:
        if not isinstance(error, ssl.SSLCertVerificationError):
            words = _(
                "No TLS could be agreed on with %(host)s at port %(port)s (%(error)s). Perhaps that port wants "
                "smtp+starttls:// instead of smtps://.",
                host=self.host,
                port=self.port,
                error=error.reason or error,
            )
            return LineFailed("tls", words)
        return self._not_believed(error.verify_code, error.verify_message)

    def _not_believed(self, fault: int, message: str) -> LineFailed:
        """The server showed a certificate, and it is not good enough."""
        host = self.host
        if fault == EXPIRED:
            words = _("The certificate of %(host)s has expired. It has to be renewed there.", host=host)
            return LineFailed("certificate_expired", words)
        if fault in WRONG_NAMES:
            words = _(
                "The certificate shown by %(host)s is for another name. Use the name it's for in MAIL_URL.",
                host=host,
            )
            return LineFailed("certificate_name", words)
        if fault == NOT_YET:
            words = _("The certificate of %(host)s is not valid yet. Check the clocks of both machines.", host=host)
            return LineFailed("certificate_early", words)
        words = _(
            "The certificate of %(host)s is not trusted here (%(error)s). If you run your own certificate authority, "
            "put the path of its file in MAIL_CA_FILE.",
            host=host,
            error=message,
        )
        return LineFailed("certificate_trust", words)


def configured_server() -> MailServer | None:
    """The server of MAIL_URL, or None where letters are kept."""
    url = current_app.config["MAIL_URL"]
    return MailServer(url, current_app.config["MAIL_CA_FILE"]) if url else None


def plain(reply: bytes | str) -> str:
    """What a server answered, as text."""
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
