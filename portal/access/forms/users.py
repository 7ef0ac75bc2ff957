"""A login for a colleague."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, widgets
from wtforms.validators import DataRequired, ValidationError

from portal.core.addresses import normal_address
from portal.core.forms import AddressField, Form, LineField

ROLE_NAMES = {
    "owner": _l("Owner"),
    "success": _l("Customer success"),
    "marketing": _l("Marketing"),
    "product": _l("Product"),
    "moderator": _l("Moderator"),
    "executive": _l("Executive"),
    "admin": _l("Administrator"),
}
ROLE_DUTIES = {
    "owner": _l("runs the programme: can do everything, and decides who else is an owner"),
    "success": _l("looks after customers: people, cases, calls, questions"),
    "marketing": _l("works with what customers say: quotes, invitations, files"),
    "product": _l("reads what customers want and what annoys them"),
    "moderator": _l("keeps the rooms pleasant"),
    "executive": _l("calls customers, and sees how they are"),
    "admin": _l("keeps it running: health, email, users"),
}


def role_choices() -> dict[str, str]:
    """Every role with what it is for."""
    return {role: f"{name}: {ROLE_DUTIES[role]}" for role, name in ROLE_NAMES.items()}


class ColleagueForm(Form):
    """Name, address and roles of somebody who works here."""

    name = LineField(_l("Name"), [DataRequired(_l("Enter their name."))], most=200)
    email = AddressField(_l("Email address"), [DataRequired(_l("Enter their email address."))])
    roles = SelectMultipleField(
        _l("Roles"),
        [DataRequired(_l("Choose at least one role."))],
        choices=role_choices,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )

    def validate_email(self, field: StringField) -> None:
        """Refuse what no mail reaches."""
        if normal_address(field.data or "") is None:
            raise ValidationError(_("That's not a complete email address."))
