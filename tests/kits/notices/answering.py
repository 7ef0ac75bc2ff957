"""Answers to emails in a colleague's name, for tests: a letter, its answer sent to the receiver, what comes of it."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import file_path
from portal.kits.notices.actions import send_message
from portal.kits.notices.answers.ending import drop_forwarded
from portal.kits.notices.answers.forwarding import forward_answers
from portal.kits.notices.models import Answer
from portal.kits.tasks.actions import give_task
from portal.kits.tasks.models import Task
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail import send_due
from portal.ledger.outbox.mail.smtp import configured_transport
from portal.ledger.worker import drain
from portal.people.models import Member
from tests.letters import newest
from tests.mail_sink import Sink

PHOTO = bytes(range(256)) * 40


def a_letter(member: Member, writer: User | None, cause: str = "hello") -> str:
    """Write to a member in a colleague's name; the address that the answer goes to."""
    with transaction() as session:
        sender = session.get_one(User, writer.id) if writer else None
        send_message(session.get_one(Member, member.id), "thank_you", cause_key=cause, sender=sender)
    return str(newest(Mail.key == f"{cause}>{member.id}").reply_to)


def an_answer(sender: str, text: str = "Thank you, Priya.", name: str = "<1@orbit.example>") -> EmailMessage:
    """What a person writes back, with a photo."""
    mail = EmailMessage()
    mail["From"] = f"Mei Tanaka <{sender}>"
    mail["Subject"] = "Re: Thank you, Mei – ganz kurz"
    mail["Message-ID"] = name
    mail.set_content(f"{text}\n\n> A word from one person to another.\n")
    mail.add_attachment(PHOTO, maintype="image", subtype="png", filename="fax.png")
    mail.set_boundary("the same each time")
    return mail


def hand_in(port: int, mail: EmailMessage | bytes, address: str, sender: str | None = None) -> None:
    """Send it to the receiver as the mail server in front does."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
    envelope = sender if sender is not None else str(mail["From"]).rpartition("<")[2].rstrip(">")  # type: ignore[index]
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.sendmail(envelope, [address], raw)


def work() -> None:
    """What the worker does with it."""
    db.session.rollback()
    while forward_answers():
        pass
    drain()
    while send_due(configured_transport()):
        pass
    while drop_forwarded():
        pass
    db.session.rollback()


def last_answer() -> Answer:
    db.session.rollback()
    newest_first = select(Answer).order_by(Answer.id.desc()).limit(1).execution_options(populate_existing=True)
    return db.session.scalars(newest_first).one()


def files_kept() -> list[Path]:
    folder = file_path("answers")
    return sorted(folder.iterdir()) if folder.is_dir() else []


def a_waiting_task(member: Member, name: str = "still_there") -> int:
    with transaction() as session:
        row = session.get_one(Member, member.id)
        give_task(row, name, role="success", due_on=now().date(), key=f"{name}>{member.id}")
        return session.scalars(select(Task.id).where(Task.key == f"{name}>{member.id}")).one()


def history(member: Member) -> list[str]:
    """The verbs of a member's timeline, from the first that tests of answers are about."""
    db.session.rollback()
    lines = select(Activity.verb).where(Activity.member_id == member.id).order_by(Activity.id)
    return [verb for verb in db.session.scalars(lines) if verb in {"mail.answered", "task.done"}]


def forwards() -> list[Mail]:
    """The emails that forward answers."""
    db.session.rollback()
    mails = select(Mail).where(Mail.key.between("answer:", "answer;")).order_by(Mail.id)
    return list(db.session.scalars(mails.execution_options(populate_existing=True)))


def ours() -> str:
    return str(current_app.config["MAIL_FROM"])


def sent_on(sink: Sink) -> list[EmailMessage]:
    """What the mail server was given that forwards an answer."""
    return [mail for mail in sink.mails if mail["X-Fanfare-Forwarded"]]


def attachment_of(mail: EmailMessage) -> bytes | None:
    found = [part for part in mail.walk() if part.get_filename() == "fax.png"]
    return found[0].get_payload(decode=True) if found else None  # type: ignore[return-value]
