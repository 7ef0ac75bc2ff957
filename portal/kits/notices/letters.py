"""The catalogue of mails that the contact policy lets through: what a map, a check or a colleague can choose from."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.registry import Registry
from workflows.marking import N_

CATEGORIES = (N_("account"), N_("service"), N_("promotion"), N_("survey"))
OPTIONAL = frozenset({"promotion", "survey"})
"""What reaches only those who want it, within one budget; the others answer something that the member did."""


@dataclass(frozen=True)
class Letter:
    """One mail. `category` is what it is unless the caller knows better.

    `fields` can be in its context, `needs` must be: a letter that needs something cannot be sent by a map alone.
    """

    name: str
    category: str
    description: Any
    fields: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    file: str = ""

    @property
    def path(self) -> str:
        return self.file or f"notices/mail/{self.name}.txt"


TEMPLATES: Registry[Letter] = Registry("add_letter")


def add_letter(letter: Letter) -> Letter:
    """Put a mail into the catalogue; the same name again replaces it."""
    if letter.category not in CATEGORIES:
        raise ValueError(f"{letter.name} has no category like {letter.category}")
    return TEMPLATES.add(letter.name, letter)


for _letter in (
    Letter("welcome", "service", _l("A welcome after joining: where to start, and who to write to")),
    Letter("thinking_of_you", "promotion", _l("A quiet word after a long silence, with no request in it")),
    Letter("thank_you", "service", _l("Thanks for one thing, in one typed sentence"), frozenset({"sentence"})),
    Letter(
        "one_question",
        "survey",
        _l("One question, answered with one tap"),
        frozenset({"question", "url", "scored", "until"}),
        needs=frozenset({"question", "url"}),
    ),
):
    add_letter(_letter)
