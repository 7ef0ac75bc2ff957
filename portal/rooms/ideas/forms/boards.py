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

    name = LineField(_l("Name"), [DataRequired(_l("Enter a name for the board."))], most=MAX_NAME_CHARS)
    icon = SelectField(_l("Picture"), choices=lambda: list(ICONS.items()))
    members_create = BooleanField(_l("Members can suggest"))
    members_vote = BooleanField(_l("Members can vote"))
    members_comment = BooleanField(_l("Members can comment"))
    create = AudienceField(_l("Who can suggest"))
    vote = AudienceField(_l("Who can vote"))
    comment = AudienceField(_l("Who can comment"))
    owners = Checkboxes(_l("Who answers here"), coerce=int)
    answer_hours = NumberField(
        _l("First-reply target (hours)"),
        [Optional(), NumberRange(1, MAX_ANSWER_HOURS)],
        description=_l("Empty: no deadline."),
    )
    vote_budget = NumberField(
        _l("Votes per member"),
        [Optional(), NumberRange(1, MAX_VOTE_BUDGET)],
        description=_l("Empty: as many as they like. A vote comes back when its idea is decided."),
    )
