"""Inviting a member, or somebody new."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError

from portal.core.addresses import normal_address
from portal.core.forms import AddressField, Form, LineField, LongTextField

from ..actions.people import Contact


class InviteForm(Form):
    """A personal mail to a member."""

    subject = LineField(_l("Subject"), [DataRequired(_l("Enter a subject."))], most=150)
    message = LongTextField(
        _l("Your words"),
        [DataRequired(_l("Write a few words of your own."))],
        most=5_000,
        description=_l("Below your text there's a button with a link for this person alone. Replies go to you."),
    )


class InviteNewForm(InviteForm):
    """The same to somebody who is not known yet."""

    email = AddressField(_l("Email address"), [DataRequired(_l("Enter their email address."))])
    given_name = LineField(_l("First name"), [DataRequired(_l("Enter their first name."))], most=120)
    family_name = LineField(_l("Last name"), most=120)
    company = LineField(_l("Company"), [DataRequired(_l("Enter the company they work for."))], most=200)
    job_title = LineField(_l("What they do"), most=160)

    def validate_email(self, field: StringField) -> None:
        """Refuse what no mail reaches."""
        if normal_address(field.data or "") is None:
            raise ValidationError(_("That's not a complete email address."))

    def contact(self) -> Contact:
        """Who is invited."""
        return Contact(
            email=normal_address(self.email.data or "") or "",
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            company=self.company.data or "",
            job_title=self.job_title.data or "",
        )
