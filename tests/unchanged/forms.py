"""Forms of a page: what each sends when nobody changes it, and what else could be chosen in it."""

from dataclasses import dataclass, field

BUTTONS = {"submit", "button", "reset"}


@dataclass
class Form:
    """One form. `others` are choices that were not made, `typed` the fields that one types into."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    sends: bool = False
    """Whether a button sends it to its own address."""


class Forms:
    """Reads the forms of a page, tag by tag. `start` says what of a field can be seen."""

    def __init__(self) -> None:
        self.all: list[Form] = []
        self._form: Form | None = None
        self._select = self._area = ""

    def start(self, tag: str, given: dict[str, str]) -> str:
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.all.append(self._form)
        if tag == "button" or given.get("type") in BUTTONS:
            self._button(tag, given)
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag in {"select", "textarea"}:
            self._select, self._area = (name, "") if tag == "select" else ("", name)
        if tag == "option":
            return self._choice(self._select, value, chosen="selected" in given)
        if tag == "input" and kind in {"checkbox", "radio"}:
            return self._choice(name, value or "on", chosen="checked" in given)
        if tag == "input":
            self._fill(name, value, kind)
            return f" [{value}] " if kind != "hidden" else ""
        return ""

    def end(self, tag: str) -> None:
        if tag == "select" and self._form:
            first = next((value for name, value in self._form.others if name == self._select), "")
            self._form.fields.setdefault(self._select, first)
        if tag in {"select", "textarea"}:
            self._select = self._area = ""
        if tag == "form":
            self._form = None

    def text(self, words: str) -> None:
        """What stands in a box of several lines."""
        if self._form and self._area:
            self._form.fields[self._area] = self._form.fields.get(self._area, "") + words

    def _button(self, tag: str, given: dict[str, str]) -> None:
        if "formaction" in given:
            self.all.append(Form(given["formaction"], given.get("formmethod", "post").lower(), sends=True))
        elif self._form:
            self._form.sends |= given.get("type", "submit") == "submit"
            if given.get("name") and tag == "button":
                self._form.others.append((given["name"], given.get("value", "")))

    def _choice(self, name: str, value: str, *, chosen: bool) -> str:
        if self._form and name and chosen:
            self._form.fields.setdefault(name, value)
        elif self._form and name:
            self._form.others.append((name, value))
        return " (x) " if chosen else " ( ) "

    def _fill(self, name: str, value: str, kind: str) -> None:
        if self._form and name and kind not in {*BUTTONS, "file"}:
            self._form.fields.setdefault(name, value)
            self._form.typed += [name] if kind != "hidden" else []
