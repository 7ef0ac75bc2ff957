"""What somebody sees and hears of a page: its words in their order, what is filled in, and where it leads."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

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


@dataclass
class Form:
    """A form of the page: what it sends when nobody changes it, and what else could be chosen in it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    sends: bool = False
    """Whether a button sends it to its own address."""


class Visible(HTMLParser):
    """Reads one page. `lines` are its words, `links` what it leads to, `forms` its forms."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._pieces: list[str] = []
        self._unseen = 0
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(html)
        self.close()
        spaced = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        self.lines = [line for line in spaced if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._unseen += tag in UNSEEN
        if tag == "link" and given.get("rel") != "alternate":
            return
        self._break(tag)
        self.links += [value for name, value in given.items() if name in LEADS[:2] or _is_path(name, value)]
        self._note_form(tag, given)
        self._note_field(tag, given)
        self._note_words(tag, given)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        self._break(tag)
        if tag == "form":
            self._form = None
        if tag == "select" and self._form:
            first = next((value for name, value in self._form.others if name == self._select), "")
            self._fill(self._select, first)
        if tag in {"select", "textarea"}:
            self._select = self._area = ""

    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.fields[self._area] = self._form.fields.get(self._area, "") + data
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

    def _note_form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif "formaction" in given:
            self.forms.append(Form(given["formaction"], given.get("formmethod", "post").lower(), sends=True))
        elif self._form and (tag == "button" or given.get("type") == "submit"):
            self._form.sends |= given.get("type", "submit") == "submit"

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        name, value, kind = given.get("name", self._select), given.get("value", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
        elif tag == "option":
            self._note_choice(name, value, chosen="selected" in given)
        elif tag == "input" and kind in {"checkbox", "radio"}:
            self._note_choice(name, value or "on", chosen="checked" in given)
        elif tag == "input" and kind == "hidden":
            self._fill(name, value)
        elif tag == "input":
            self._pieces.append(f" [{value}] ")
            if kind not in {"submit", "button", "file", "reset"}:
                self._fill(name, value, typed=True)
        elif tag == "button" and name and self._form:
            self._form.others.append((name, value))

    def _note_choice(self, name: str, value: str, *, chosen: bool) -> None:
        self._pieces.append(" (x) " if chosen else " ( ) ")
        if chosen:
            self._fill(name, value)
        elif self._form and name:
            self._form.others.append((name, value))

    def _fill(self, name: str, value: str, *, typed: bool = False) -> None:
        if self._form and name:
            self._form.fields.setdefault(name, value)
            self._form.typed += [name] if typed else []


def _is_path(name: str, value: str) -> bool:
    return name not in LEADS and value.startswith("/") and " " not in value


def _is_said(value: str) -> bool:
    return not value.startswith(("/", "{", "[")) and (" " in value.strip() or value[:1].isupper())
