"""What is typed to be away: from, until, and who stands in."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types lag behind
from wtforms.validators import DataRequired

from portal.access.forms.users import ROLE_NAMES
from portal.access.models import User
from portal.core.forms import Form


class AbsenceForm(Form):
    """The first and the last day away, and the deputy."""

    starts_on = DateField(_l("First day away"), [DataRequired(_l("Choose the first day away."))])
    ends_on = DateField(_l("Last day away"), [DataRequired(_l("Choose the last day away."))])
    deputy = SelectField(_l("Who stands in"), [DataRequired(_l("Choose who stands in."))], coerce=int, default=0)

    def __init__(self, first_guess: date, deputies: Iterable[User]) -> None:
        super().__init__(data={"starts_on": first_guess, "ends_on": first_guess})
        nobody = SelectChoice(0, _("Choose a colleague"))
        self.deputy.choices = [nobody, *(SelectChoice(user.id, _with_roles(user)) for user in deputies)]


def _with_roles(user: User) -> str:
    roles = sorted(str(ROLE_NAMES[held.role]) for held in user.roles if held.role in ROLE_NAMES)
    return f"{user.name} ({', '.join(roles)})"
