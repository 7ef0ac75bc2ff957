"""What a board is, and whom it is for."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from portal.core.forms import Checkboxes, LineField, NumberField
from portal.kits.admission.forms import AudienceField, SpaceForm
from portal.kits.admission.spaces import MAX_NAME_CHARS

from ..actions.boards import MAX_ANSWER_HOURS, MAX_VOTE_BUDGET

ICONS = {
    "bulb": _l("bulb"),
    "rocket": _l("rocket"),
    "tools": _l("tools"),
    "plug-connected": _l("plug connected"),
    "shield-lock": _l("shield lock"),
    "flask": _l("flask"),
    "puzzle": _l("puzzle"),
    "sparkles": _l("sparkles"),
    "device-mobile": _l("device mobile"),
}


class BoardForm(SpaceForm):
    """What a board is, and whom it is for. Lists are of companies and countries, never of score or stage."""

    name = LineField(_l("Name"), [DataRequired(_l("Give the board a name."))], most=MAX_NAME_CHARS)
    icon = SelectField(_l("Picture"), choices=lambda: list(ICONS.items()))
    members_create = BooleanField(_l("Members may suggest"))
    members_vote = BooleanField(_l("Members may vote"))
    members_comment = BooleanField(_l("Members may comment"))
    create = AudienceField(_l("Who may suggest"))
    vote = AudienceField(_l("Who may vote"))
    comment = AudienceField(_l("Who may comment"))
    owners = Checkboxes(_l("Who of us answers here"), coerce=int)
    answer_hours = NumberField(
        _l("Hours until a new idea hears from us"),
        [Optional(), NumberRange(1, MAX_ANSWER_HOURS)],
        description=_l("Empty: no clock."),
    )
    vote_budget = NumberField(
        _l("Votes that a member can have open here at once"),
        [Optional(), NumberRange(1, MAX_VOTE_BUDGET)],
        description=_l("Empty: as many as they like. A vote comes back when its idea is decided."),
    )
