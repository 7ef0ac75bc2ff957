"""Taking one's data along, leaving, and coming back."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.confirming import confirmed
from portal.access.guards import members_only
from portal.access.sessions import forget_browser
from portal.core.files import file_path
from portal.core.filters import day
from portal.core.forms import Form
from portal.core.mail import sends_mail
from portal.core.perform import perform
from portal.kits.jobs.runner import AT_WORK
from portal.people.queries.staff import looking_after
from portal.people.viewer import the_member, viewer

from ..actions import ask_for_copy, leave, undo_leaving
from ..forms import LeaveForm
from ..models import Departure
from ..queries import departure_of_link, newest_copy
from ..what import what_goes, what_stays

blueprint = Blueprint("leaving", __name__)
PACE = 2


@blueprint.route("/you/leaving", methods=["GET", "POST"])
@members_only
@confirmed
def leaving() -> ResponseReturnValue:
    """What goes and what stays, a copy of it all, and the way out."""
    form = LeaveForm()
    if form.sent() and form.submit(lambda: leave(the_member(), viewer().user, posts=form.posts.data)):
        forget_browser()
        flash(_farewell(form.result), "success")
        return redirect(url_for("sign_in.sign_in"), 303)
    copy = newest_copy(viewer().id)
    pace = PACE if copy is not None and copy.status in AT_WORK else 0
    return render_template(
        "leaving/leaving.html",
        form=form,
        copy=copy,
        pace=pace,
        goes=what_goes(),
        stays=what_stays(),
        sends=sends_mail(),
    ), form.status


@blueprint.post("/you/copy")
@members_only
@confirmed
def ask_copy() -> ResponseReturnValue:
    """Let a copy be prepared."""
    return perform(
        lambda: ask_for_copy(the_member(), viewer().user),
        _("We're preparing your copy. It'll be ready on this page in a moment."),
        url_for("leaving.leaving"),
    )


@blueprint.get("/you/copy")
@members_only
@confirmed
def copy() -> Response:
    """The copy that was prepared last, as a file."""
    job = newest_copy(viewer().id)
    path = file_path(job.result["file"]) if job is not None and "file" in job.result else None
    if path is None or not path.is_file():
        abort(404)
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name="my-data.zip", max_age=0)


@blueprint.route("/stay/<token>", methods=["GET", "POST"])
def undo(token: str) -> ResponseReturnValue:
    """Stay, with the link in the email. Opening it alone changes nothing."""
    departure, form = departure_of_link(token), Form()
    if departure is None:
        return render_template("leaving/over.html"), 410
    if not (form.sent() and form.submit(lambda: undo_leaving(departure_of_link(token) or abort(410)))):
        return render_template("leaving/undo.html", form=form, departure=departure), form.status
    flash(
        _(
            "Good to have you back. Your old password no longer works: sign in with a link by email. Your quotes stay "
            "withdrawn, and private feeds need a new address."
        ),
        "success",
    )
    return redirect(url_for("sign_in.sign_in"), 303)


def _farewell(departure: Departure) -> str:
    """Until when they can change their mind, and how: by the link in the email, or, where none is sent, by a colleague
    who undoes it for them. Signed out, they find neither name nor address anywhere else.
    """
    until = day(departure.due_at)
    if sends_mail():
        return str(_("You've left. We've emailed you a link that undoes it until %(day)s.", day=until))
    near = looking_after(departure.member) if departure.member is not None else []
    name = next((user.name for user in near if user.active and user.is_staff), current_app.config["MAIL_FROM"])
    return str(_("You've left. You can change your mind until %(day)s: write to %(name)s.", day=until, name=name))
