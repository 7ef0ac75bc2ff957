"""HTML as plain text: for mails that come without a plain part. Linear in the length of the HTML, whatever it is.

The standard library's parser looks through all that follows for each tag that is never closed, so that a mail of
"<a <a <a …" costs minutes. Here each sign is passed once: every repetition is possessive (it gives nothing back), and
where the end of something is missing the rest belongs to it, as in a browser.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from . import bounds
from .bounds import OverBound

BLOCKS = frozenset(
    {"address", "article", "blockquote", "div", "dl", "footer", "form", "h1", "h2", "h3", "h4", "header", "hr", "li"}
    | {"ol", "p", "pre", "section", "table", "tr", "ul"}
)
SILENT = frozenset({"head", "script", "style", "title", "template"})
RAW = frozenset({"script", "style"})
"""Elements in which nothing is a tag but their own end."""
ENDS = frozenset({"divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION"})
"""Where Outlook begins to quote, without a mark that anybody could see."""
MAX_QUOTES = 5
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HUGE = re.compile(r"&#0*+\d{8,}+;?")
"""No character's number; thousands of digits are none that Python turns into a number."""
_OPENS = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
    (?P<attributes>(?: [^>"'=]++ | =\s*+ (?: "[^"]*+" | '[^']*+' )?+ | ["'] )*+) >""",
    re.VERBOSE,
)
_IS_TAG = re.compile(r"</?[a-zA-Z]")
_ID = re.compile(r"""(?:^|[\s"'/])id\s*+=\s*+["']?([\w-]++)""", re.IGNORECASE)
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}


def text_of(html: str) -> str:
    """What a reader of this HTML sees, as lines; quoted parts are marked with ">".

    Raises OverBound for too many tags.
    """
    if html.count("<") > bounds.MAX_TAGS:
        raise OverBound("tags")
    reader = _Text()
    for piece in _pieces(html):
        if isinstance(piece, str):
            reader.say(piece)
        elif piece.ends:
            reader.end(piece.name)
        else:
            reader.start(piece.name)
            if piece.anchor in ENDS:
                break
    return reader.text()


class _Tag(NamedTuple):
    name: str
    ends: bool
    anchor: str


def _pieces(html: str) -> Iterator[str | _Tag]:
    """Texts and tags in their order; what is no tag after all is text."""
    at = 0
    while at < len(html):
        opened = _OPENS.search(html, at)
        text = html[at : opened.start()] if opened else html[at:]
        if text:
            yield unescape(_HUGE.sub("\N{REPLACEMENT CHARACTER}", text))
        if not opened:
            return
        at = opened.start()
        tag = _TAG.match(html, at)
        if tag is None:
            at = _end_of_other(html, at)
            continue
        name, ends, closed = tag["name"].lower(), bool(tag["end"]), tag["attributes"].endswith("/")
        yield _Tag(name, ends, _anchor(tag["attributes"]))
        if closed and not ends:
            yield _Tag(name, True, "")
        at = _end_of_raw(html, tag.end(), name) if name in RAW and not ends and not closed else tag.end()


def _anchor(attributes: str) -> str:
    anchor = _ID.search(attributes) if attributes else None
    return anchor[1] if anchor else ""


def _end_of_other(html: str, at: int) -> int:
    """Where a comment, a declaration or "</>" ends; the end of everything for what is never closed.

    A tag is never closed by a sign between quotation marks; else each would be read to the end of the mail.
    """
    closing = "-->" if html.startswith("<!--", at) else ">"
    end = -1 if _IS_TAG.match(html, at) else html.find(closing, at)
    return len(html) if end < 0 else end + len(closing)


def _end_of_raw(html: str, at: int, name: str) -> int:
    end = _RAW_ENDS[name].search(html, at)
    return end.start() if end else len(html)


class _Text:
    """The lines that somebody sees, written one after the other."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._filled = self._seen = False
        """Whether the line has anything to be seen, and more than marks of quotation."""
        self._silent = self._quotes = 0

    def start(self, tag: str) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag == "br":
            self._next()
        elif tag in BLOCKS:
            self._break(apart=tag == "p")
            self._quotes += tag == "blockquote"
            if tag == "li":
                self._write("- ")

    def end(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in BLOCKS:
            self._break(apart=tag == "p")
            self._quotes = max(0, self._quotes - (tag == "blockquote"))

    def say(self, text: str) -> None:
        if not self._silent:
            self._write(_SPACES.sub(" ", text))

    def text(self) -> str:
        self._next()
        return "\n".join(self._lines).strip()

    def _write(self, text: str) -> None:
        if not self._line and self._quotes:
            self._line.append("> " * min(self._quotes, MAX_QUOTES))
            self._filled = True
        if shown := text if self._seen else text.lstrip(" "):
            self._line.append(shown)
            self._filled = self._filled or not shown.isspace()
            self._seen = self._seen or bool(shown.strip("> "))

    def _break(self, *, apart: bool) -> None:
        if self._filled:
            self._next()
        if apart and self._lines and self._lines[-1]:
            self._next()

    def _next(self) -> None:
        self._lines.append("".join(self._line).rstrip())
        self._line, self._filled, self._seen = [], False, False
