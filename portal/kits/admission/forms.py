"""What people type to make a space or an agreement, and to sign one."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, LineField, LongTextField, NumberField

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


class SpaceForm(Form):
    """What every space is. Each kind adds its name, its icons, and what members may do there."""

    description = LongTextField(_l("What belongs here"), [Length(max=500)], most=500)
    tone = SelectField(_l("Colour"), choices=lambda: [(tone, TONE_LABELS[tone]) for tone in TONES])
    agreement = SelectField(_l("Agreement that is signed first"), coerce=int)


class AgreementForm(Form):
    """The exact words that people agree to."""

    name = LineField(_l("Name"), [DataRequired(_l("Give the agreement a name."))], most=120)
    text = LongTextField(
        _l("The exact words"), [DataRequired(_l("Write down what people agree to."))], most=MAX_AGREEMENT_CHARS
    )


class NewVersionForm(Form):
    """Other words for an agreement: everybody signs again."""

    text = LongTextField(
        _l("The exact words"), [DataRequired(_l("Write down what people agree to."))], most=MAX_AGREEMENT_CHARS
    )


class SignatureForm(Form):
    """Agreeing to one version."""

    number = NumberField(_l("Number"), widget=HiddenInput(), validators=[DataRequired()])
    agreed = BooleanField(
        _l("I have read this and agree to it"), [DataRequired(_l("Tick the box if you agree; otherwise leave."))]
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
