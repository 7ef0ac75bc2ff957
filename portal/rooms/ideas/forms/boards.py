"""What a board is, and whom it is for."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Form, LineField, WordsField

from ..actions.boards import MOST_BUDGET, MOST_HOURS

TONES = ("brand", "blue", "teal", "green", "orange", "pink", "purple", "yellow")
ICONS = ("bulb", "rocket", "tools", "plug-connected", "shield-lock", "flask", "puzzle", "sparkles", "device-mobile")


class Checkboxes(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BoardForm(Form):
    """What a board is, and whom it is for. Lists are of companies and countries, never of score or stage."""

    name = LineField(_l("Name"), [DataRequired(_l("Give the board a name."))], most=80)
    description = WordsField(_l("What belongs here"), [Length(max=500)], most=500)
    tone = SelectField(_l("Colour"), choices=lambda: [(tone, _tone_words()[tone]) for tone in TONES])
    icon = SelectField(_l("Picture"), choices=lambda: [(icon, icon.replace("-", " ")) for icon in ICONS])
    members_create = BooleanField(_l("Members may suggest"))
    members_vote = BooleanField(_l("Members may vote"))
    members_comment = BooleanField(_l("Members may comment"))
    agreement = SelectField(_l("Agreement that is signed first"), coerce=int)
    owners = Checkboxes(_l("Who of us answers here"), coerce=int)
    answer_hours = IntegerField(
        _l("Hours until a new idea hears from us"),
        [Optional(), NumberRange(1, MOST_HOURS)],
        description=_l("Empty: no clock."),
    )
    vote_budget = IntegerField(
        _l("Votes that a member can have open here at once"),
        [Optional(), NumberRange(1, MOST_BUDGET)],
        description=_l("Empty: as many as they like. A vote comes back when its idea is decided."),
    )


def _tone_words() -> dict[str, Any]:
    return {
        "brand": _("Our colour"),
        "blue": _("Blue"),
        "teal": _("Teal"),
        "green": _("Green"),
        "orange": _("Orange"),
        "pink": _("Pink"),
        "purple": _("Purple"),
        "yellow": _("Yellow"),
    }
