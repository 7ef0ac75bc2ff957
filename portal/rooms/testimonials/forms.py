"""Forms of quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, HiddenField, RadioField
from wtforms.validators import DataRequired, Optional, ValidationError

from portal.core.addresses import normal_address
from portal.core.clock import now
from portal.core.forms import AddressField, Checkboxes, Form, LineField, LongTextField
from portal.core.language import zone

from .actions import Ask
from .actions.drafting import MAX_QUOTE_CHARS
from .attributions import goes_with, within
from .codes import country_codes, language_codes, language_name, languages_of, places_of, territory_name
from .labels import ATTRIBUTIONS, CHANNELS, OWN_PICTURES, PICTURES, attribution_line
from .models import ANYWHERE, ApprovalRequest, Testimonial


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
        choices=lambda: list(ATTRIBUTIONS.items()),
    )
    pictures = Checkboxes(_l("Together with"), choices=lambda: list(PICTURES.items()))
    languages = LineField(
        _l("Translated into"),
        description=_l("Languages with commas between them, or “any language”. Empty: the words stay as they are."),
    )
    until = DateField(_l("Last day"), [Optional()], description=_l("Empty: until they withdraw it."))
    needed_by = DateTimeLocalField(
        _l("Needed by"),
        [Optional()],
        description=_l("They have until the evening of the working day before. Empty: 90 days."),
    )

    codes: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()

    @classmethod
    def like(cls, ask: Ask | None, needed_by: datetime | None = None) -> "AskForm":
        """The form filled in as it was asked the last time."""
        if ask is None:
            return cls(formdata=None, attribution="full_name", channels=["press"])
        return cls(
            formdata=None,
            where=ask.where,
            channels=list(ask.channels),
            territories=places_of(ask.territories),
            languages=languages_of(ask.languages),
            attribution=ask.attribution,
            pictures=[each for each in PICTURES if getattr(ask, each)],
            until=None if ask.over(now().date()) else ask.until,
            needed_by=needed_by.astimezone(zone()).replace(tzinfo=None) if needed_by and needed_by > now() else None,
        )

    def validate_territories(self, field: LineField) -> None:
        self.codes = country_codes(field.data or "")
        if not self.codes:
            raise ValidationError(_("Write a country, or “everywhere”."))

    def validate_languages(self, field: LineField) -> None:
        self.translations = language_codes(field.data or "")

    def validate_pictures(self, field: Checkboxes) -> None:
        if not all(goes_with(each, self.attribution.data or "") for each in field.data or ()):
            raise ValidationError(_("A logo tells the company, and a portrait tells who it is. Choose a fuller name."))

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data < now().date():
            raise ValidationError(_("This day has passed. Choose a later one."))

    def deadline(self) -> datetime | None:
        """When the words are needed, as the clock is where the form was filled in; None where no day was given."""
        return self.needed_by.data.replace(tzinfo=zone()) if self.needed_by.data else None

    def ask(self) -> Ask:
        """What the form asks for."""
        return Ask(
            channels=tuple(self.channels.data or ()),
            territories=self.codes,
            attribution=self.attribution.data,
            where=self.where.data or "",
            languages=self.translations,
            logo="logo" in (self.pictures.data or ()),
            photo="photo" in (self.pictures.data or ()),
            until=self.until.data,
        )


class ApprovalForm(Form):
    """The customer's answer: all that was asked, or less of it. What was not asked for is not in it."""

    question = HiddenField()
    """Which question the page showed. Pages without it were opened before there was a choice of more than channels."""
    names = HiddenField()
    """A fingerprint of the names that the page showed; pages of before have none."""
    channels = Checkboxes(
        _l("It may appear in"), [DataRequired(_l("Leave at least one place, or choose “Not this time” below."))]
    )
    territories = Checkboxes(_l("In these countries"))
    only_territories = LineField(_l("Only in these countries"), description=_l("Empty: everywhere."))
    languages = Checkboxes(_l("Translated into"))
    only_languages = LineField(_l("Only into these languages"), description=_l("Empty: into any language."))
    attribution = RadioField(_l("Under this name"), [DataRequired(_l("Choose how you are named."))])
    pictures = Checkboxes(_l("Together with"))
    until = DateField(_l("Until"), [Optional()])

    asked: Ask
    codes: Mapping[str, tuple[str, ...]] = {}
    shows_names: bool
    """Whether whoever answers saw the names as they are now: nobody agrees to a name that changed behind the page."""

    @classmethod
    def about(cls, request: ApprovalRequest, *, sent: bool) -> "ApprovalForm":
        """The form of one request: the customer chooses among what was asked, and what says less about them."""
        asked = Ask.of(request)
        pictures = [each for each in OWN_PICTURES if getattr(asked, each)]
        given = {
            **{name: list(getattr(asked, name)) for name in ("channels", "territories", "languages")},
            "attribution": asked.attribution,
            "until": asked.until,
            "pictures": pictures,
            "question": request.id,
            "names": _fingerprint(request.version.testimonial),
        }
        form = cls(**given) if sent else cls(formdata=None, **given)
        form.asked, form.codes = asked, {}
        form._offer(request.version.testimonial, pictures)
        form.shows_names = not sent or form.names.data == given["names"]
        return form

    def _offer(self, quote: Testimonial, pictures: Sequence[str]) -> None:
        asked = self.asked
        self.channels.choices = [(each, CHANNELS[each]) for each in asked.channels]
        self.attribution.choices = _named_differently(quote, within(asked.attribution))
        self.territories.choices = [(each, territory_name(each)) for each in asked.territories]
        self.languages.choices = [(each, language_name(each)) for each in asked.languages]
        self.pictures.choices = [(each, OWN_PICTURES[each]) for each in pictures]
        offered = {
            "territories": len(asked.territories) > 1,
            "only_territories": ANYWHERE in asked.territories,
            "languages": bool(asked.languages),
            "only_languages": ANYWHERE in asked.languages,
            "pictures": bool(pictures),
        }
        for name in (name for name, is_offered in offered.items() if not is_offered):
            del self[name]

    def validate_territories(self, field: Checkboxes) -> None:
        if self.question.raw_data and not field.data:
            raise ValidationError(_("Leave at least one country, or choose “Not this time” below."))

    def validate_only_territories(self, field: LineField) -> None:
        self.codes = {**self.codes, "territories": country_codes(field.data or "")}

    def validate_only_languages(self, field: LineField) -> None:
        self.codes = {**self.codes, "languages": language_codes(field.data or "")}

    def validate_until(self, field: DateField) -> None:
        last = self.asked.until
        if field.data and field.data < now().date():
            raise ValidationError(_("This day has passed. Choose a later one."))
        if last and (field.data is None or field.data > last):
            raise ValidationError(_("We asked for less: choose a day up to %(day)s.", day=format_date(last, "long")))

    def granted(self) -> Ask:
        """What the customer allows: never more than they were shown."""
        attribution = self.attribution.data
        pictures = [each for each in self._ticked("pictures") if goes_with(each, attribution)]
        territories = self._ticked("territories") if self.question.raw_data else ()
        return replace(
            self.asked,
            channels=tuple(self.channels.data or ()),
            territories=self.codes.get("territories") or territories or self.asked.territories,
            languages=self.codes.get("languages") or self._ticked("languages"),
            attribution=attribution,
            logo="logo" in pictures,
            photo="photo" in pictures,
            until=self.until.data,
        )

    def _ticked(self, name: str) -> tuple[str, ...]:
        return tuple(self[name].data or ()) if name in self else ()


