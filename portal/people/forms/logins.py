"""What is typed about a login: why it is closed, and a new address of one's own."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, ValidationError

from portal.core.addresses import normal_address
from portal.core.forms import AddressField, Form, LineField

WHO_OPENS = {
    "them": _l("They can, with a link to their address"),
    "staff": _l("Only a colleague, for example because the mailbox isn't theirs any more"),
}


class CloseLoginForm(Form):
    """Why a colleague closes somebody's login, and who may open it again."""

    because = LineField(
        _l("Why are you closing it?"), [DataRequired(_l("Say why, for colleagues who look at this later."))], most=500
    )
    opens = RadioField(_l("Who can open it again?"), choices=lambda: list(WHO_OPENS.items()), default="them")


class OwnAddressForm(Form):
    """Where somebody wants to sign in from now on."""

    email = AddressField(_l("New email address"), [DataRequired(_l("Enter your new email address."))])

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def validate_email(self, _field: AddressField) -> None:
        """Refuse what is no address, and the one they have. Whether somebody else has it is told to nobody."""
        if not self.address:
            raise ValidationError(_("Email can't reach this address. Is there a typo?"))
        if self.address == self._current:
            raise ValidationError(_("You sign in with this address already."))

    @property
    def address(self) -> str:
        """The typed address in its stored form; empty where it is none."""
        return normal_address(self.email.data or "") or ""
