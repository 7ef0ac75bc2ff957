"""The directory, a profile, and writing one's own."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.guards import signed_in
from portal.core.database import db
from portal.core.inputs import argument
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key
from portal.core.slots import panels
from portal.people.acting import actor
from portal.people.viewer import Viewer, viewer

from .actions import tell_of_oneself
from .forms import ProfileForm
from .models import Profile
from .queries import listed, offered_subjects, people_like, profile_of

blueprint = Blueprint("profiles", __name__)
ORDER = (By(Profile.folded), By(Profile.user_id))


def admitted(person: Viewer) -> bool:
    """Members, and staff who read the forum."""
    return person.is_member or person.may("forum.read")


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
    known = profile_of(viewer(), handle[:40])
    if known is None:
        abort(404)
    return render_template("profiles/profile.html", **known._asdict(), more=panels("profile", known.user))


@blueprint.route("/you/profile", methods=["GET", "POST"])
@signed_in
def own() -> ResponseReturnValue:
    """Write one's own profile, and be listed or not."""
    _admit()
    form = ProfileForm.of(viewer().user, db.session.get(Profile, viewer().id))
    subjects = {"helps": form.helps.data or "", "looks": form.looks.data or ""}
    listed = bool(form.listed.data)
    if not (
        form.sent()
        and form.submit(lambda: tell_of_oneself(actor(), form.about.data or "", subjects, listed=listed), at=form.helps)
    ):
        return render_template("profiles/own.html", form=form), form.status
    told = _("You're in the directory.") if form.listed.data else _("Saved. You're not in the directory.")
    flash(told, "success")
    return redirect(url_for("profiles.profile", handle=viewer().user.handle), 303)


def _admit() -> None:
    if not admitted(viewer()):
        abort(404)
