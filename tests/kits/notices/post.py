"""Mails that come in, for tests: written, received as the server would, and taken by the worker."""

from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.notices.actions.taking import take_mails_in
from portal.kits.notices.incoming.keeping import keep_mail
from portal.kits.notices.models import MailIn
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import post_mail
from portal.ledger.outbox.mail.return_path import return_path
from tests.letters import letters, reply_address

DOMAIN = "in.northwind.example"
Taken = tuple[int, int, str, str]
"""Whose answer a feature took, about what, its text, and the name of the mail."""


def a_reply(sender: str, text: str = "We scan them.", *, message_id: str = "<1@orbit.example>") -> EmailMessage:
    """An answer as a person's mail program would send it."""
    mail = EmailMessage()
    mail["From"] = f"Mei Tanaka <{sender}>"
    mail["Subject"] = "Re: Faxes"
    mail["Message-ID"] = message_id
    mail.set_content(text)
    return mail


def address_for(user: User, thing_id: int) -> str:
    with transaction():
        address = reply_address(user.id, ("thing", thing_id))
    assert address
    return address


def received(mail: EmailMessage | MIMEMultipart, *recipients: str, envelope_from: str | None = None) -> bool:
    """Keep the mail as the server does and let the worker take it; False if it was there before."""
    sender = mail["From"].rpartition("<")[2].rstrip(">") if envelope_from is None else envelope_from
    kept = keep_mail(mail.as_bytes(), sender, list(recipients))
    while take_mails_in():
        pass
    return kept


def last_in() -> MailIn:
    db.session.rollback()
    return db.session.scalars(select(MailIn).order_by(MailIn.id.desc()).limit(1)).one()


def mails_to(address: str) -> list[Mail]:
    db.session.rollback()
    return letters(Mail.recipient == address)


def a_sent_mail(recipient: str, key: str = "x") -> str:
    """Where the news of a mail of ours to this recipient would come back to."""
    with transaction():
        post_mail(
            key=f"{key}>{recipient}",
            recipient=recipient,
            subject="s",
            text="t",
            html="h",
            category="service",
            sender_name="N",
        )
    mail_id = db.session.scalars(select(Mail.id).order_by(Mail.id.desc()).limit(1)).one()
    address = return_path(mail_id)
    assert address
    return address


def a_report(status: str, action: str = "failed", *, message_id: str = "<dsn@relay.example>") -> MIMEMultipart:
    """A report that a mail was not delivered (RFC 3464)."""
    report = _report("delivery-status", message_id)
    part = MIMEBase("message", "delivery-status")
    part.set_payload(
        [
            _block("Reporting-MTA: dns; relay.example"),
            _block(f"Final-Recipient: rfc822; somebody@else.example\nAction: {action}\nStatus: {status}"),
        ]
    )
    report.attach(part)
    return report


def a_complaint() -> MIMEMultipart:
    """A complaint that a mail was not wanted (RFC 5965)."""
    report = _report("feedback-report", "<arf@provider.example>")
    part = MIMEBase("message", "feedback-report")
    part.set_payload([_block("Feedback-Type: abuse\nVersion: 1")])
    report.attach(part)
    return report


def _report(kind: str, message_id: str) -> MIMEMultipart:
    report = MIMEMultipart("report", report_type=kind)
    report["From"] = "MAILER-DAEMON@relay.example"
    report["Message-ID"] = message_id
    report.attach(MIMEText("Your mail could not be delivered."))
    return report


def _block(text: str) -> EmailMessage:
    block = EmailMessage()
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        block[name] = value
    return block
