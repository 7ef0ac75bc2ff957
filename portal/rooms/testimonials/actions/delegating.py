"""Somebody else at the customer's has to agree: they can read the question and answer it, and nothing else."""

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from portal.access.links import mail_link, make_link
from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.mail import render_mail
from portal.core.text import one_line
from portal.core.urls import mail_url
from portal.kits.notices.contact_policy import suppressed
from portal.ledger.ledger import record
from portal.ledger.outbox.mail import add_mails_to_others, post_mail
from portal.people.answers import reply_to
from portal.people.queries.addresses import why_fallen

from ..asked_for import Ask
from ..letters import QUOTE_DELEGATE
from ..models import ApprovalRequest, Delegate, TestimonialVersion
from ..time_left import is_over
from ..verbs import TESTIMONIAL_DELEGATED
from .steps import lock_rows
from .wording import letter_about

DELEGATE, HANDED_ON = "quote-delegate", "quote-handed-on"
"""The purposes of a link to one person, and of one for whoever says who they are."""
NAMED = f"{DELEGATE}:"
"""How the causes of emails to those who were named begin; their number follows."""
add_mails_to_others(f"{NAMED}%")
MAX_NAMED = 5
"""For one question: a company has no more press offices, and nobody's spam leaves through us."""
MAX_INTRODUCED = 20
LASTS = timedelta(days=180)
GOES_ON = ("changes_requested", "void")
"""After these answers the next question is about the same, in other words."""


def name_delegate(request: ApprovalRequest, by_link: Link, email: str) -> Delegate:
    """Ask whoever is at this address, in the customer's name."""
    _lock(request)
    if email == request.version.testimonial.author.email:
        raise Refused(_("That's your own address. You can answer right here."))
    if suppressed(email):
        raise Refused(_("Emails to this address come back. Get a link instead, and pass it on yourself."))
    if any(each.email == email for each in delegates_of(request)):
        raise Refused(_("We've already written to this address about it."))
    delegate = _added(request, by_link, email=email)
    write_to(delegate)
    return delegate


def hand_on(request: ApprovalRequest, by_link: Link) -> str:
    """A link that the customer passes on by themselves; its token is told once."""
    _lock(request)
    delegate = _added(request, by_link)
    _link, token = make_link(HANDED_ON, delegate.id, "", member_id=_member_id(request), lasts=LASTS)
    return token


def introduce(handed_on: Delegate, name: str) -> str:
    """Somebody to whom a link was handed on says who they are; the token of their own link."""
    request = handed_on.request
    lock_rows(request.version.testimonial)
    _check_open(request)
    name = one_line(name)[:160]
    if not name:
        raise Refused(_("Say who you are: it's kept with the answer."))
    introduced = select(func.count()).where(Delegate.parent_id == handed_on.id)
    if (db.session.scalar(introduced) or 0) >= MAX_INTRODUCED:
        raise Refused(_("Too many people have used this link. Ask for a new one."))
    delegate = Delegate(
        request=request, by_link_id=handed_on.by_link_id, parent_id=handed_on.id, name=name, created_at=now()
    )
    db.session.add(delegate)
    db.session.flush()
    _link, token = make_link(DELEGATE, delegate.id, "", member_id=_member_id(request), lasts=LASTS)
    return token


def carry_over(request: ApprovalRequest) -> None:
    """Whoever had to agree to the words before is asked about the next ones as well, and their links lead here: where
    no more is asked than before. What is new goes to the customer alone, who may name them again.
    """
    quote = request.version.testimonial
    earlier = select(ApprovalRequest).join(ApprovalRequest.version)
    earlier = earlier.where(TestimonialVersion.testimonial_id == quote.id, ApprovalRequest.id < request.id)
    before = db.session.scalar(earlier.order_by(ApprovalRequest.id.desc()).limit(1))
    if before is None or before.answer not in GOES_ON or not Ask.of(before).covers(Ask.of(request)):
        return
    for delegate in db.session.scalars(_all_of(before)).all():
        if not has_ended(delegate):
            _ask_as_well(delegate, request)


def asked_now(delegate: Delegate) -> Delegate:
    """The same person under the newest question that they were asked about this quote."""
    later = Delegate.parent_id == delegate.id, Delegate.request_id != delegate.request_id
    next_one = db.session.scalar(select(Delegate).where(*later).order_by(Delegate.id.desc()).limit(1))
    return asked_now(next_one) if next_one is not None else delegate


def has_ended(delegate: Delegate) -> bool:
    """Whether the customer's link by which they were named has fallen: theirs is no better."""
    by_link = delegate.by_link
    return by_link is None or why_fallen(delegate.request.version.testimonial.author, by_link) is not None


def delegates_of(request: ApprovalRequest) -> list[Delegate]:
    """Those whom the customer named, and the links that they handed on, the oldest first."""
    return list(db.session.scalars(_all_of(request)))


def write_to(delegate: Delegate, *, key: str = "", reminder: bool = False) -> None:
    """Send the question to the address of a delegate, from whoever asks it; an answer to the email goes to them."""
    request = delegate.request
    member, sender = request.version.testimonial.author, request.asked_by
    _link, placeholder = mail_link(DELEGATE, delegate.id, delegate.email, member_id=member.id, lasts=LASTS)
    url = mail_url("approval.approve", token=placeholder)
    letter = letter_about(request, url, member.name) | {"member": member, "reminder": reminder}
    letter["signature"] = sender.name if sender else current_app.config["COMPANY_NAME"]
    mail = render_mail(QUOTE_DELEGATE.path, **letter)
    key = key or f"{NAMED}{delegate.id}"
    post_mail(
        key=key,
        recipient=delegate.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category=QUOTE_DELEGATE.category,
        sender_name=str(letter["signature"]),
        member_id=member.id,
        reply_to=reply_to(sender, member, key),
    )


def _all_of(request: ApprovalRequest) -> Select[Delegate]:
    return select(Delegate).where(Delegate.request_id == request.id).order_by(Delegate.id)


def _ask_as_well(delegate: Delegate, request: ApprovalRequest) -> None:
    named = {"by_link_id": delegate.by_link_id, "email": delegate.email, "name": delegate.name}
    again = Delegate(request=request, parent_id=delegate.id, created_at=now(), **named)
    db.session.add(again)
    db.session.flush()
    if again.email:
        write_to(again)


def _added(request: ApprovalRequest, by_link: Link, *, email: str = "") -> Delegate:
    if len([each for each in delegates_of(request) if not each.name]) >= MAX_NAMED:
        raise Refused(
            _("You've asked %(most)s others already. Wait for one of them, or answer yourself.", most=MAX_NAMED)
        )
    delegate = Delegate(request=request, by_link_id=by_link.id, email=email, created_at=now())
    db.session.add(delegate)
    testimonial = request.version.testimonial
    record(TESTIMONIAL_DELEGATED, member=testimonial.member, about=testimonial)
    return delegate


def _lock(request: ApprovalRequest) -> None:
    lock_rows(request.version.testimonial)
    db.session.refresh(request)
    _check_open(request)


def _check_open(request: ApprovalRequest) -> None:
    if request.answered_at is not None or is_over(request):
        raise Refused(_("This question isn't open any more, so there's nothing to agree to."))


def _member_id(request: ApprovalRequest) -> int:
    return request.version.testimonial.author.id
