"""The form of one's preferences: a row for each kind, and the rhythm of the digest."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from portal.core.forms import Form

from .queries.preferences import Preference

MAIL_LABELS = (("at_once", _l("Email me right away")), ("digest", _l("In the digest")), ("off", _l("No email")))
RHYTHM_LABELS = (
    ("weekly", _l("Once a week, on Tuesday morning")),
    ("daily", _l("Every morning")),
    ("none", _l("Never")),
)
RHYTHM_LABELS_OF_COLLEAGUES = (
    ("daily", _l("Every working day, in the morning")),
    ("weekly", _l("Once a week, on Tuesday morning")),
    ("none", _l("Never")),
)


def preferences_form(preferences: Sequence[Preference], rhythm: str, *, is_staff: bool) -> Form:
    """The form for these kinds, filled with what is wished now. Fields: rhythm, inbox_<kind>, mail_<kind>."""
    labels = RHYTHM_LABELS_OF_COLLEAGUES if is_staff else RHYTHM_LABELS

    class PreferencesForm(Form):
        rhythm = RadioField(_l("How often"), choices=lambda: list(labels))

    known: dict[str, Any] = {"rhythm": rhythm}
    for preference in preferences:
        name = preference.kind.name
        setattr(PreferencesForm, f"inbox_{name}", BooleanField(_l("In the inbox")))
        setattr(PreferencesForm, f"mail_{name}", SelectField(preference.kind.label, choices=lambda: list(MAIL_LABELS)))
        known |= {f"inbox_{name}": preference.inbox, f"mail_{name}": preference.mail}
    return PreferencesForm(data=known)
