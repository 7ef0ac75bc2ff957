"""The page by which somebody ends our mails, signed out, with the link that each of them carries.

The link of an invitation or a question ends all such mails; that of a notice ends its own kind, or the digest.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.links import find_link
from portal.core.database import db, transaction
from portal.core.forms import Form
from portal.extensions import csrf
from portal.people.models import Member

from ..actions import end_mails, stop_messages
from ..actions.preferences import QUIET
from ..kinds import DIGEST, KINDS
from ..models import NoticePreference
from ..queries.preferences import rhythm_of

notices = Blueprint("notices", __name__, url_prefix="/mails")


@notices.route("/stop/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask, and stop the mails when the button is pressed. Opening the page changes nothing."""
    subject = _subject_of(token)
    if subject is None:
        return render_template("notices/gone.html"), 404
    form = Form()
    if form.sent():
        _stop(token)
        return redirect(url_for(".unsubscribe", token=token), 303)
    if isinstance(subject, Member):
        return render_template("notices/unsubscribe.html", member=subject, form=form), form.status
    kind = KINDS.get(subject.kind)
    ended = rhythm_of(subject.user_id) == "none" if subject.kind == DIGEST else subject.mail == "off"
    return render_template("notices/quiet.html", kind=kind, ended=ended, form=form), form.status


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
        subject = _subject_of(token)
        if isinstance(subject, Member):
            stop_messages(subject)
        elif subject is not None:
            end_mails(subject)
    return subject is not None


def _subject_of(token: str) -> Member | NoticePreference | None:
    """Whose mails the link ends, and which."""
    if link := find_link("unsubscribe", token):
        return db.session.get(Member, link.subject_id)
    if link := find_link(QUIET, token):
        return db.session.get(NoticePreference, link.subject_id)
    return None
