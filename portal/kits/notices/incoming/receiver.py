"""The receiver: a small SMTP server that takes mail for our own addresses alone, and keeps each before it says yes."""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from portal.core.database import db

from .keeping import is_ours, keep_mail

log = structlog.get_logger()
MAX_BYTES = 1024 * 1024
MAX_CONNECTIONS, MAX_RECIPIENTS, MAX_AT_ONCE = 50, 5, 4
PATIENCE = 60.0


class Receiver:
    """What the server asks: may this address be written to, and has the mail been kept."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._threads = ThreadPoolExecutor(MAX_AT_ONCE)
        self.connections = 0

    def close(self) -> None:
        """Wait until what is being kept is kept."""
        self._threads.shutdown(wait=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        with self.app.app_context():
            if not is_ours(address):
                return "550 5.1.1 Nobody here has that address"
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """250 only after the row is committed: until then the mail is the sender's to keep."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._threads, self._keep, raw, envelope.mail_from or "", envelope.rcpt_tos)
        except Exception:
            log.exception("mail_in.not_kept")
            return "451 4.3.0 Not now; please try again later"
        return "250 2.0.0 Kept"

    def _keep(self, raw: bytes, envelope_from: str, recipients: list[str]) -> None:
        with self.app.app_context():
            try:
                keep_mail(raw, envelope_from, recipients)
            finally:
                db.session.remove()


class _BoundedSMTP(SMTP):
    """A session that gives way when there are too many."""

    def connection_made(self, transport: Any) -> None:
        receiver: Receiver = self.event_handler
        receiver.connections += 1
        if receiver.connections > MAX_CONNECTIONS:
            transport.write(b"421 4.3.2 Too busy; please try again later\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.connections -= 1
        if self.transport is not None:
            super().connection_lost(error)


async def serve(app: Flask, host: str, port: int, stop: asyncio.Event) -> None:
    """Receive until `stop`; what is being kept then is kept."""
    receiver = Receiver(app)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: session_for(receiver), host=host, port=port)
    log.info("mail_in.listening", host=host, port=port)
    await stop.wait()
    server.close()
    receiver.close()


def session_for(receiver: Receiver) -> SMTP:
    """One connection's protocol: sizes, times and commands are bounded; nothing about us is told."""
    return _BoundedSMTP(
        receiver,
        data_size_limit=MAX_BYTES,
        enable_SMTPUTF8=True,
        hostname=receiver.app.config["MAIL_IN_DOMAIN"] or "localhost",
        ident="ESMTP",
        timeout=PATIENCE,
        command_call_limit={"*": 200},
    )


def receive_forever(app: Flask, host: str, port: int) -> None:
    """Receive until asked to stop (SIGTERM, SIGINT)."""

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        await serve(app, host, port, stop)

    asyncio.run(run())
