"""Who gets what a colleague owns: one for all of it, or one for each kind."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # its types lag behind

from portal.core.forms import Form

from ..models import User
from ..owned import ALL, Owned, heirs_for


class HandOverForm(Form):
    """One choice for everything; another for a kind goes before it."""

    def heirs(self, owned: Sequence[Owned]) -> dict[str, int]:
        """Who gets each kind, as far as somebody was chosen."""
        chosen = {kind: self[kind].data for kind in (ALL, *(each.work.kind for each in owned))}
        return {kind: heir for kind, heir in chosen.items() if heir}


def hand_over_form(leaving: User, owned: Sequence[Owned], among: Sequence[User]) -> HandOverForm:
    """The form for what this colleague owns: each choice has those who may do it."""
    everybody = heirs_for(leaving, among, "")
    fields: dict[str, Any] = {ALL: _choice(_l("Who takes over everything"), _("Choose a colleague"), everybody)}
    for work, count in owned:
        able = heirs_for(leaving, among, work.needs)
        fields[work.kind] = _choice(f"{work.label} ({count})", _("The same colleague"), able)
    form: HandOverForm = type("HandOver", (HandOverForm,), fields)()
    return form


def _choice(label: Any, nobody: str, users: Sequence[User]) -> SelectField:
    choices = [SelectChoice(0, nobody), *(SelectChoice(user.id, user.name) for user in users)]
    return SelectField(label, choices=choices, coerce=int, default=0)
