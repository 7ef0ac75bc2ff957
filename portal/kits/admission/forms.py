"""What people type to make a space or an agreement, and to sign one."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField
from wtforms.utils import unset_value
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, LineField, LongTextField, NumberField

from .actions import LISTS
from .choices import MAX_VALUES, Choices
from .spaces import TONES

TONE_LABELS: dict[str, Any] = {
    "brand": _l("Our colour"),
    "blue": _l("Blue"),
    "teal": _l("Teal"),
    "green": _l("Green"),
    "orange": _l("Orange"),
    "pink": _l("Pink"),
    "purple": _l("Purple"),
    "yellow": _l("Yellow"),
}
MAX_AGREEMENT_CHARS = 40_000


class AudienceField(Field):
    """Whom something is for: the values chosen from each list. `see` is sent as `see-country`, `see-plan` and so on.

    What is not (or no longer) among the `choices` is refused, not left out: fewer values would let in more people.
    """

    choices: Choices = {}
    refused: Collection[str] = ()
    """The lists in which something cannot be chosen."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if formdata is not None:
            self.data = {kind: formdata.getlist(f"{self.name}-{kind}")[:MAX_VALUES] for kind in LISTS}
        self.data = self.data or {}

    def pre_validate(self, _form: Any) -> None:
        self.refused = [kind for kind, values in self.data.items() if set(values) - self._offered(kind)]
        if self.refused:
            raise ValidationError(
                _("One of your choices is no longer available. Check who this is for, then choose again.")
            )

    def _offered(self, kind: str) -> set[str]:
        return {value for value, _name in self.choices.get(kind, ())}


class SpaceForm(Form):
    """What every space is. Each kind adds its name, its icons, and what members may do there."""

    see = AudienceField(_l("Who it's for"))
    description = LongTextField(_l("Description"), [Length(max=500)], most=500)
    tone = SelectField(_l("Colour"), choices=lambda: [(tone, TONE_LABELS[tone]) for tone in TONES])
    agreement = SelectField(_l("Agreement to sign first"), coerce=int)


class AgreementForm(Form):
    """The exact words that people agree to."""

    name = LineField(_l("Name"), [DataRequired(_l("Enter a name for the agreement."))], most=120)
    text = LongTextField(
        _l("The exact words"), [DataRequired(_l("Enter the text that people agree to."))], most=MAX_AGREEMENT_CHARS
    )


class NewVersionForm(Form):
    """Other words for an agreement: everybody signs again."""

    text = LongTextField(
        _l("The exact words"), [DataRequired(_l("Enter the text that people agree to."))], most=MAX_AGREEMENT_CHARS
    )


class SignatureForm(Form):
    """Agreeing to one version."""

    number = NumberField(_l("Number"), widget=HiddenInput(), validators=[DataRequired()])
    agreed = BooleanField(
        _l("I have read this and agree to it"),
        [DataRequired(_l("Tick the box if you agree. If not, leave this page."))],
    )

    def sent(self) -> bool:
        """Whether this is an agreement to some version; without its number there is something to be read first."""
        valid = super().sent()
        if self.number.errors:
            self.form_errors.append(_("Read this version first, then sign it."))
        return valid

    def show(self, number: int) -> None:
        """Ask for this version, unless the form came with one."""
        if not self.errors or self.number.errors:
            self.number.data = number
