"""What colleagues type to run a beta: its plan and questions, choices of people, answers, and the end."""

from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone, to_utc
from wtforms import DateField, FormField, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.core.clock import now
from portal.core.forms import Form, FormPart, LineField, LongTextField, NumberField
from portal.core.inputs import MAX_ID
from portal.core.text import one_line
from portal.kits.admission.forms import AudienceField
from portal.people.audience import terms_of

from .actions.betas import Question
from .actions.closing import MAX_THANKS_CHARS
from .models import MAX_QUESTIONS, Beta

MAX_SEATS = 10_000
MAX_NAME_CHARS = 120
LAST = time(23, 59, 59)


def lines_of(typed: str | None) -> tuple[str, ...]:
    """The lines of a field, each once, without empty ones."""
    return tuple(dict.fromkeys(line for each in (typed or "").split("\n") if (line := one_line(each))))


class QuestionForm(FormPart):
    """One screening question; an empty text leaves it out."""

    text = LineField(_l("Question"))
    choices = LongTextField(_l("Answers, one on each line"), most=1_000)
    fits = LongTextField(
        _l("Those that suit this round"), most=1_000, description=_l("Empty: all of them; it only informs.")
    )
    otherwise = LineField(_l("Message to those who don't fit this time"), most=300)

    def question(self) -> Question | None:
        """What was typed; None for an empty one."""
        if not self.text.data:
            return None
        choices = lines_of(self.choices.data)
        return Question(self.text.data, choices, lines_of(self.fits.data) or choices, self.otherwise.data or "")


class BetaForm(Form):
    """Everything about a beta that people write. Days are those of who types them."""

    name = LineField(_l("Name"), [DataRequired(_l("Enter a name."))], most=MAX_NAME_CHARS)
    purpose = LongTextField(
        _l("What it's for"),
        [DataRequired(_l("Say what it's for: this text invites people."))],
        most=4_000,
        description=_l("Everybody it's for can read this."),
    )
    instructions = LongTextField(
        _l("Instructions for testers"),
        most=16_000,
        description=_l("How to start, what is known. Only testers can read it."),
    )
    idea = SelectField(_l("From the idea"), coerce=int)
    capacity = NumberField(
        _l("Seats"), [InputRequired(_l("Say how many seats there are.")), NumberRange(1, MAX_SEATS)], default=12
    )
    see = AudienceField(_l("For whom it is"))
    agreement = SelectField(_l("Agreement"), coerce=int)
    agreement_text = LongTextField(
        _l("Or write a new agreement"), most=40_000, description=_l("It gets the name of the beta.")
    )
    apply_until = DateField(_l("Last day to apply"), [Optional()])
    starts_at = DateField(_l("Begins"), [Optional()])
    ends_at = DateField(_l("Ends"), [Optional()])
    offer_hours = NumberField(_l("Hours to accept an offer"), [InputRequired(), NumberRange(1, 24 * 60)], default=72)
    silence_days = NumberField(_l("Days of silence before we ask"), [InputRequired(), NumberRange(1, 365)], default=7)
    answer_days = NumberField(_l("Days to wait for an answer"), [InputRequired(), NumberRange(1, 365)], default=3)
    version = NumberField(widget=HiddenInput(), validators=[Optional()])

    def validate_ends_at(self, field: DateField) -> None:
        if field.data and self.starts_at.data and field.data < self.starts_at.data:
            raise ValidationError(_("It ends before it starts."))

    @property
    def last_day_to_apply(self) -> datetime | None:
        return _moment(self.apply_until.data, LAST)

    @property
    def start(self) -> datetime | None:
        """A beta begins with its day, and ends with it."""
        return _moment(self.starts_at.data, time(0))

    @property
    def end(self) -> datetime | None:
        return _moment(self.ends_at.data, LAST)


class NewBetaForm(BetaForm):
    """While it is a draft it has questions, too."""

    q1 = FormField(QuestionForm, _l("Question 1"))
    q2 = FormField(QuestionForm, _l("Question 2"))
    q3 = FormField(QuestionForm, _l("Question 3"))
    q4 = FormField(QuestionForm, _l("Question 4"))
    q5 = FormField(QuestionForm, _l("Question 5"))

    @property
    def asked(self) -> list[Any]:
        return [self[f"q{number}"] for number in range(1, MAX_QUESTIONS + 1)]

    def questions(self) -> list[Question]:
        """Those that were typed, in order."""
        return [question for each in self.asked if (question := each.form.question()) is not None]


