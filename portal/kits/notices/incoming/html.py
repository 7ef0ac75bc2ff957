"""HTML as plain text: for mails that come without a plain part."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    {"address", "article", "blockquote", "div", "dl", "footer", "form", "h1", "h2", "h3", "h4", "header", "hr", "li"}
    | {"ol", "p", "pre", "section", "table", "tr", "ul"}
)
SILENT = frozenset({"head", "script", "style", "title", "template"})
ENDS = frozenset({"divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION"})
"""Where Outlook begins to quote, without a mark that anybody could see."""
MAX_CHARS = 200_000
_SPACES = re.compile(r"[ \t\n\r\f]+")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.silent = 0
        self.quotes = 0
        self.ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("id") in ENDS:
            self.ended = True
        if tag in SILENT:
            self.silent += 1
        elif tag == "blockquote":
            self._break()
            self.quotes += 1
        elif tag == "br":
            self.lines.append("")
        elif tag == "li":
            self._break()
            self._say("- ")
        elif tag in BLOCKS:
            self._break(apart=tag == "p")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "blockquote":
            self._break()
            self.quotes = max(0, self.quotes - 1)
        elif tag in BLOCKS:
            self._break(apart=tag == "p")

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.ended:
            self._say(_SPACES.sub(" ", data))

    def _say(self, text: str) -> None:
        line = self.lines[-1]
        if not line and self.quotes:
            line = "> " * min(self.quotes, 5)
        self.lines[-1] = line + (text.lstrip(" ") if not line.strip("> ") else text)

    def _break(self, *, apart: bool = False) -> None:
        if self.lines[-1].strip():
            self.lines.append("")
        if apart and len(self.lines) > 1 and self.lines[-2].strip():
            self.lines.append("")


def text_of(html: str) -> str:
    """What a reader of this HTML sees, as lines; quoted parts are marked with ">"."""
    reader = _Text()
    reader.feed(html[:MAX_CHARS])
    reader.close()
    return "\n".join(line.rstrip() for line in reader.lines).strip()
