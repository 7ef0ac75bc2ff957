"""One connection to the receiver: how much may come on it before it is cut short, and how many addresses be tried."""

from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

from .bounds import MAX_BYTES, MAX_LINES

if TYPE_CHECKING:
    from .receiver import Receiver

MAX_CONNECTIONS = 50
MAX_REFUSED = 5
"""Addresses nobody knows, on one connection: whoever asks for more tries them out."""
MAX_COMMANDS = 200
PATIENCE = 60.0
"""Seconds without a command, and for a mail."""
_END = b"\r\n.\r\n"


class BoundedSMTP(SMTP):
    """A session that gives way when there are too many, and takes no more than a mail may have.

    aiosmtpd goes through what comes line by line, and goes on when it is far too much. Here it is counted as it comes
    from the network; once it is too much, nothing is looked at but whether the mail ends.
    """

    refused = 0
    is_over = False
    _in_mail = False
    _lines = _bytes = 0
    _tail = b""

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

    def data_received(self, data: bytes) -> None:
        """Pass on what comes as long as it is within the bounds."""
        window, self._tail = self._tail + data, data[-len(_END) :]
        self._lines += data.count(b"\n")
        self._bytes += len(data)
        if not self.is_over and self._lines <= MAX_LINES and self._bytes <= 2 * MAX_BYTES:
            super().data_received(data)
        elif not self._in_mail:
            self._leave(b"421 4.7.0 Too much at once\r\n")
        else:
            self.is_over = True
            if _END in window:
                super().data_received(_END)

    def refuse(self) -> str:
        """Say that nobody has the address; too often, and that this is enough."""
        self.refused += 1
        if self.refused > MAX_REFUSED:
            return "421 4.7.0 Too many addresses that nobody has"
        return "550 5.1.1 Nobody here has that address"

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        await super().smtp_RCPT(arg)
        if self.refused > MAX_REFUSED:
            self._leave()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        self._in_mail = True
        await super().smtp_DATA(arg)
        self._in_mail, self._lines, self._bytes = False, 0, 0
        if self.is_over:
            self._leave()

    def _leave(self, last: bytes = b"") -> None:
        """End the connection once what was said is sent."""
        transport: Any = self.transport
        if transport is not None and not transport.is_closing():
            transport.write(last)
            transport.close()
