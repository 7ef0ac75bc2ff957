"""One connection to the receiver: how much may come on it before it is cut short, and how many addresses be tried."""

import asyncio
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, Envelope

from web_server.networks import network_of

from .bounds import MAX_ANSWER_BYTES, MAX_BYTES, MAX_LINES

if TYPE_CHECKING:
    from .receiver import Receiver

TOO_BUSY = b"421 4.3.2 Too busy; please try again later\r\n"
MAX_REFUSED = 5
"""Addresses nobody knows, on one connection: whoever asks for more tries them out."""
MAX_COMMANDS = 200
PATIENCE = 60.0
"""Seconds without a command, and for a mail."""
FOR_AN_ANSWER = 600.0
"""Seconds for an answer, which may be twenty-five times as large."""
CHUNK = 1 << 16
WITHOUT_MAIL = 120.0
"""Seconds in which a mail must be sent, from when the connection begins or the last one was."""
_END = b"\r\n.\r\n"


class BoundedSMTP(SMTP):
    """A session that gives way when there are too many, and takes no more than a mail may have.

    aiosmtpd goes through what comes line by line, and goes on when it is far too much. Here it is counted as it comes
    from the network; once it is too much, nothing is looked at but whether the mail ends.
    """

    refused = 0
    is_over = False
    in_mail = False
    network = ""
    since = 0.0
    """When the wait for a mail began, by the clock of the loop."""
    answer: tuple[Envelope, str] | None = None
    """The envelope whose mail is an answer, and the token of its address: it goes to the disk as it comes."""
    _takes_answer = False
    _end: asyncio.TimerHandle | None = None
    _lines = _bytes = 0
    _tail = b""

    def connection_made(self, transport: Any) -> None:
        receiver: Receiver = self.event_handler
        self.network = network_of((transport.get_extra_info("peername") or ("",))[0])
        if not receiver.line.enter(self):
            transport.write(TOO_BUSY)
            transport.close()
            return
        super().connection_made(transport)
        self._wait_for_mail()

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.line.leave(self)
        if self._end is not None:
            self._end.cancel()
        if self.transport is not None:
            super().connection_lost(error)

    def _wait_for_mail(self) -> None:
        if self._end is not None:
            self._end.cancel()
        self.since = self.loop.time()
        self._end = self.loop.call_later(WITHOUT_MAIL, self.leave, b"421 4.4.2 No mail came\r\n")

    def data_received(self, data: bytes) -> None:
        """Pass on what comes as long as it is within the bounds."""
        if self._takes_answer:
            self._data_of_answer(data)
            return
        window, self._tail = self._tail + data, data[-len(_END) :]
        self._lines += data.count(b"\n")
        self._bytes += len(data)
        if not self.is_over and self._lines <= MAX_LINES and self._bytes <= 2 * MAX_BYTES:
            super().data_received(data)
        elif not self.in_mail:
            self.leave(b"421 4.7.0 Too much at once\r\n")
        else:
            self.is_over = True
            if _END in window:
                super().data_received(_END)

    def _data_of_answer(self, data: bytes) -> None:
        """Nobody goes through it line by line, and its reader lets no more come than it has taken."""
        self._bytes += len(data)
        if self._bytes > 2 * MAX_ANSWER_BYTES:
            self.leave(b"552 5.3.4 Far too large\r\n")
        else:
            super().data_received(data)

    def refuse(self) -> str:
        """Say that nobody has the address; too often, and that this is enough."""
        self.refused += 1
        if self.refused > MAX_REFUSED:
            return "421 4.7.0 Too many addresses that nobody has"
        return "550 5.1.1 Nobody here has that address"

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        await super().smtp_RCPT(arg)
        if self.refused > MAX_REFUSED:
            self.leave()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        self.in_mail = bool(self.envelope and self.envelope.rcpt_tos)
        if self.in_mail and self._end is not None:
            self._end.cancel()
        token = self.answer_token
        if token and self.in_mail and not arg:
            await self._take_answer(token)
        else:
            self.data_size_limit = MAX_BYTES
            await super().smtp_DATA(arg)
            self.data_size_limit = MAX_ANSWER_BYTES
        if self.in_mail:
            self._wait_for_mail()
        self.in_mail, self._lines, self._bytes = False, 0, 0
        if self.is_over:
            self.leave()

    @property
    def answer_token(self) -> str:
        """The token of the address that the mail of now is an answer to; empty for every other mail."""
        return self.answer[1] if self.answer is not None and self.answer[0] is self.envelope else ""

    async def _take_answer(self, token: str) -> None:
        self._takes_answer = True
        self._reset_timeout(FOR_AN_ANSWER)
        status = await self.event_handler.take_answer(self, self.envelope, token)
        self._takes_answer = False
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    async def more(self) -> bytes:
        """What has come of an answer since."""
        data: bytes = await self._reader.read(CHUNK)
        if not data:
            raise ConnectionError("the mail broke off")
        return data

    def leave(self, last: bytes = b"") -> None:
        """End the connection once what was said is sent."""
        transport: Any = self.transport
        if transport is not None and not transport.is_closing():
            transport.write(last)
            transport.close()
