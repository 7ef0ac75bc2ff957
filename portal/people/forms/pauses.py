"""What is typed to pause a person or a company."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import DataRequired

from portal.core.forms import Form, LineField

from ..models import Pause


class PauseForm(Form):
    """Why nobody is to be asked, and until when; a pause that stands is filled in."""

    reason = LineField(_l("What are you waiting for?"), [DataRequired(_l("Say what you are waiting for."))], most=300)
    until = DateField(_l("Paused until"), [DataRequired(_l("Choose the day on which they may be asked again."))])

    def __init__(self, standing: Pause | None, first_guess: date) -> None:
        super().__init__(obj=standing, data=None if standing else {"until": first_guess})
        self.changes = standing is not None
