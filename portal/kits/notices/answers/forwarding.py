"""Forwarding answers: noted for the member where they are theirs, and put into the outbox for whom they are for."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.mail import MailText, render_mail
from portal.core.urls import mail_url
from portal.kits.tasks.settling import settle_tasks
from portal.ledger.ledger import record
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import add_mails_to_others, post_mail
from portal.ledger.queue import Backoff, Queue, claim, is_any_due

from ..lifecycle import ANSWER
from ..models import Answer, AnswerAddress
from ..verbs import MAIL_ANSWERED
from .enclosing import enclosure_of
from .keeping import FORWARDED
from .marks import MARKS
from .receivers import Receiver, receivers_of

PAGE = 20
KEY = "answer:"
add_mails_to_others(f"{KEY}%")
BACKOFF = Backoff((timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)))
"""It is tried for as long as it takes: what somebody wrote to a colleague does not end with a fault of ours."""


def forward_answers(page: int = PAGE) -> int:
    """Settle a page of answers that came in, each in a transaction of its own; how many."""
    return _QUEUE.settle_singly(page) if is_any_due(_due()) else 0


def is_forwarded(mail: Mail) -> bool:
    """Whether this email forwards an answer."""
    return mail.key.startswith(KEY)


def _due() -> Select[Answer]:
    waiting = select(Answer).where(Answer.state == ANSWER.initial, Answer.next_at <= now())
    return waiting.order_by(Answer.next_at, Answer.id)


def _take(page: int) -> list[Answer]:
    people = joinedload(Answer.address)
    return claim(_due().options(people.joinedload(AnswerAddress.writer), people.joinedload(AnswerAddress.member)), page)


def _settle(answers: Sequence[Answer]) -> None:
    for answer in answers:
        if not answer.times and not answer.mark:
            note_answer(answer)
        forward(answer)


def _later(answer: Answer, _failure: Exception) -> bool:
    answer.attempts += 1
    answer.next_at = BACKOFF.next_at(answer.attempts)
    return False


_QUEUE: Queue[Answer] = Queue("answers", take=_take, settle=_settle, fail=_later)


def note_answer(answer: Answer) -> None:
    """The member has written to us: it is contact, stands in their history, and settles what waited for it."""
    member, at = answer.address.member, answer.received_at
    member.last_touch_at = max(member.last_touch_at or at, at)
    record(MAIL_ANSWERED, member=member, about=answer, occurred_at=at)
    settle_tasks(member, MAIL_ANSWERED, _("They wrote back."))


def forward(answer: Answer) -> None:
    """Pass it on to the first of those whom it may go to that it was not sent to before."""
    tried = _sent_before(answer)
    receiver = next((each for each in receivers_of(answer.address) if each.email not in tried), None)
    if receiver is None:
        answer.state = ANSWER.after(answer.state, "give_up")
        return
    answer.times += 1
    _post(answer, receiver, f"{KEY}{answer.id}:{answer.times}", tried[-1] if tried else "")
    answer.to_user_id = receiver.user.id if receiver.user else None
    answer.state = ANSWER.after(answer.state, "forward")


def _sent_before(answer: Answer) -> list[str]:
    """The addresses that it was sent to, in that order."""
    start = f"{KEY}{answer.id}:"
    sent = select(Mail.recipient).where(Mail.key.between(start, f"{start}:")).order_by(Mail.id)
    return list(db.session.scalars(sent))


def _post(answer: Answer, receiver: Receiver, key: str, before: str) -> None:
    letter, enclosed = _letter(answer, before), enclosure_of(answer)
    post_mail(
        key=key,
        recipient=receiver.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        category="service",
        member_id=answer.member_id,
        sender_name=f"{_sender(answer)} · {current_app.config['COMPANY_NAME']}"[:120],
        reply_to=answer.sender or None,
        headers={FORWARDED: current_app.config["MAIL_IN_DOMAIN"], "X-Auto-Response-Suppress": "All"},
        enclosed=enclosed,
    )
    answer.mail_id = db.session.scalars(select(Mail.id).where(Mail.key == key)).one()


def _letter(answer: Answer, before: str) -> MailText:
    member, mark = answer.address.member, MARKS.get(answer.mark)
    about = db.session.scalar(select(Mail.subject).where(Mail.key == answer.address.mail_key)) or ""
    subject = answer.subject or (_("Re: %(subject)s", subject=about) if about else _("An answer to our email"))
    return render_mail(
        "notices/mail/answered.txt",
        subject=str(mark.subject % {"subject": subject}) if mark else subject,
        note=mark.sentence if mark else "",
        answer=answer,
        member=member,
        about=about,
        before=before,
        url=mail_url("people.person", member_id=member.id),
    )


def _sender(answer: Answer) -> str:
    """As whose it is shown: the name of a member only where it is theirs."""
    return answer.address.member.name if not answer.mark else answer.sender or _("Unknown sender")
