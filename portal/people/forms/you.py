"""What members say of themselves: the welcome's four steps, and their own page."""

from functools import cache
from importlib.resources import files
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional, ValidationError

from portal.core.clock import now
from portal.core.forms import Form, LineField, LongTextField, one_of

from ..actions.welcome import Details

INCENTIVES = {
    "first_look": _l("A first look at what's new, and a say in it"),
    "meet_peers": _l("Meeting people who do the same work"),
    "be_seen": _l("Being seen for what I do well"),
    "thank_you": _l("A heartfelt thank-you"),
    "just_fix_my_thing": _l("Just fix my thing"),
}


class ZoneField(SelectField):
    """A time zone, grouped by its part of the world; none for the portal's own."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, choices=zone_choices, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """An empty choice is no zone."""
        self.data = (valuelist[0] if valuelist else "") or None

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is not on the list."""
        if self.data is not None and self.data not in _zones():
            raise ValidationError(_("Choose a zone from the list."))


class WorthwhileForm(Form):
    """Step 1: what would make this worthwhile."""

    incentive = RadioField(
        _l("What would make this worth your time?"),
        choices=lambda: {value: str(label) for value, label in INCENTIVES.items()},
        validators=[Optional(), one_of(INCENTIVES)],
        validate_choice=False,
    )
    wants = LongTextField(_l("In your own words"), most=2_000)


class UsesForm(Form):
    """Step 2: how they use us, what worries them."""

    uses_us_for = LongTextField(_l("What do you use us for?"), most=2_000)
    worries = LongTextField(_l("What worries you, about us or in your work?"), most=2_000)


class DetailsForm(Form):
    """Step 3, and the page for one's details: who they are."""

    given_name = LineField(_l("First name"), [DataRequired(_l("Enter your first name."))], most=120)
    family_name = LineField(_l("Last name"), most=120)
    job_title = LineField(_l("What you do"), most=160)
    time_zone = ZoneField(_l("Time zone"))
    takes_no_gifts = BooleanField(_l("I can't accept gifts"))

    def details(self) -> Details:
        """What was typed, for the action."""
        return Details(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            job_title=self.job_title.data or "",
            time_zone=self.time_zone.data,
            takes_gifts=not self.takes_no_gifts.data,
        )


class LastQuestionForm(Form):
    """Step 4: one question from us."""

    how_we_help = LongTextField(_l("What is the one thing we should never take away?"), most=2_000)


class NewJobForm(Form):
    """A new employer."""

    company = LineField(_l("Where do you work now?"), [DataRequired(_l("Enter the company's name."))], most=200)
    job_title = LineField(_l("What do you do there?"), most=160)
    since = DateField(_l("Since when?"), [DataRequired(_l("Enter the day you started, roughly."))])

    def validate_since(self, field: DateField) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > now().date():
            raise ValidationError(_("That date is in the future. Tell us once you've started."))


def zone_choices() -> dict[str, str | dict[str, str]]:
    """Every zone by its part of the world, for a select; first of all the portal's own."""
    usual = _("Not sure: same as the community, %(zone)s", zone=current_app.config["TIME_ZONE"])
    groups: dict[str, dict[str, str]] = {}
    for zone in _zones():
        part, _slash, place = zone.partition("/")
        groups.setdefault(part, {})[zone] = place.replace("_", " ").replace("/", ", ")
    return {"": str(usual), **groups}


@cache
def _zones() -> tuple[str, ...]:
    """The zones of the time zone database's own table."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    return tuple(sorted({line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}))
