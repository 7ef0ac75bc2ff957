"""A mail's parts, counted while they are parsed: the parser stops at the first that is one too many."""

from email import message_from_bytes, policy
from email.message import Message

from . import bounds
from .bounds import OverBound


def parse_bounded(raw: bytes) -> "Message[str, str]":
    """The mail of these bytes. Raises OverBound before the work that it would take to find out what is in it."""
    if len(raw) > bounds.MAX_BYTES:
        raise OverBound("bytes")
    if raw.count(b"\n") > bounds.MAX_LINES or raw.count(b"\r") > bounds.MAX_LINES:
        raise OverBound("lines")
    count = _Count()

    class Part(_Part):
        counted = count

    return message_from_bytes(raw, Part, policy=policy.compat32)


class _Count:
    """What was met in one mail so far."""

    def __init__(self) -> None:
        self.parts = 0
        self.containers = 0


class _Part(Message):
    """A part, or the mail itself: the parser asks it to take each header before it looks at one."""

    counted: _Count

    def __init__(self, policy: policy.Compat32 = policy.compat32) -> None:
        super().__init__(policy)
        self.counted.parts += 1
        if self.counted.parts > bounds.MAX_PARTS:
            raise OverBound("parts")
        self._number = 0

    def set_raw(self, name: str, value: str) -> None:
        """Take a header as it came."""
        self._number += 1
        if self._number > bounds.MAX_HEADERS:
            raise OverBound("headers")
        known = name.lower()
        if len(value) > (bounds.MAX_READ_HEADER_CHARS if known in bounds.READ_HEADERS else bounds.MAX_HEADER_CHARS):
            raise OverBound("header")
        if known in bounds.KIND_HEADERS and value.count(";") > bounds.MAX_PARAMETERS:
            raise OverBound("parameters")
        if known == "content-type":
            self._count_container(value)
        super().set_raw(name, value)

    def _count_container(self, kind: str) -> None:
        if kind.lstrip().lower().startswith(("multipart/", "message/")):
            self.counted.containers += 1
            if self.counted.containers > bounds.MAX_CONTAINERS:
                raise OverBound("containers")
