"""Writing to a member, or keeping the reason why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from portal.access.links import mail_link
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.mail import MailText, render_mail
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import post_mail, withdraw_mail
from portal.people.actions.preferences import stop_promotion
from portal.people.answers import reply_to
from portal.people.models import Member

from ..contact_policy import REASONS, Limits, civil_hour, over_budget, refusal
from ..letters import OPTIONAL, TEMPLATES, Letter
from ..models import HeldBack
from .unsubscribing import unsubscribing_by

LONGEST_CAUSE = 100
Context = Mapping[str, object] | Callable[[], Mapping[str, object]]


@dataclass(frozen=True)
class Outcome:
    """What the contact policy decided. `reason` is a key of rules.REASONS when the mail was held back."""

    posted: bool
    reason: str | None = None
    due_at: datetime | None = None

    @property
    def why(self) -> str:
        """The reason in words; empty when the mail is on its way."""
        return str(REASONS[self.reason]) if self.reason else ""


def send_message(
    member: Member,
    template: str,
    *,
    cause_key: str,
    category: str | None = None,
    sender: User | None = None,
    context: Context | None = None,
    due_at: datetime | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Put a mail into the outbox, at an hour that suits the member, or keep why it was held back.

    The same `cause_key` (at most 100 characters) never writes twice to one member. `category` is the letter's own
    unless given. A callable `context` is asked only when the mail is written. What happened long ago and was only
    brought in now writes to nobody: do not call this for historic lines.
    """
    letter, limits = TEMPLATES[template], limits or Limits()
    category = category or letter.category
    _check_length(cause_key)
    lock_member_row(member)
    if (decided := _decided(member, cause_key)) is not None:
        return decided
    due_at = civil_hour(member, category, due_at or now(), limits)
    reason = _reason_against(member, category, due_at, limits)
    if reason is not None:
        return hold_back(member, template, cause_key=cause_key, category=category, reason=reason)
    values = context() if callable(context) else context or {}
    _post(member, letter, values, cause_key=cause_key, category=category, sender=sender or member.owner, due_at=due_at)
    return Outcome(True, due_at=due_at)


def hold_back(member: Member, template: str, *, cause_key: str, category: str, reason: str) -> Outcome:
    """Note that a mail was not written, so that staff can see it."""
    row = {"member_id": member.id, "template": template, "category": category, "reason": reason}
    insert_or_ignore(HeldBack, [row | {"cause_key": cause_key, "at": now()}])
    return Outcome(False, reason)


def withdraw_message(member: Member, cause_key: str, reason: str) -> None:
    """Keep back a mail that still waits; one that is already on its way stays on it."""
    withdraw_mail(_mail_key(member, cause_key), reason)


def stop_messages(member: Member) -> None:
    """Send this person nothing optional from now on, under whichever of their records. Twice is as good as once."""
    record_of: Member | None = member
    while record_of is not None:
        stop_promotion(record_of)
        record_of = db.session.get(Member, record_of.merged_into_id) if record_of.merged_into_id else None


def lock_member_row(member: Member) -> None:
    """Decide for one member once at a time, on what is true now; two workers would each find the budget free."""
    row = select(Member).where(Member.id == member.id).with_for_update(key_share=True, of=Member)
    db.session.scalars(row.execution_options(populate_existing=True)).one()


def _check_length(cause_key: str) -> None:
    if len(cause_key) > LONGEST_CAUSE:
        raise ValueError(f"a cause of {len(cause_key)} characters is too long")


def _reason_against(member: Member, category: str, due_at: datetime, limits: Limits) -> str | None:
    reason = refusal(member, category)
    return "budget" if reason is None and over_budget(member, category, due_at, limits.messages) else reason


def _decided(member: Member, cause_key: str) -> Outcome | None:
    held = select(HeldBack.reason).where(HeldBack.member_id == member.id, HeldBack.cause_key == cause_key)
    reason = db.session.scalar(held)
    if reason is not None:
        return Outcome(False, reason)
    due_at = db.session.scalar(select(Mail.due_at).where(Mail.key == _mail_key(member, cause_key)))
    return Outcome(True, due_at=due_at) if due_at is not None else None


def _post(
    member: Member,
    letter: Letter,
    values: Mapping[str, object],
    *,
    cause_key: str,
    category: str,
    sender: User | None,
    due_at: datetime,
) -> None:
    signature = sender.name if sender else current_app.config["COMPANY_NAME"]
    stop_url, headers = _way_out(member) if category in OPTIONAL else (None, {})
    mail = _render(letter, {**values, "member": member, "signature": signature, "stop_url": stop_url})
    key = _mail_key(member, cause_key)
    post_mail(
        key=key,
        recipient=member.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category=category,
        sender_name=signature,
        member_id=member.id,
        reply_to=reply_to(sender, member, key),
        headers=headers,
        due_at=due_at,
    )


def _render(letter: Letter, values: Mapping[str, object]) -> MailText:
    if letter.needs - set(values):
        raise ValueError(f"{letter.name} needs {', '.join(sorted(letter.needs - set(values)))}")
    return render_mail(letter.path, **values, home_url=f"{current_app.config['BASE_URL']}/")


def _way_out(member: Member) -> tuple[str, dict[str, str]]:
    _link, placeholder = mail_link("unsubscribe", member.id, member.email, member_id=member.id)
    return unsubscribing_by(placeholder)


def _mail_key(member: Member, cause_key: str) -> str:
    return f"{cause_key}>{member.id}"
