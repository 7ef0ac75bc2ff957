"""What reaches one, and how: one page, for members and staff alike."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.guards import signed_in
from portal.core.database import transaction
from portal.core.menu import Entry, add_menu_entry
from portal.people.viewer import viewer

from ..actions.preferences import choose_rhythm, set_preference
from ..enough import A_DAY
from ..forms import preferences_form
from ..queries.preferences import offered_preferences, rhythm_of

blueprint = Blueprint("preferences", __name__, url_prefix="/you/notices")
add_menu_entry(Entry(_l("Notifications"), "preferences.preferences", "bell", 5, lambda _viewer: True, place="user"))


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def preferences() -> ResponseReturnValue:
    offered = offered_preferences(viewer())
    form = preferences_form(offered, rhythm_of(viewer().id), is_staff=viewer().is_staff)
    if not form.sent():
        you = {"member": viewer().member, "address": viewer().user.email, "a_day": A_DAY, "is_staff": viewer().is_staff}
        return render_template("notices/preferences.html", offered=offered, form=form, **you), form.status
    user = viewer().user
    with transaction():
        for preference in offered:
            name = preference.kind.name
            set_preference(user, name, inbox=form[f"inbox_{name}"].data, mail=form[f"mail_{name}"].data)
        choose_rhythm(user, form["rhythm"].data)
    flash(_("Saved. It applies from now on."), "success")
    return redirect(url_for("preferences.preferences"), 303)