def kept(beta: Beta) -> dict[str, Any]:
    """The plan as the form has it."""
    names = ("name", "purpose", "instructions", "capacity", "offer_hours", "silence_days", "answer_days", "version")
    values: dict[str, Any] = {name: getattr(beta, name) for name in names}
    values |= {name: _day(getattr(beta, name)) for name in ("apply_until", "starts_at", "ends_at")}
    values |= {"idea": beta.idea_id or 0, "agreement": beta.agreement_id or 0, "see": terms_of(beta.audience)}
    for number, question in enumerate(beta.questions, 1):
        informs = set(question.fits) == set(question.choices)
        values[f"q{number}"] = {
            "text": question.text,
            "choices": "\n".join(question.choices),
            "fits": "" if informs else "\n".join(question.fits),
            "otherwise": question.otherwise,
        }
    return values


class MoveForm(Form):
    """Where the beta goes next; cancelling needs words."""

    trigger = HiddenField(_l("Trigger"), validators=[DataRequired()])
    reason = LongTextField(
        _l("Why it's cancelled"), most=4_000, description=_l("Everybody in it will read your message.")
    )


class TaskForm(Form):
    """Something small to try in one week."""

    week = NumberField(_l("Week"), [InputRequired(), NumberRange(1, 52)], default=1)
    title = LineField(_l("What to try"), [DataRequired(_l("Say in a few words what to try."))], most=120)
    instructions = LongTextField(_l("How"), most=4_000)
    minutes = NumberField(_l("Minutes"), [InputRequired(), NumberRange(1, 240)], default=10)


class KeysForm(Form):
    """Keys for the pool: typed once, sealed, and shown to nobody but their testers."""

    keys = LongTextField(_l("Keys, one on each line"), [DataRequired(_l("Paste at least one key."))], most=60_000)


class DrawForm(Form):
    """How many, and why: kept on each of them."""

    most = NumberField(_l("How many"), [InputRequired(_l("Say how many.")), NumberRange(1, 1_000)], default=12)
    why = LineField(_l("Why these people"), most=300)


class DecisionForm(Form):
    """What one person is told; which act it is stands on its button."""

    act = HiddenField(_l("Act"), validators=[DataRequired()])
    message = LongTextField(_l("Your message to them"), most=4_000)


class SettleForm(Form):
    """What becomes of a report, and what its author reads."""

    trigger = HiddenField(_l("Trigger"), validators=[DataRequired()])
    answer = LongTextField(_l("Your message to its author"), most=8_000)
    original = NumberField(_l("Number of the other report"), [Optional(), NumberRange(1, MAX_ID)])


class MakeIdeaForm(Form):
    """An idea that is made of a report: everybody for whom the board is reads it."""

    board = SelectField(_l("Board"), coerce=int)
    title = LineField(
        _l("The idea"), [DataRequired(_l("Give it a title that tells others what one would like to have."))], most=200
    )
    body = LongTextField(_l("More about it"), most=8_000)

    @property
    def texts(self) -> tuple[str, str]:
        return self.title.data or "", self.body.data or ""


class LinkForm(Form):
    """The idea that a report speaks for, by its number."""

    idea = NumberField(_l("Number of an idea"), [InputRequired(_l("Say which idea.")), NumberRange(1, MAX_ID)])


class CloseForm(Form):
    """The thanks that every tester reads above their own summary, and a gift for those who may take one."""

    thanks = LongTextField(
        _l("Your thanks"), [DataRequired(_l("Write a word of thanks: every tester reads it."))], most=MAX_THANKS_CHARS
    )
    gift = LineField(_l("A gift"), most=200, description=_l("For instance a year of the finished product."))


def _moment(day: Any, hour: time) -> datetime | None:
    if not day:
        return None
    moment: datetime = to_utc(datetime.combine(day, hour))
    return moment.replace(tzinfo=now().tzinfo)


def _day(moment: datetime | None) -> Any:
    return to_user_timezone(moment).date() if moment else None
