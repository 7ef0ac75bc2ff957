"""What somebody sees and hears of a page: its words in their order, what is filled in, and where it leads."""

import re
from html.parser import HTMLParser

from .forms import Forms

UNSEEN = {"script", "style"}
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
    "path", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "use", "var", "wbr",
}  # fmt: skip
SAID = ("alt", "title", "aria-label", "placeholder", "label", "aria-description")
STATES = (
    "hidden",
    "disabled",
    "open",
    "aria-current",
    "aria-pressed",
    "aria-invalid",
    "aria-selected",
    "aria-expanded",
)
LEADS = ("href", "src", "action", "formaction")


class Visible(HTMLParser):
    """Reads one page. `lines` are its words, `links` what it leads to, `forms` its forms."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self._forms = Forms()
        self._pieces: list[str] = []
        self._unseen = 0
        self.feed(html)
        self.close()
        self.forms = self._forms.all
        spaced = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        self.lines = [line for line in spaced if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._unseen += tag in UNSEEN
        if tag == "link" and given.get("rel") != "alternate":
            return
        self._break(tag)
        self.links += [value for name, value in given.items() if name in LEADS[:2] or _is_path(name, value)]
        self._pieces.append(self._forms.start(tag, given))
        self._note_words(tag, given)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        self._break(tag)
        self._forms.end(tag)

    def handle_data(self, data: str) -> None:
        self._forms.text(data)
        if not self._unseen:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag not in INLINE:
            self._pieces.append("\n")

    def _note_words(self, tag: str, given: dict[str, str]) -> None:
        """What is said without being text: labels, states, what a script will say."""
        states = [f"{name}={given[name]}".rstrip("=") for name in STATES if name in given]
        words = [given[name] for name in SAID if given.get(name)] + [
            value for name, value in given.items() if name.startswith("data-") and _is_said(value)
        ]
        if tag == "meta" and given.get("name") in {"description", "theme-color"}:
            words.append(given.get("content", ""))
        self._pieces += [f" [{' '.join(each.split())}] " for each in (*states, *words)]


def _is_path(name: str, value: str) -> bool:
    return name not in LEADS and value.startswith("/") and " " not in value


def _is_said(value: str) -> bool:
    return not value.startswith(("/", "{", "[")) and (" " in value.strip() or value[:1].isupper())
