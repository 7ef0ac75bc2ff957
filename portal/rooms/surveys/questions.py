"""The questions that can be asked: one table, the same words in mail, page and staff's lists."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .models import KINDS


@dataclass(frozen=True)
class Question:
    """`wording` may name the company; `scored` questions are answered with 0-10."""

    kind: str
    name: Any
    wording: Any
    scored: bool

    @property
    def text(self) -> str:
        return str(self.wording) % {"brand": current_app.config["COMPANY_NAME"]}


QUESTIONS = {
    question.kind: question
    for question in (
        Question(
            KINDS[0],
            _l("Would you recommend us"),
            _l("How likely are you to recommend %(brand)s to somebody you work with?"),
            scored=True,
        ),
        Question(
            KINDS[1],
            _l("What would make it worthwhile"),
            _l("What would make being here worth your time?"),
            scored=False,
        ),
    )
}


FOLLOWS = (
    (
        6,
        _l(
            "This isn't where we want you to be. One of us will call you within two working days, to listen. Until "
            "it's settled, you won't get invitations, requests or newsletters from us."
        ),
    ),
    (8, _l("A person reads every answer. What is missing goes to those who can change it, in your words.")),
    (10, _l("That's good to hear. A person reads every answer; there's nothing more to do.")),
)


def what_follows(score: int | None) -> str:
    """What happens after an answer, said truthfully: a low one is a case for a person, with a clock."""
    if score is None:
        return str(_("We will bring you more of that, and less of the rest."))
    return str(next(label for most, label in FOLLOWS if score <= most))
