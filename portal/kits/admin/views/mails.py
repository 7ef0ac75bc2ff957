"""Every mail that was written: where it stands, what it says, and what to do about those that did not arrive."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.inputs import argument
from portal.core.mail import sends_mail
from portal.core.paging import By, page_by_key
from portal.ledger.lifecycle import OUTGOING
from portal.ledger.models import Mail
from portal.ledger.outbox.deciding import note_arrival, send_again

from ..queries import STATES, mail_counts, mails_in, readable_subject, readable_text, without_links
from .blueprint import blueprint

STATE_LABELS = {state: _l(OUTGOING.labels[state]) for state in STATES}
NEWEST = (By(Mail.id, descending=True),)


@blueprint.get("/mails")
@may("admin.read")
def mails() -> ResponseReturnValue:
    chosen = argument("state")
    state = chosen if chosen in STATES else None
    page = page_by_key(mails_in(state), NEWEST, request.args.get("page"))
    return render_template(
        "admin/mails.html",
        page=page,
        subjects={mail.id: readable_subject(mail, current_user.user.email) for mail in page.rows},
        state=state,
        labels=STATE_LABELS,
        counts=mail_counts(),
        sends=sends_mail(),
    )


@blueprint.get("/mails/<int:mail_id>")
@may("admin.read")
def mail(mail_id: int) -> ResponseReturnValue:
    row = db.session.get(Mail, mail_id) or abort(404)
    return render_template(
        "admin/mail.html",
        mail=row,
        subject=readable_subject(row, current_user.user.email),
        text=readable_text(row, current_user.user.email),
        reply_to=without_links(row.reply_to or ""),
        labels=STATE_LABELS,
    )


@blueprint.post("/mails/<int:mail_id>/again")
@may("admin.edit")
def again(mail_id: int) -> ResponseReturnValue:
    with transaction():
        send_again(_stuck_mail(mail_id, "send_again"))
    return _back(mail_id, _("It goes out again with the next batch."))


@blueprint.post("/mails/<int:mail_id>/arrival")
@may("admin.edit")
def arrived(mail_id: int) -> ResponseReturnValue:
    with transaction():
        note_arrival(_stuck_mail(mail_id, "note_arrival"))
    return _back(mail_id, _("Marked as arrived."))


def _stuck_mail(mail_id: int, trigger: str) -> Mail:
    row = db.session.get(Mail, mail_id, with_for_update=True) or abort(404)
    if not OUTGOING.allows(row.state, trigger):
        raise DomainError(_("Somebody else has settled this email already."))
    return row


def _back(mail_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("admin.mail", mail_id=mail_id), 303)
