"""Which letters the bytes of a file stand for.

A mark at the beginning is believed, then zeros (UTF-16), then UTF-8, which does not fit by chance. What is
left is an older code page: Western European where that makes sense, else the best guess among the others.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _

from .refusal import FileRefused

HEAD = 1 << 16
CHUNK = 1 << 18
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\x01\0")
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
OTHER_PAGES = (
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "cp850", "cp852",
    "cp866", "mac_roman", "mac_latin2", "mac_cyrillic", "cp932", "euc_jp", "cp949", "gb18030", "big5",
)  # fmt: skip
WIDE_PAGES = ("cp932", "euc_jp", "cp949", "gb18030", "big5")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SYMBOLS = "¢-¬®-³µ¶¸¹¼-¿×÷€‚ƒ„†‡ˆ‰‹"
_STRAY = re.compile(rf"\ufffd|[a-zà-öø-ÿ][ÀÁ-ÖØ-ÞŠŽŒŸ]|\w[{_SYMBOLS}]\w|([{_SYMBOLS}].?){{3}}")
_INNER = frozenset("ªº·")


class Encoding(NamedTuple):
    """A codec of Python's, and what to do with bytes that do not fit."""

    codec: str
    errors: str = "strict"


def encoding_of(path: Path) -> Encoding:
    """How the file is encoded. Raises FileRefused for what is empty or no text at all."""
    head = refuse_at_sight(path)
    for mark, codec in MARKS:
        if head.startswith(mark):
            return Encoding(codec)
    if b"\0" in head:
        return _wide(head)
    if len(_CONTROL.findall(head.decode("latin-1"))) > len(head) // 50:
        raise no_text()
    return _utf8(path) or _older(path)


def refuse_at_sight(path: Path) -> bytes:
    """Raise FileRefused for what is seen to be no table by its beginning; else this beginning."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise FileRefused(_("This file is empty. Choose one that holds a table."))
    _refuse_known(head)
    return head


def _refuse_known(head: bytes) -> None:
    if head.startswith(PICTURES):
        raise FileRefused(_("This is a picture, not a table. Export the table as CSV and import that."))
    if head.startswith(b"%PDF"):
        raise FileRefused(_("This is a PDF, not a table. Export the table as CSV and import that."))
    if head.startswith(ARCHIVES) and b"xl/" in head:
        raise FileRefused(_("This is an Excel workbook. Save the sheet as CSV and import that."))
    if head.startswith(ARCHIVES):
        raise FileRefused(_("This is a compressed file. Unpack it and import the CSV inside."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(_("This is an old Office file. Save the sheet as CSV and import that."))


def _wide(head: bytes) -> Encoding:
    """UTF-16 without its mark: the zeros of plain letters stand on one side only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for codec, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if many > 8 * few and many * 20 > len(head) // 2:
            return Encoding(codec)
    raise no_text()


def _utf8(path: Path) -> Encoding | None:
    """UTF-8, also when an export cut a few letters in half; None when the bytes say otherwise.

    Letters are counted by what is left of the text without them: a file of 60 MB is looked through in a moment.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = marked = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        if text.isascii():
            continue
        lost = text.count("\ufffd")
        broken += lost
        marked += len(text) - len(text.encode("ascii", "ignore")) - lost
    if broken * 10 > marked:
        return None
    return Encoding("utf-8-sig", "replace" if broken else "strict")


def _older(path: Path) -> Encoding:
    sample = _marked_lines(path)
    if _looks_western(sample.decode("cp1252", "replace")):
        return Encoding("cp1252", "replace")
    from charset_normalizer import from_bytes  # loads tables of letter pairs that are rarely needed

    best = from_bytes(sample, cp_isolation=list(OTHER_PAGES)).best()
    return Encoding(best.encoding if best is not None else _wide_page(sample), "replace")


def _wide_page(sample: bytes) -> str:
    """The East Asian code page that every byte fits into, else the Western one."""
    for codec in WIDE_PAGES:
        with suppress(UnicodeDecodeError):
            sample.decode(codec)
            return codec
    return "cp1252"


def _looks_western(text: str) -> bool:
    """Whether accented letters stand where Western European words have them: few in a word, in its case."""
    words = [word for word in text.split() if not word.isascii()]
    odd = sum(1 for word in words if _STRAY.search(word) or _mostly_marked(word))
    return odd * 10 <= len(words)


def _mostly_marked(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha() and letter not in _INNER]
    return len(letters) > 2 and sum(1 for letter in letters if letter > "\x7f") * 2 > len(letters)


def _marked_lines(path: Path) -> bytes:
    """Up to 64 KB of lines that have more than plain letters."""
    kept = bytearray()
    for chunk in _chunks(path):
        for line in chunk.splitlines():
            if not line.isascii():
                kept += line[:2_000] + b"\n"
        if len(kept) >= HEAD:
            break
    return bytes(kept)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def no_text() -> FileRefused:
    return FileRefused(_("This is not a text file. Export the table as CSV and import that."))
