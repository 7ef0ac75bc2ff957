"""Closing a member's login, and opening it again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.access.owned import owned_by
from portal.core.perform import perform

from ...actions.closing import close_login_of, open_login_of
from ...forms.logins import CloseLoginForm
from ...logins import login_of
from ...queries.people import person_or_404
from ...viewer import viewer
from . import blueprint


@blueprint.route("/people/<int:member_id>/closing", methods=["GET", "POST"])
@may("people.edit")
@confirmed
def close_login(member_id: int) -> ResponseReturnValue:
    """Let them sign in no more, and say why."""
    member = person_or_404(member_id)
    login = login_of(member)
    if login is not None and not login.active and not login.reopens_by_link:
        flash(_("The login of %(name)s is closed already.", name=member.name), "info")
        return redirect(url_for("people.person", member_id=member_id), 303)
    form = CloseLoginForm(opens="them" if login is None or login.active else "staff")

    def act() -> None:
        by_link = form.opens.data == "them"
        close_login_of(person_or_404(member_id), viewer().user, form.because.data or "", reopens_by_link=by_link)

    if not (form.sent() and form.submit(act)):
        login = login_of(member)
        owned = owned_by(login.id) if login is not None else []
        page = render_template("people/people/close_login.html", form=form, member=member, login=login, owned=owned)
        return page, form.status
    flash(_("The login of %(name)s is closed. They are signed out everywhere.", name=member.name), "success")
    return redirect(url_for("people.person", member_id=member_id), 303)


@blueprint.post("/people/<int:member_id>/closing/end")
@may("people.edit")
@confirmed
def open_login(member_id: int) -> ResponseReturnValue:
    """Let them sign in again."""
    return perform(
        lambda: open_login_of(person_or_404(member_id), viewer().user),
        _("The login is open again. What ended when it was closed stays ended; open questions are asked again."),
        url_for("people.person", member_id=member_id),
    )
