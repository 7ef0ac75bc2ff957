"""The page by which somebody ends our mails, signed out, with the link that each of them carries."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...core.database import db, transaction
from ...core.forms import Form
from ...extensions import csrf
from ...members.links import find_link
from ...members.models import Member
from ..actions import stop_messages

notices = Blueprint("notices", __name__, url_prefix="/mails")


@notices.route("/stop/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask, and stop the mails when the button is pressed. Opening the page changes nothing."""
    member = _member_of(token)
    if member is None:
        return render_template("notices/gone.html"), 404
    form = Form()
    if form.sent():
        _stop(token)
        return redirect(url_for(".unsubscribe", token=token), 303)
    return render_template("notices/unsubscribe.html", member=member, form=form), form.status


@notices.route("/stop/<token>/now", methods=["GET", "POST"])
@csrf.exempt
def unsubscribe_one_click(token: str) -> ResponseReturnValue:
    """What a mail program calls (RFC 8058); a person who follows the same address gets the page."""
    if request.method != "POST":
        return redirect(url_for(".unsubscribe", token=token), 303)
    if not _stop(token):
        return render_template("notices/gone.html"), 404
    return "", 204


def _stop(token: str) -> bool:
    with transaction():
        member = _member_of(token)
        if member is not None:
            stop_messages(member)
    return member is not None


def _member_of(token: str) -> Member | None:
    link = find_link("unsubscribe", token)
    return db.session.get(Member, link.subject_id) if link else None
