"""What members type in a beta: answers to its questions, a signature, and reports."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from portal.core.forms import Form, LineField, LongTextField

from .actions.reports import Finding
from .labels import KIND_LABELS, SEVERITY_LABELS
from .models import BetaQuestion


class ApplicationForm(Form):
    """One choice for each question of the beta."""

    def answers(self) -> dict[int, str]:
        """What was chosen, by the id of the question."""
        return {int(name.removeprefix("q")): field.data or "" for name, field in self._fields.items() if name[0] == "q"}

    @property
    def asked(self) -> list[Any]:
        return [field for name, field in self._fields.items() if name[0] == "q"]


def application_form(questions: Sequence[BetaQuestion], **kwargs: Any) -> ApplicationForm:
    """The form that asks these questions."""
    needed = _l("Choose one answer, please.")
    fields = {
        f"q{question.id}": RadioField(
            question.text, [InputRequired(needed)], choices=partial(_as_choices, question.choices)
        )
        for question in questions
    }
    made: ApplicationForm = type("Asked", (ApplicationForm,), fields)(**kwargs)
    return made


def _as_choices(answers: Sequence[str]) -> list[tuple[str, str]]:
    return [(answer, answer) for answer in answers]


class Like(NamedTuple):
    """A report that says much the same."""

    id: int
    title: str


class ReportForm(Form):
    """What a tester found. Where it may be known already, they are asked once."""

    kind = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Say what it is."))],
        choices=lambda: [(kind, label) for kind, (label, _icon) in KIND_LABELS.items()],
    )
    severity = RadioField(
        _l("How much does it get in your way?"), [Optional()], coerce=int, choices=lambda: list(SEVERITY_LABELS.items())
    )
    title = LineField(_l("In one line"), [DataRequired(_l("Say in one line what it is about."))], most=120)
    text = LongTextField(
        _l("More about it"), most=8_000, description=_l("What you did, what you expected, what happened instead.")
    )
    same = RadioField(_l("Is it one of these?"), [Optional()], choices=[])

    def validate_severity(self, field: RadioField) -> None:
        if self.kind.data == "issue" and field.data is None:
            raise ValidationError(_("Choose how much it gets in your way."))

    def offer(self, similar: Sequence[Like]) -> None:
        """Let them say that it is known already."""
        self.same.choices = [*((str(each.id), each.title) for each in similar), ("0", _("None of these"))]

    @property
    def finding(self) -> Finding:
        return Finding(self.kind.data, self.title.data or "", self.text.data or "", self.severity.data)
