"""The forms of an answer, and of asking for one."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types lag behind
from wtforms.validators import InputRequired

from portal.core.forms import Form, LongTextField, one_of
from portal.people.forms.you import INCENTIVES

from .questions import QUESTIONS

SCORES = {str(score): score for score in range(11)}
MAX_ANSWER_CHARS = 4_000


class ScoreField(Field):
    """A whole number from 0 to 10, and nothing that only looks like one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take one of the eleven as it stands on its button."""
        score = SCORES.get(valuelist[0]) if valuelist else None
        if score is None:
            raise ValueError(_("Choose a number from 0 to 10."))
        self.data = score


class ScoreForm(Form):
    """The answer to a question that asks for a number."""

    score = ScoreField(_l("Your number"))
    text = LongTextField(_l("What is the main reason?"), most=MAX_ANSWER_CHARS)

    @property
    def answers(self) -> dict[str, Any]:
        """What was said, for the action."""
        return {"score": self.score.data, "text": self.text.data or ""}


class WishForm(Form):
    """The answer to what would help."""

    incentive = RadioField(
        _l("What fits best?"),
        choices=[SelectChoice(value, label) for value, label in dict(INCENTIVES).items()],
        validators=[InputRequired(_l("Choose one of the five.")), one_of(dict(INCENTIVES))],
        validate_choice=False,
    )
    text = LongTextField(_l("In your own words"), most=MAX_ANSWER_CHARS)

    @property
    def answers(self) -> dict[str, Any]:
        """What was said, for the action."""
        return {"incentive": self.incentive.data, "text": self.text.data or ""}


class AskForm(Form):
    """Which question to ask."""

    kind = SelectField(
        _l("Question"), id="ask-kind", choices=[SelectChoice(each.kind, each.name) for each in QUESTIONS.values()]
    )


def answer_form(kind: str, preselected: str = "") -> ScoreForm | WishForm:
    """The form of this kind of question. `preselected` is marked, never sent, by the link in a mail."""
    if QUESTIONS[kind].scored:
        return ScoreForm(data={"score": SCORES.get(preselected)})
    return WishForm()
