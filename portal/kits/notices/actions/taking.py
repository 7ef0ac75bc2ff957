"""Taking mails that came in: answers go to the feature they are for, news of lost mails to the addresses' list."""

import hashlib

import structlog
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.mail import render_mail
from portal.ledger.outbox import post_mail
from portal.people.links import still_good
from portal.people.models import User

from ..contact_policy import suppressed
from ..lifecycle import MAIL_IN
from ..models import MailIn
from ..replies import HANDLERS
from .addresses import note_bounce
from .replying import PURPOSE

log = structlog.get_logger()
PAGE = 20
LETTER = "notices/mail/returned.txt"


class Returned(Exception):
    """The mail goes back. `words` says to its sender why; `reason` is for staff."""

    def __init__(self, words: str, reason: str) -> None:
        super().__init__(reason)
        self.words, self.reason = words, reason


def take_mails_in(page: int = PAGE) -> int:
    """Settle a page of mails that came in, each in a transaction of its own; how many."""
    waiting = select(MailIn.id).where(MailIn.settled_at.is_(None)).order_by(MailIn.id).limit(page)
    ids = db.session.scalars(waiting).all()
    db.session.rollback()
    return sum(_take(mail_id) for mail_id in ids)


def _take(mail_id: int) -> int:
    locked = select(MailIn).where(MailIn.id == mail_id, MailIn.settled_at.is_(None))
    locked = locked.with_for_update(skip_locked=True, of=MailIn).options(joinedload(MailIn.link))
    try:
        with transaction() as session:
            mail = session.scalar(locked)
            if mail is not None:
                _handle(mail)
        return 1 if mail is not None else 0
    except Returned as back:
        returned = back
    except DomainError as refusal:
        returned = Returned(refusal.message, "refused")
    except Exception as error:
        log.exception("mail_in.failed", mail=mail_id)
        _settle_anew(mail_id, "fail", repr(error)[:200])
        return 1
    # Whatever the handler had begun is undone; only that it came to nothing is kept.
    _settle_anew(mail_id, "return", returned.reason, words=returned.words)
    return 1


def _handle(mail: MailIn) -> None:
    if mail.kind != PURPOSE:
        noted = mail.address is not None and note_bounce(mail)
        _settle(mail, "take" if noted else "ignore", "" if noted else _("nothing follows from it"))
    elif mail.automatic:
        _settle(mail, "ignore", _("a machine wrote it"))
    else:
        _answer(mail)
        _settle(mail, "take", "")


def _answer(mail: MailIn) -> None:
    """Hand an answer to whoever takes it, if it comes from the one person whose address this is."""
    link = mail.link
    take = HANDLERS.get(link.purpose.partition(":")[2]) if link is not None else None
    if link is None or take is None or not still_good(link):
        raise Returned(_("The address that you wrote to is not in use any more."), "unknown address")
    user = db.session.scalar(select(User).where(User.email == link.recipient, User.active))
    if user is None or user.email != mail.sender:
        belongs = _("The address that you wrote to belongs to somebody else, or you wrote from another than yours.")
        raise Returned(belongs, "foreign sender")
    if not mail.text:
        raise Returned(_("We found no words of yours in it, only what you quoted."), "no words")
    take(user, link.subject_id, _words(mail), mail.message_id)


def _words(mail: MailIn) -> str:
    if not mail.attachments:
        return mail.text
    left_out = ngettext("An attachment was left out.", "%(num)d attachments were left out.", mail.attachments)
    return f"{mail.text}\n\n({left_out})"


def _settle(mail: MailIn, trigger: str, reason: str) -> None:
    mail.state, mail.reason, mail.settled_at, mail.text = MAIL_IN.after(mail.state, trigger), reason, now(), ""


def _settle_anew(mail_id: int, trigger: str, reason: str, *, words: str = "") -> None:
    with transaction() as session:
        mail = session.scalar(select(MailIn).where(MailIn.id == mail_id, MailIn.settled_at.is_(None)).with_for_update())
        if mail is None:
            return
        kept = mail.text
        if words:
            _send_back(mail, words)
        _settle(mail, trigger, reason)
        if trigger == "fail":
            mail.text = kept  # so that it can be tried again


def _send_back(mail: MailIn, words: str) -> None:
    """Say why it went back, once a day to one address at most, and to no machine."""
    if not mail.sender or mail.automatic or suppressed(mail.sender):
        return
    letter = render_mail(LETTER, reason=words, home_url=current_app.config["BASE_URL"], own_words=mail.text)
    whom = hashlib.sha256(mail.sender.encode()).hexdigest()[:32]
    post_mail(
        key=f"returned:{now().date()}>{whom}",
        recipient=mail.sender,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        category="service",
        sender_name=current_app.config["COMPANY_NAME"],
        headers={"Auto-Submitted": "auto-replied", "Return-Path": "<>"},
    )


def try_again(mail: MailIn) -> None:
    """Let a mail whose handler failed be handled once more."""
    mail.state, mail.settled_at, mail.reason = MAIL_IN.after(mail.state, "try_again"), None, ""
