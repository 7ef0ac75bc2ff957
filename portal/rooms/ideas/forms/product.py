"""What product types: decisions, plans, votes for customers, merges, and words to those who wanted it."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, LineField, LongTextField, NumberField
from portal.people.models import Member
from portal.rooms.feedback.forms import one_member

from ..actions import votes
from ..actions.moves import MAX_TEXT_CHARS
from ..labels import SOURCE_LABELS, STEP_LABELS
from ..models.votes import SOURCES


class MoveForm(Form):
    """What becomes of an idea, decided on the version that was looked at."""

    step = RadioField(_l("Decision"), [DataRequired(_l("Choose one of the options."))])
    message = LongTextField(
        _l("Message to everybody"),
        most=MAX_TEXT_CHARS,
        description=_l("In plain words. When it ships: what is there now."),
    )
    reason = LongTextField(
        _l("Why"), most=MAX_TEXT_CHARS, description=_l("Kept with the decision. When you decline, members read it too.")
    )
    reopens_when = LongTextField(_l("What would make us look again"), most=MAX_TEXT_CHARS)
    version = NumberField(widget=HiddenInput(), validators=[DataRequired()])

    def offer(self, steps: list[str]) -> None:
        """Let those steps be chosen that lead on from where it stands."""
        self.step.choices = [(step, STEP_LABELS[step]) for step in steps]


class PlanForm(Form):
    """For when it is planned."""

    quarter = SelectField(_l("Planned for"))


NOT_HEARD = frozenset({"portal", "feedback", "import"})
"""What nobody notes by hand: those votes come by another way."""


class BehalfForm(Form):
    """A vote for a customer who said that they want it."""

    who = LineField(
        _l("Who wants it"),
        [DataRequired(_l("Write a name or an address."))],
        description=_l("A name, the beginning of one, or an address."),
    )
    source = SelectField(
        _l("Where you heard it"),
        choices=lambda: [(source, SOURCE_LABELS[source]) for source in SOURCES if source not in NOT_HEARD],
    )
    reason = LongTextField(_l("Why, in their words"), most=votes.MAX_REASON_CHARS)

    member: Member | None = None

    def validate_who(self, field: LineField) -> None:
        self.member = one_member(field.data or "")


class MergeForm(Form):
    """The idea of which this one becomes part, by its address or number."""

    into = LineField(_l("The other idea"), [DataRequired(_l("Paste the address of the other idea."))], most=300)

    @property
    def idea_id(self) -> int | None:
        match = re.search(r"(?:^|/ideas/)(\d{1,9})(?:[/#?].*)?$", self.into.data or "")
        return int(match[1]) if match else None

    def validate_into(self, _field: LineField) -> None:
        if self.idea_id is None:
            raise ValidationError(_("Paste the address of the other idea."))


class NotifyForm(Form):
    """What a person of ours writes to everybody who wanted it."""

    message = LongTextField(
        _l("Your message to them"),
        [DataRequired(_l("Write to them in your own words, even if it is one sentence."))],
        most=MAX_TEXT_CHARS,
        description=_l("Each of them reads this with their own reason below it, and is asked whether it fixes it."),
    )
