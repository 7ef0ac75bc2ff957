"""The form of one's wishes: a row for each kind, and the rhythm of the digest."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from portal.core.forms import Form

from .queries.preferences import Wish

MAIL_LABELS = (("at_once", _l("Mail at once")), ("digest", _l("In the digest")), ("off", _l("No mail")))
RHYTHM_LABELS = (
    ("weekly", _l("Once a week, on Tuesday morning")),
    ("daily", _l("Every morning")),
    ("none", _l("Never")),
)


def wishes_form(wishes: Sequence[Wish], rhythm: str) -> Form:
    """The form for these kinds, filled with what is wished now. Fields: rhythm, inbox_<kind>, mail_<kind>."""

    class WishesForm(Form):
        rhythm = RadioField(_l("How often"), choices=lambda: list(RHYTHM_LABELS))

    known: dict[str, Any] = {"rhythm": rhythm}
    for found in wishes:
        name = found.kind.name
        setattr(WishesForm, f"inbox_{name}", BooleanField(_l("In the inbox")))
        setattr(WishesForm, f"mail_{name}", SelectField(found.kind.label, choices=lambda: list(MAIL_LABELS)))
        known |= {f"inbox_{name}": found.inbox, f"mail_{name}": found.mail}
    return WishesForm(data=known)
