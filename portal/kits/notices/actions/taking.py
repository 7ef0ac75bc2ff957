"""Taking mails that came in: answers go to the feature they are for, news of lost mails to the addresses' list."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.access.links import still_good
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError
from portal.ledger.queue import Queue, claim, is_any_due

from ..answers.ending import note_lost
from ..answers.forwarding import is_forwarded
from ..lifecycle import MAIL_IN
from ..models import MailIn
from ..replies import HANDLERS
from .addresses import note_bounce
from .replying import PURPOSE
from .sending_back import owner_of, send_back

PAGE = 20


class Returned(Exception):
    """The mail was not taken. `message` says why to whom its address is for; `reason` is for staff."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(reason)
        self.message, self.reason = message, reason


def take_mails_in(page: int = PAGE) -> int:
    """Settle a page of mails that came in, each in a transaction of its own; how many."""
    return _QUEUE.settle_singly(page) if is_any_due(_due()) else 0


def _due() -> Select[MailIn]:
    return select(MailIn).where(MailIn.settled_at.is_(None)).order_by(MailIn.id)


def _take(page: int) -> list[MailIn]:
    return claim(_due().options(joinedload(MailIn.link)), page)


def _handle(mails: Sequence[MailIn]) -> None:
    for mail in mails:
        try:
            with db.session.begin_nested():
                _handle_one(mail)
        except Returned as returned:
            _return(mail, returned.message, returned.reason)
        except DomainError as refusal:
            _return(mail, refusal.message, "refused")


def _handle_one(mail: MailIn) -> None:
    if mail.kind != PURPOSE:
        noted = mail.address is not None and _note_report(mail)
        _settle(mail, "take" if noted else "ignore", "" if noted else _("nothing follows from it"))
    elif mail.automatic:
        _settle(mail, "ignore", _("a machine wrote it"))
    else:
        _answer(mail)


def _note_report(mail: MailIn) -> bool:
    """What follows from the news of a mail of ours. An answer that we forwarded says nothing of its reader's address:
    it may have been too large. Somebody else gets it."""
    if mail.mail is None or not is_forwarded(mail.mail):
        return note_bounce(mail)
    return mail.status.startswith("5.") and note_lost(mail.mail.id)


def _answer(mail: MailIn) -> None:
    """Hand an answer to whoever takes it, if it comes from the one person whose address this is."""
    link, user = mail.link, owner_of(mail.link)
    if link is None or user is None:
        _settle(mail, "ignore", _("nobody has the address it was sent to"))
        return
    if mail.sender != user.email:
        foreign = _("It came from a different email address than the one this message goes to.")
        raise Returned(foreign, "foreign sender")
    take = HANDLERS.get(link.purpose.partition(":")[2])
    if take is None or not still_good(link):
        raise Returned(_("The address you wrote to is no longer in use."), "ended address")
    if not mail.text:
        raise Returned(_("We found no text of yours in it, only what you quoted."), "no words")
    take(user, link.subject_id, _text(mail), mail.message_id)
    _settle(mail, "take", "")


def _text(mail: MailIn) -> str:
    if not mail.attachments:
        return mail.text
    left_out = ngettext("An attachment was left out.", "%(num)d attachments were left out.", mail.attachments)
    return f"{mail.text}\n\n({left_out})"


def _return(mail: MailIn, message: str, reason: str) -> None:
    """Whatever the handler had begun is undone; only that it came to nothing is kept."""
    send_back(mail, message)
    _settle(mail, "return", reason)


def _give_up(mail: MailIn, failure: Exception) -> bool:
    """A mail whose handler failed waits for a person, with its words, so that it can be tried again."""
    if mail.settled_at is None:
        kept = mail.text
        _settle(mail, "fail", repr(failure)[:200])
        mail.text = kept
    return True


def _settle(mail: MailIn, trigger: str, reason: str) -> None:
    mail.state, mail.reason, mail.settled_at, mail.text = MAIL_IN.after(mail.state, trigger), reason, now(), ""


_QUEUE: Queue[MailIn] = Queue("mails in", take=_take, settle=_handle, fail=_give_up)


def try_again(mail: MailIn) -> None:
    """Let a mail whose handler failed be handled once more."""
    mail.state, mail.settled_at, mail.reason = MAIL_IN.after(mail.state, "try_again"), None, ""
