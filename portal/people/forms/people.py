"""What staff type about a person and about a company."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from portal.access.queries import colleagues
from portal.core.addresses import normal_address
from portal.core.clock import now
from portal.core.forms import AddressField, Form, LineField, LongTextField, NumberField
from portal.core.text import one_line

from ..company_domains import is_public_provider
from ..labels import COMPANY_KINDS, INCENTIVE_LABELS, countries
from ..models import Company, Member
from ..queries.companies import company_known_as
from ..queries.people import person_with_address
from .you import ZoneField

MAX_EUROS = 10**13


class ChoiceField(SelectField):
    """A choice that may stay open; what is stored then is nothing."""

    def __init__(
        self, label: Any, options: Callable[[], list[tuple[Any, Any]]], kind: type = str, **kwargs: Any
    ) -> None:
        super().__init__(
            label,
            choices=lambda: [("", _("Not specified")), *options()],
            coerce=lambda value: kind(value) if value not in {"", None} else None,
            **kwargs,
        )


class PersonForm(Form):
    """A person who is added: the least that one needs to know."""

    given_name = LineField(_l("First name"), most=120)
    family_name = LineField(_l("Last name"), most=120)
    email = AddressField(_l("Email address"), [DataRequired(_l("Enter their email address."))])
    company_name = LineField(_l("Company"), most=200)
    job_title = LineField(_l("Job title"), most=160)
    country = ChoiceField(_l("Country"), countries)

    def __init__(self, member: Member | None = None) -> None:
        self.member = member
        company = member.company.name if member and member.company else ""
        super().__init__(obj=member, data={"company_name": company})

    def validate_email(self, field: AddressField) -> None:
        """Refuse what is no address, and one that belongs to somebody else, who is named."""
        address = normal_address(field.data or "")
        if address is None:
            raise ValidationError(_("That doesn't look like an email address. Is there a typo?"))
        known = person_with_address(address)
        if known is not None and (self.member is None or known.id != self.member.id):
            raise ValidationError(_("%(name)s has this address already.", name=known.name))

    @property
    def address(self) -> str:
        """The typed address in its stored form; only of a valid form."""
        return normal_address(self.email.data or "") or ""


class EditPersonForm(PersonForm):
    """Everything that staff may put right about a person."""

    time_zone = ZoneField(_l("Time zone"))
    owner_user_id = ChoiceField(_l("Looked after by"), colleagues, int)
    incentive = ChoiceField(_l("Motivation"), lambda: list(INCENTIVE_LABELS.items()))
    takes_gifts = BooleanField(_l("Can accept gifts"))
    wants = LongTextField(_l("What they want"), most=4_000)
    worries = LongTextField(_l("What worries them"), most=4_000)
    uses_us_for = LongTextField(_l("What they use us for"), most=4_000)
    how_we_help = LongTextField(_l("How we help"), most=4_000)
    checked = BooleanField(_l("I have just gone through these details with them"))

    def details(self) -> dict[str, Any]:
        """What was typed, by the names of the member's columns."""
        texts = {
            name: self[name].data or ""
            for name in (("given_name", "family_name", "job_title", "wants", "worries", "uses_us_for", "how_we_help"))
        }
        choices = {name: self[name].data for name in ("country", "time_zone", "owner_user_id", "incentive")}
        return {**texts, **choices, "email": self.address, "takes_gifts": bool(self.takes_gifts.data)}


class CompanyForm(Form):
    """Everything that staff may say about a company."""

    name = LineField(_l("Name"), [DataRequired(_l("Enter the company's name."))], most=200)
    kind = SelectField(_l("Relationship"), choices=lambda: list(COMPANY_KINDS.items()))
    owner_user_id = ChoiceField(_l("Looked after by"), colleagues, int)
    plan = LineField(_l("Plan"), most=60)
    revenue = NumberField(_l("Yearly revenue, in euros"), [Optional(), NumberRange(0, MAX_EUROS)], most=MAX_EUROS)
    potential = NumberField(_l("Potential per year, in euros"), [Optional(), NumberRange(0, MAX_EUROS)], most=MAX_EUROS)
    renews_on = DateField(_l("Contract renews on"), [Optional()])
    industry = LineField(_l("Industry"), most=80)
    region = LineField(_l("Region"), most=80)
    domain = LineField(_l("Web domain"), most=200)
    domain_confirmed = BooleanField(_l("Everybody with an email address at this domain works there"))
    external_id = LineField(_l("External ID"), most=80)
    takes_gifts = BooleanField(_l("Its people can accept gifts"), default=True)

    def __init__(self, company: Company | None = None) -> None:
        self.company = company
        super().__init__(obj=company)

    def validate_name(self, field: LineField) -> None:
        """Refuse a name that leads to another company."""
        known = company_known_as(field.data or "")
        if known is not None and (self.company is None or known.id != self.company.id):
            raise ValidationError(_("This name is taken: there's already %(name)s.", name=known.name))

    def validate_domain_confirmed(self, field: BooleanField) -> None:
        """Refuse a domain at which anybody can have an address: it would let anybody in."""
        if field.data and not self._domain:
            raise ValidationError(_("Enter the web domain first, for example orbit.example."))
        if field.data and is_public_provider(self._domain):
            raise ValidationError(
                _("Anybody can get an address at %(domain)s, so leave this box empty.", domain=self._domain)
            )

    @property
    def _domain(self) -> str:
        return (self.domain.data or "").lower().removeprefix("www.")

    def details(self) -> dict[str, Any]:
        """What was typed, by the names of the company's columns; what is empty is not known."""
        optional = ("owner_user_id", "plan", "revenue", "potential", "renews_on", "industry", "region", "external_id")
        given = {name: None if self[name].data in {"", None} else self[name].data for name in optional}
        named = {"name": one_line(self.name.data or ""), "kind": self.kind.data, "domain": self._domain or None}
        ticked = {name: bool(self[name].data) for name in ("takes_gifts", "domain_confirmed")}
        return {**named, **given, **ticked}


class DeclineJobForm(Form):
    """What becomes of somebody whose new job we cannot confirm."""

    next_step = RadioField(_l("What happens next?"), default="ask_again")

    def __init__(self, former: Company | None) -> None:
        super().__init__()
        self.next_step.choices = [("ask_again", _("Ask them to tell us again where they work"))]
        if former is not None:
            self.next_step.choices.append(("put_back", _("Put them back at %(company)s", company=former.name)))


class JobChangeForm(Form):
    """Where somebody works now."""

    company = LineField(_l("New company"), [DataRequired(_l("Enter the company's name."))], most=200)
    job_title = LineField(_l("New job title"), most=160)
    since = DateField(_l("Since"), [InputRequired(_l("Enter the day they started, roughly."))])
    email = AddressField(_l("New email address"))

    def __init__(self, member: Member) -> None:
        self.member = member
        super().__init__(data={"since": now().date()})

    def validate_since(self, field: DateField) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > now().date():
            raise ValidationError(_("That date is in the future. Note the change once they've started."))

    def validate_email(self, field: AddressField) -> None:
        """An address is optional here; one that is given must be free."""
        if not field.data:
            return
        address = normal_address(field.data)
        if address is None:
            raise ValidationError(_("That doesn't look like an email address. Is there a typo?"))
        known = person_with_address(address)
        if known is not None and known.id != self.member.id:
            raise ValidationError(_("%(name)s has this address already.", name=known.name))

    @property
    def address(self) -> str | None:
        """The new address in its stored form, None where none was given."""
        return normal_address(self.email.data) if self.email.data else None
