"""Forms of cases and calls."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types lag behind
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation, ValidationError

from portal.access.models import User
from portal.core.filters import today
from portal.core.forms import Checkboxes, Form, LineField, LongTextField
from portal.core.inputs import number_in

from .actions.calls import CallNotes
from .models import Promise

OUTCOME_LABELS = {
    "reached": _l("We spoke"),
    "left_message": _l("Left a message"),
    "could_not_reach": _l("Nobody picked up"),
    "wrote": _l("Wrote to them"),
}

TOLD_HINT = _l("They read it on their page, under what they said. Keep notes for colleagues out of it.")


def day_of_a_promise(form: Any, field: Any) -> None:
    """A validator: what we do next needs a day. It alone says so, instead of what an empty field is not."""
    if form.next_what.data and not field.data:
        field.errors = []
        raise StopValidation(_l("Choose a day to do it by."))


class CallForm(Form):
    """One box: what came of it, what comes next, and whether it answers the case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Its fields have names of their own: the box stands on pages that have other forms."""
        super().__init__(*args, prefix="call-", **kwargs)

    outcome = RadioField(
        _l("What came of it?"),
        choices=[SelectChoice(value, label) for value, label in OUTCOME_LABELS.items()],
        validators=[InputRequired(_l("Say what came of it."))],
    )
    note = LongTextField(_l("What was said"), most=8_000)
    next_what = LineField(_l("What we do next"), most=300)
    next_on = DateField(_l("By when"), validators=[day_of_a_promise, Optional()])
    answers_case = BooleanField(_l("This answers the case"))
    told = LongTextField(_l("What we told them"), description=TOLD_HINT, most=4_000)
    kept = Checkboxes(_l("Promises you kept with it"), choices=[], coerce=int, validate_choice=False)
    case = HiddenField()
    """The case that the page with the box shows."""
    back = HiddenField()

    def offer(self, promises: Iterable[Promise]) -> "CallForm":
        """Let these promises be ticked off."""
        self.kept.choices = [SelectChoice(promise.id, promise.what) for promise in promises]
        return self

    def validate_note(self, field: Any) -> None:
        if self.answers_case.data and not field.data:
            raise ValidationError(_l("Say in a sentence what we did: it is the answer to the case."))

    def validate_told(self, field: Any) -> None:
        if field.data and not self.answers_case.data:
            raise ValidationError(_l("They only read this once the case is answered. Tick that this answers it."))

    def validate_next_on(self, field: Any) -> None:
        if field.data and field.data < today():
            raise ValidationError(_l("Choose a day that is still to come."))

    def validate_next_what(self, field: Any) -> None:
        if self.next_on.data and not field.data:
            raise ValidationError(_l("Say what will be done by that day."))

    def notes(self) -> CallNotes:
        """What was written down."""
        return CallNotes(
            outcome=self.outcome.data,
            note=self.note.data or "",
            next_what=self.next_what.data or "",
            next_on=self.next_on.data,
            answers_case=bool(self.answers_case.data),
            told=self.told.data or "",
            kept=frozenset(self.kept.data or ()),
            case_id=number_in(self.case.data),
        )


class AnswerForm(Form):
    """What we did about it."""

    outcome = LongTextField(_l("What we did"), [DataRequired(_l("Say in a sentence what we did."))], most=8_000)
    told = LongTextField(_l("What we told them"), description=TOLD_HINT, most=4_000)


class CaseForm(Form):
    """Opening a case by hand."""

    text = LongTextField(
        _l("What is wrong, in their words"), [DataRequired(_l("Write down what they said."))], most=8_000
    )


class OwnerForm(Form):
    """Giving a case to somebody."""

    owner = SelectField(_l("Owner"), coerce=int)

    def offer(self, people: list[User]) -> None:
        """Let one of these people be chosen."""
        self.owner.choices = [SelectChoice(person.id, person.name) for person in people]