def _fingerprint(quote: Testimonial) -> str:
    lines = "\n".join(attribution_line(quote, each) for each in ATTRIBUTIONS)
    return sha256(lines.encode()).hexdigest()[:16]


def _named_differently(quote: Testimonial, attributions: Sequence[str]) -> list[tuple[str, str]]:
    """Each of these names with its line; of two that read the same (there is no title) the first."""
    lines: dict[str, str] = {}
    for each in attributions:
        lines.setdefault(attribution_line(quote, each), each)
    return [(each, line) for line, each in lines.items()]


class ChangeForm(Form):
    """Other words."""

    question = HiddenField()
    text = LongTextField(
        _l("How you would say it"), [DataRequired(_l("Write the words you would rather see."))], most=MAX_QUOTE_CHARS
    )


class DelegateForm(Form):
    """Who else has to agree."""

    email = AddressField(_l("Their email address"), [DataRequired(_l("Enter the address of whoever has to agree."))])

    def validate_email(self, _field: AddressField) -> None:
        if not self.address:
            raise ValidationError(_("Email can't reach this address. Is there a typo?"))

    @property
    def address(self) -> str:
        """The typed address in its stored form; empty where it is none."""
        return normal_address(self.email.data or "") or ""


class IntroductionForm(Form):
    """Who somebody is to whom a link was passed on."""

    name = LineField(
        _l("Your name and what you do"),
        [DataRequired(_l("Say who you are: it's kept with the answer."))],
        most=160,
        description=_l("For example: Jana Kopp, press office"),
    )


class ReleaseForm(Form):
    """Making a quote available."""

    reason = LineField(_l("Why you release your own words"), most=300)
