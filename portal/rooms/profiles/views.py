"""The directory, a profile, and writing one's own."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import argument
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key
from portal.core.slots import panels
from portal.people.access import Viewer, signed_in, viewer
from portal.people.models import User

from .actions import tell_of_oneself
from .forms import ProfileForm
from .models import Profile
from .queries import listed, offered_subjects, people_like, profile_of

blueprint = Blueprint("profiles", __name__)
ORDER = (By(Profile.folded), By(Profile.user_id))


def admitted(found: Viewer) -> bool:
    """Members, and staff who read the forum."""
    return found.is_member or found.may("forum.read")


add_menu_entry(Entry(_l("Members"), "profiles.directory", "users", 20, admitted, place="user"))


@blueprint.get("/members")
@signed_in
def directory() -> ResponseReturnValue:
    """Everybody who wants to be found."""
    _admit()
    words, helps = argument("q", 80), argument("helps", 60)
    page = page_by_key(listed(words, helps), ORDER, request.args.get("page"))
    mine = db.session.get(Profile, viewer().id)
    return render_template(
        "profiles/directory.html",
        page=page,
        words=words,
        helps=helps,
        subjects=offered_subjects(),
        alike=people_like(viewer()) if not (words or helps) else [],
        listed=bool(mine and mine.listed),
    )


@blueprint.get("/members/<handle>")
@signed_in
def profile(handle: str) -> ResponseReturnValue:
    """What somebody says of themselves; 404 for whoever does not want to be known to the viewer."""
    _admit()
    found = profile_of(viewer(), handle[:40])
    if found is None:
        abort(404)
    user, told = found
    return render_template("profiles/profile.html", user=user, profile=told, more=panels("profile", user))


@blueprint.route("/you/profile", methods=["GET", "POST"])
@signed_in
def own() -> ResponseReturnValue:
    """Write one's own profile, and be listed or not."""
    _admit()
    form = ProfileForm.of(viewer().user, db.session.get(Profile, viewer().id))
    if not form.sent():
        return render_template("profiles/own.html", form=form), form.status
    subjects = {"helps": form.helps.data or "", "looks": form.looks.data or ""}
    try:
        with transaction() as session:
            user = session.get_one(User, viewer().id)
            tell_of_oneself(user, form.about.data or "", subjects, listed=bool(form.listed.data))
    except Refused as refusal:
        form.helps.errors = [refusal.message]
        return render_template("profiles/own.html", form=form), refusal.status
    told = _("You stand in the directory.") if form.listed.data else _("Saved. You do not stand in the directory.")
    flash(told, "success")
    return redirect(url_for("profiles.profile", handle=viewer().user.handle), 303)


def _admit() -> None:
    if not admitted(viewer()):
        abort(404)
