"""Lines of a mail's head that the email package would spoil: words which somebody typed, addresses that we wrote.

The email package reads what it is given as if it came from a mail: it decodes encoded words (RFC 2047) that somebody
typed, line breaks in them included, and drops the quotation marks of a name when it folds it. So "=?utf-8?q?=0D=0A…"
as a title would write headers of its own, and "a@b.example, …" as a name would be the sender. These lines are
encoded here and written as they stand. And it folds an address of more than 78 characters into encoded words, which
no mail program follows.
"""

from email.header import Header
from email.policy import Policy
from email.utils import quote

PLAIN_ENOUGH = 60
"""A longer name is encoded rather than quoted: encoded words fold."""


class Line(str):
    """A value that is written as it stands; `name` is that of its header."""

    name: str

    def __new__(cls, name: str, value: str) -> "Line":
        line = super().__new__(cls, value)
        line.name = name
        return line

    def fold(self, *, policy: Policy) -> str:
        """The line as the email package asks for it."""
        return f"{self.name}: {self}".replace("\n", policy.linesep) + policy.linesep


def subject_line(text: str) -> Line:
    """The subject: readable where it is plain, else in encoded words. Raises ValueError for more than one line."""
    _refuse_breaks(text)
    plain = _is_plain(text) and len(text) <= PLAIN_ENOUGH
    return Line("Subject", text if plain else _encoded(text, "Subject"))


def written_line(name: str, value: str) -> Line:
    """A header that we wrote ourselves, as it stands: an address in it that is folded or encoded leads nowhere.

    Raises ValueError for more than one line, and for anything beyond ASCII.
    """
    _refuse_breaks(value)
    if not value.isascii():
        raise ValueError(f"the header {name} is not plain ASCII")
    return Line(name, value)


def sender_line(name: str, address: str) -> Line:
    """Who writes: the name is one phrase, whatever stands in it. Raises ValueError for more than one line."""
    _refuse_breaks(name)
    if not name:
        return Line("From", address)
    plain = _is_plain(name) and len(name) <= PLAIN_ENOUGH
    phrase = (name if _is_a_phrase(name) else f'"{quote(name)}"') if plain else _encoded(name, "From")
    return Line("From", f"{phrase}\n <{address}>" if "\n" in phrase else f"{phrase} <{address}>")


def _refuse_breaks(text: str) -> None:
    if any(sign in text for sign in "\r\n\0"):
        raise ValueError("a line of a mail's head has no line breaks")


def _encoded(text: str, name: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\n")


def _is_plain(text: str) -> bool:
    """Whether nobody could read anything else into the words: no encoded word, no sign beyond ASCII."""
    return text.isascii() and text.isprintable() and "=?" not in text


def _is_a_phrase(name: str) -> bool:
    return all(sign.isalnum() or sign in " !#$%&'*+-/=?^_`{|}~" for sign in name)
