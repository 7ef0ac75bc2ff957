"""Forms of quotes."""

from dataclasses import replace
from datetime import date
from typing import Any

from babel import Locale
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import DataRequired, Optional, ValidationError

from portal.core.clock import now
from portal.core.forms import Checkboxes, Form, LineField, LongTextField

from .actions import Ask
from .actions.drafting import MAX_QUOTE_CHARS
from .labels import ATTRIBUTIONS as ATTRIBUTION_LABELS
from .labels import CHANNELS, attribution_line
from .models import ANYWHERE, ATTRIBUTIONS, ApprovalRequest

COUNTRY = 2


class TextForm(Form):
    """The exact words of a quote."""

    text = LongTextField(_l("The exact words"), [DataRequired(_l("A quote needs some text."))], most=MAX_QUOTE_CHARS)
    incentive = LineField(
        _l("What they were given for it"),
        description=_l("It is disclosed with the quote. Leave it empty if it was nothing."),
    )


class AskForm(Form):
    """What we would like to be allowed."""

    where = LineField(
        _l("Where it would be used, in plain words"),
        [DataRequired(_l("Say it as you would to the customer: “one press release”."))],
        description=_l("For example: one press release about contract review"),
    )
    channels = Checkboxes(
        _l("Channels"), [DataRequired(_l("Choose at least one channel."))], choices=lambda: list(CHANNELS.items())
    )
    territories = LineField(
        _l("Countries"),
        [DataRequired(_l("Write a country, or “everywhere”."))],
        description=_l("Names or codes with commas between them, or “everywhere”."),
    )
    attribution = RadioField(
        _l("Named as"),
        [DataRequired(_l("Choose how they are named."))],
        choices=lambda: list(ATTRIBUTION_LABELS.items()),
    )
    until = DateField(_l("Last day"), [Optional()], description=_l("Empty: until they withdraw it."))

    codes: tuple[str, ...] = ()

    def validate_territories(self, field: LineField) -> None:
        self.codes = country_codes(field.data or "")

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data < now().date():
            raise ValidationError(_("This day has passed. Choose a later one."))

    def ask(self) -> Ask:
        """What the form asks for."""
        return Ask(
            channels=tuple(self.channels.data or ()),
            territories=self.codes,
            attribution=self.attribution.data,
            where=self.where.data or "",
            until=self.until.data,
        )


class ApprovalForm(Form):
    """The customer's answer: all that was asked, or less of it."""

    channels = Checkboxes(
        _l("It may appear in"), [DataRequired(_l("Leave at least one place, or choose “Not this time” below."))]
    )
    attribution = RadioField(_l("Under this name"), [DataRequired(_l("Choose how you are named."))])
    until = DateField(_l("Until"), [Optional()])

    last: date | None = None

    @classmethod
    def about(cls, request: ApprovalRequest, *, sent: bool) -> "ApprovalForm":
        """The form of one request: the customer chooses among what was asked, and what says less about them."""
        asked = Ask.of(request)
        given = {"channels": list(asked.channels), "attribution": asked.attribution, "until": asked.until}
        form = cls(**given) if sent else cls(formdata=None, **given)
        form.channels.choices = [(each, CHANNELS[each]) for each in asked.channels]
        less = ATTRIBUTIONS[ATTRIBUTIONS.index(asked.attribution) :]
        quote = request.version.testimonial
        form.attribution.choices = [(each, attribution_line(quote, each)) for each in less]
        form.last = asked.until
        return form

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data < now().date():
            raise ValidationError(_("This day has passed. Choose a later one."))
        if self.last and (field.data is None or field.data > self.last):
            raise ValidationError(
                _("We asked for less: choose a day up to %(day)s.", day=format_date(self.last, "long"))
            )

    def granted(self, request: ApprovalRequest) -> Ask:
        """What the customer allows."""
        chosen = {"channels": tuple(self.channels.data or ()), "attribution": self.attribution.data}
        return replace(Ask.of(request), logo=False, until=self.until.data, **chosen)


class ChangeForm(Form):
    """Other words."""

    text = LongTextField(
        _l("How you would say it"), [DataRequired(_l("Write the words you would rather see."))], most=MAX_QUOTE_CHARS
    )


class ReleaseForm(Form):
    """Making a quote available."""

    reason = LineField(_l("Why you release your own words"), most=300)


def country_codes(text: str) -> tuple[str, ...]:
    """The codes of the countries in a text with commas. Raises ValidationError naming the one that is unknown."""
    names = _names()
    codes: list[str] = []
    for part in (each.strip() for each in text.split(",")):
        if not part:
            continue
        code = ANYWHERE if part in {"*", str(_("everywhere"))} else names.get(part.casefold())
        if code is None:
            raise ValidationError(
                _("There's no country “%(name)s”. Enter its name, or its two-letter code.", name=part)
            )
        codes.append(code)
    if not codes:
        raise ValidationError(_("Write a country, or “everywhere”."))
    return (ANYWHERE,) if ANYWHERE in codes else tuple(dict.fromkeys(codes))


def _names() -> dict[str, str]:
    known: dict[str, str] = {}
    for locale in (Locale("en"), get_locale() or Locale("en")):
        territories: dict[str, Any] = dict(locale.territories)
        for code, name in territories.items():
            if len(code) == COUNTRY and code.isalpha():
                known[str(name).casefold()] = code
                known[code.casefold()] = code
    return known
