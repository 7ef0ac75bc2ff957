"""What is said when somebody leaves: whether their posts stay, that they know what goes, and a colleague's reason."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired

from portal.core.forms import Form, LineField

OWN = {
    "stay": _l("Keep what I wrote in the community, under “a former member”"),
    "go": _l("Remove what I wrote in the community as well"),
}
THEIRS = {
    "stay": _l("Keep what they wrote in the community, under “a former member”"),
    "go": _l("Remove what they wrote in the community as well"),
}


class LeaveForm(Form):
    """A member's own."""

    posts = RadioField(_l("Your posts, comments and ideas"), choices=lambda: list(OWN.items()), default="stay")
    understood = BooleanField(
        _l("I understand that everything about me is deleted after seven days"),
        [DataRequired(_l("Tick this box if you want to leave."))],
    )


class EraseForm(Form):
    """A colleague's, about somebody else."""

    because = LineField(
        _l("Why should this person be erased?"),
        [DataRequired(_l("Say why, for colleagues who look at this later."))],
        most=500,
    )
    posts = RadioField(_l("Their posts, comments and ideas"), choices=lambda: list(THEIRS.items()), default="stay")
