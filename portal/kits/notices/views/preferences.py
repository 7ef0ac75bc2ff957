"""What reaches one, and how: one page, for members and staff alike."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.guards import signed_in
from portal.core.database import transaction
from portal.core.menu import Entry, add_menu_entry
from portal.people.viewer import viewer

from ..actions.preferences import choose_rhythm, wish
from ..forms import wishes_form
from ..queries.preferences import offered_wishes, rhythm_of

blueprint = Blueprint("wishes", __name__, url_prefix="/you/notices")
add_menu_entry(Entry(_l("What reaches you"), "wishes.wishes", "bell", 5, lambda _viewer: True, place="user"))


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def wishes() -> ResponseReturnValue:
    offered = offered_wishes(viewer())
    form = wishes_form(offered, rhythm_of(viewer().id))
    if not form.sent():
        you = {"member": viewer().member, "address": viewer().user.email}
        return render_template("notices/wishes.html", offered=offered, form=form, **you), form.status
    user = viewer().user
    with transaction():
        for found in offered:
            name = found.kind.name
            wish(user, name, inbox=form[f"inbox_{name}"].data, mail=form[f"mail_{name}"].data)
        choose_rhythm(user, form["rhythm"].data)
    flash(_("Saved. From now on it is as you say."), "success")
    return redirect(url_for("wishes.wishes"), 303)
