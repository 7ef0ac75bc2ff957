"""What is typed to be away: from, until, and who stands in."""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types lag behind
from wtforms.validators import DataRequired, InputRequired

from portal.core.forms import Form


class AbsenceForm(Form):
    """The first and the last day away, and the deputy."""

    starts_on = DateField(_l("First day away"), [DataRequired(_l("Choose the first day away."))])
    ends_on = DateField(_l("Last day away"), [DataRequired(_l("Choose the last day away."))])
    deputy = SelectField(_l("Who stands in"), [InputRequired(_l("Choose who stands in."))], coerce=int)

    def __init__(self, first_guess: date, deputies: Iterable[tuple[int, str]]) -> None:
        super().__init__(data={"starts_on": first_guess, "ends_on": first_guess})
        self.deputy.choices = [SelectChoice(user_id, name) for user_id, name in deputies]
