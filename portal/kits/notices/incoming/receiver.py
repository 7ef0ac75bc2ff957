"""The receiver: a small SMTP server that takes mail for our own addresses alone, and keeps each before it says yes."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from portal.core.database import db

from ..answers.keeping import keep_answer
from ..answers.spool import Spool
from .apart import READER
from .bounds import MAX_ANSWER_BYTES, MAX_BYTES
from .keeping import Known, keep_mail, known_address
from .line import Line
from .session import MAX_COMMANDS, PATIENCE, BoundedSMTP

log = structlog.get_logger()
T = TypeVar("T")
MAX_RECIPIENTS, MAX_AT_ONCE, MAX_ANSWERS_AT_ONCE = 5, 4, 8
ONE_ANSWER = "452 4.5.3 One address for answers at a time"
TOO_LARGE = "552 5.3.4 It is larger than a megabyte"
NO_ROOM = "452 4.3.1 No room now; please try again later"
LATER = "451 4.3.0 Not now; please try again later"


class Receiver:
    """What the server asks: may this address be written to, and has the mail been kept."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._asking, self._keeping = ThreadPoolExecutor(MAX_AT_ONCE), ThreadPoolExecutor(MAX_AT_ONCE)
        self._answers = 0
        self.line = Line()

    def close(self) -> None:
        """Wait until what is being kept is kept."""
        self._asking.shutdown(wait=True)
        self._keeping.shutdown(wait=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: BoundedSMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Nothing of a mail is heard before its address is known to be one that we made."""
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            known = await self._run(self._asking, known_address, address)
        except Exception:
            log.exception("mail_in.not_asked")
            return LATER
        if known is None:
            return server.refuse()
        if refusal := _why_not(server, envelope, known):
            return refusal
        server.answer = (envelope, known.answers) if known.answers else None
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: BoundedSMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """250 only after the row is committed: until then the mail is the sender's to keep."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        over = "lines" if server.is_over else ""
        try:
            await self._run(self._keeping, keep_mail, raw, envelope.mail_from or "", envelope.rcpt_tos, over)
        except Exception:
            log.exception("mail_in.not_kept")
            return LATER
        return "250 2.0.0 Kept"

    async def take_answer(self, server: BoundedSMTP, envelope: Envelope, token: str) -> str:
        """Take an answer onto the disk as it comes; 250 only after its file lies there and its row is committed."""
        if self._answers >= MAX_ANSWERS_AT_ONCE:
            return LATER
        self._answers += 1
        try:
            with self._spool() as spool:
                return await self._fill_and_keep(server, spool, envelope.mail_from or "", token)
        except Exception:
            log.exception("mail_in.answer_not_kept")
            server.is_over = True  # what is left of it is no command
            return LATER
        finally:
            self._answers -= 1

    async def _fill_and_keep(self, server: BoundedSMTP, spool: Spool, sender: str, token: str) -> str:
        await server.push("354 End data with <CR><LF>.<CR><LF>")
        while (rest := spool.take(await server.more())) is None:
            pass
        if rest:  # nobody was asked to go on before we answer: what it means is nobody's to guess
            server.is_over = True
        if spool.is_over:
            return "552 5.3.4 It is larger than 25 MB"
        await self._run(self._keeping, keep_answer, spool, sender, token)
        return "250 2.0.0 Kept"

    def _spool(self) -> Spool:
        with self.app.app_context():
            return Spool()

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[..., T], *given: object) -> T:
        """Do what asks the database or waits for the reader where it keeps nobody else waiting."""

        def run() -> T:
            with self.app.app_context():
                try:
                    return work(*given)
                finally:
                    db.session.remove()

        return await asyncio.get_running_loop().run_in_executor(threads, run)


def _why_not(server: BoundedSMTP, envelope: Envelope, known: Known) -> str:
    """Why this mail is not taken for an address that we made, or not now; empty where it is."""
    if envelope.rcpt_tos and (known.answers or server.answer_token):
        return ONE_ANSWER
    if not known.has_room:
        return NO_ROOM
    return "" if known.answers or _declared_size(envelope) <= MAX_BYTES else TOO_LARGE


def _declared_size(envelope: Envelope) -> int:
    """How large the mail will be (RFC 1870), as far as its sender says so: nobody need send it to hear that."""
    sizes = (option.partition("=")[2] for option in envelope.mail_options if option.startswith("SIZE="))
    return next((int(size) for size in sizes if size.isdecimal()), 0)


async def serve(app: Flask, host: str, port: int, stop: asyncio.Event) -> None:
    """Receive until `stop`; what is being kept then is kept."""
    receiver = Receiver(app)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, READER.start)
    server = await loop.create_server(lambda: session_for(receiver), host=host, port=port)
    log.info("mail_in.listening", host=host, port=port)
    await stop.wait()
    server.close()
    receiver.close()


def session_for(receiver: Receiver) -> SMTP:
    """One connection's protocol: sizes, times and commands are bounded; nothing about us is told."""
    return BoundedSMTP(
        receiver,
        data_size_limit=MAX_ANSWER_BYTES,
        enable_SMTPUTF8=True,
        hostname=receiver.app.config["MAIL_IN_DOMAIN"] or "localhost",
        ident="ESMTP",
        timeout=PATIENCE,
        command_call_limit={"*": MAX_COMMANDS},
    )


def receive_forever(app: Flask, host: str, port: int) -> None:
    """Receive until asked to stop (SIGTERM, SIGINT)."""

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        await serve(app, host, port, stop)

    try:
        asyncio.run(run())
    finally:
        READER.close()
