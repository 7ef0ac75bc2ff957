"""What becomes of a quote: drafted, asked for, answered, released, put aside."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from workflows.lifecycles import TESTIMONIAL

from ..activity.ledger import record
from ..core.clock import now
from ..core.database import db
from ..core.errors import Refused
from ..core.text import clean
from ..core.urls import mail_url
from ..feedback.models import Feedback
from ..members.actions.segments import standing_holds
from ..members.links import make_link
from ..members.models import Member, User
from ..notices.actions import send_message
from .letters import QUOTE_APPROVAL
from .models import ATTRIBUTIONS, ApprovalRequest, Permission, PermissionScope, Testimonial, TestimonialVersion

REST = timedelta(days=365)
MOST_WORDS = 1_500


@dataclass(frozen=True)
class Ask:
    """What we would like to be allowed. `where` says it in plain words: "one press release"."""

    channels: tuple[str, ...]
    territories: tuple[str, ...]
    attribution: str
    where: str
    languages: tuple[str, ...] = ("*",)
    logo: bool = False
    until: date | None = None

    @classmethod
    def of(cls, request: ApprovalRequest) -> "Ask":
        """What a request asked for."""
        stored = request.asked_for
        return cls(
            channels=tuple(stored["channels"]),
            territories=tuple(stored["territories"]),
            languages=tuple(stored["languages"]),
            attribution=stored["attribution"],
            where=stored["where"],
            logo=stored["logo"],
            until=date.fromisoformat(stored["until"]) if stored["until"] else None,
        )

    def stored(self) -> dict[str, object]:
        """As the request keeps it."""
        return {
            **asdict(self),
            "channels": list(self.channels),
            "territories": list(self.territories),
            "languages": list(self.languages),
            "until": self.until.isoformat() if self.until else None,
        }


def draft_testimonial(feedback: Feedback, words: str, editor: User, incentive: str = "") -> Testimonial:
    """Take a quote out of a piece of feedback. Unattributed feedback has nobody who could allow it."""
    member = feedback.member
    if member is None:
        raise Refused(_("Nobody is known to have said this, so nobody can allow it. Find the author first."))
    _check_rest(feedback)
    testimonial = Testimonial(
        feedback=feedback,
        member=member,
        company_id=feedback.company_id or member.company_id,
        job_title=member.job_title,
        status=TESTIMONIAL.after(TESTIMONIAL.initial, "draft"),
        created_by_id=editor.id,
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(testimonial)
    db.session.flush()
    _add_version(testimonial, words, editor, incentive)
    record("testimonial.drafted", member=member, actor=editor, about=testimonial)
    return testimonial


def edit_words(testimonial: Testimonial, words: str, editor: User | None, incentive: str = "") -> None:
    """Write the next version. Whatever was allowed, allowed the words before: it is void, and asked for anew."""
    current = testimonial.current
    if current is not None and (current.words, current.incentive) == (clean(words), incentive):
        raise Refused(_("These are the words that stand there already."))
    _step(testimonial, "edit")
    _void_open_request(testimonial)
    _revoke_permissions(testimonial, editor)
    _add_version(testimonial, words, editor, incentive)
    record("testimonial.drafted", member=testimonial.member, actor=editor, about=testimonial)


def ask_customer(testimonial: Testimonial, ask: Ask, sender: User) -> ApprovalRequest:
    """Send the customer the exact words and a link. Silence will never approve them."""
    _check_asking(testimonial, ask)
    _step(testimonial, "send")
    version = _current(testimonial)
    member = testimonial.member
    request = ApprovalRequest(version=version, asked_by_id=sender.id, asked_for=ask.stored(), sent_at=now())
    db.session.add(request)
    db.session.flush()
    link, token = make_link("quote", request.id, member.email, member_id=member.id)
    request.link = link
    outcome = send_message(
        member,
        QUOTE_APPROVAL.name,
        cause_key=f"quote:{request.id}",
        category="service",
        sender=sender,
        context={
            "words": version.words,
            "where": ask.where,
            "url": mail_url("approval.approve", token=token),
        },
    )
    if not outcome.posted:
        raise Refused(_("They cannot be asked now: %(reason)s.", reason=outcome.why))
    record("testimonial.sent", member=member, actor=sender, about=testimonial)
    return request


def approve(request: ApprovalRequest, granted: Ask, evidence: str) -> Permission:
    """The customer says yes, to all of what was asked or to less of it."""
    testimonial = _answer(request, "approved")
    _check_no_more_than_asked(Ask.of(request), granted)
    _step(testimonial, "approve")
    permission = Permission(
        version_id=request.version_id,
        attribution=granted.attribution,
        logo=granted.logo,
        starts_on=now().date(),
        until=granted.until,
        evidence=evidence,
        granted_at=now(),
        scopes=[
            PermissionScope(kind=kind, value=value)
            for kind, values in (
                ("channel", granted.channels),
                ("territory", granted.territories),
                ("language", granted.languages),
            )
            for value in values
        ],
    )
    db.session.add(permission)
    member = testimonial.member
    record("testimonial.approved", member=member, about=testimonial)
    record("permission.granted", member=member, about=testimonial, facts={"version": request.version.number})
    return permission


def request_changes(request: ApprovalRequest, words: str) -> None:
    """The customer would rather say it in other words: those become the next version, and are asked for again."""
    testimonial = _answer(request, "changes_requested", words)
    _step(testimonial, "request_changes")
    record("testimonial.changes_requested", member=testimonial.member, about=testimonial)


def decline(request: ApprovalRequest) -> None:
    """The customer says no. The quote rests for a year."""
    testimonial = _answer(request, "declined")
    _step(testimonial, "decline")
    testimonial.rests_until = (now() + REST).date()
    record("testimonial.declined", member=testimonial.member, about=testimonial)


def release(testimonial: Testimonial, approver: User, reason: str = "") -> None:
    """Make an approved quote available. Whoever wrote its words does not also release them, unless they say why."""
    if _current(testimonial).edited_by_id == approver.id and not reason:
        raise Refused(_("You wrote these words, so somebody else should release them. If there is nobody, say why."))
    _step(testimonial, "release")
    testimonial.released_by_id, testimonial.release_reason = approver.id, reason
    record("testimonial.released", member=testimonial.member, actor=approver, about=testimonial)


def suspend(testimonial: Testimonial, actor: User) -> None:
    """Nobody uses it until somebody has looked."""
    _step(testimonial, "suspend")
    _void_open_request(testimonial)
    record("testimonial.suspended", member=testimonial.member, actor=actor, about=testimonial)


def resume(testimonial: Testimonial) -> None:
    """It goes on as a draft: what was allowed before is asked for again."""
    _step(testimonial, "resume")
    _revoke_permissions(testimonial, None)


def withdraw(testimonial: Testimonial, actor: User | None = None) -> None:
    """The customer takes it back: nothing is allowed any more, from this moment."""
    _step(testimonial, "withdraw")
    _void_open_request(testimonial)
    _revoke_permissions(testimonial, actor)
    record("testimonial.withdrawn", member=testimonial.member, actor=actor, about=testimonial)


def ask_review(testimonial: Testimonial) -> None:
    """Something changed about the author: the quote is looked at before it is used again."""
    _step(testimonial, "ask_review")


def renew(testimonial: Testimonial) -> None:
    """Looked at, and still true."""
    _step(testimonial, "renew")


def expire(testimonial: Testimonial) -> None:
    """The last permission has ended."""
    _step(testimonial, "expire")


def _step(testimonial: Testimonial, trigger: str) -> None:
    testimonial.status = TESTIMONIAL.after(testimonial.status, trigger)
    testimonial.changed_at = now()


def _add_version(testimonial: Testimonial, words: str, editor: User | None, incentive: str) -> None:
    words = clean(words)
    if not words:
        raise Refused(_("A quote needs words."))
    if len(words) > MOST_WORDS:
        raise Refused(_("A quote of more than %(most)s characters is an article. Shorten it.", most=MOST_WORDS))
    newest = select(func.max(TestimonialVersion.number)).where(TestimonialVersion.testimonial_id == testimonial.id)
    version = TestimonialVersion(
        testimonial_id=testimonial.id,
        number=(db.session.scalar(newest) or 0) + 1,
        words=words,
        sha256=sha256(words.encode()).hexdigest(),
        incentive=incentive,
        edited_by_id=editor.id if editor else None,
        created_at=now(),
    )
    db.session.add(version)
    db.session.flush()
    testimonial.current = version


def _current(testimonial: Testimonial) -> TestimonialVersion:
    if testimonial.current is None:
        raise Refused(_("This quote has no words yet."))
    return testimonial.current


def _check_rest(feedback: Feedback) -> None:
    rests = select(func.max(Testimonial.rests_until)).where(Testimonial.feedback_id == feedback.id)
    until = db.session.scalar(rests)
    if until is not None and until > now().date():
        raise Refused(_("They said no to this one. It rests until %(day)s.", day=until.isoformat()))


def _check_asking(testimonial: Testimonial, ask: Ask) -> None:
    member: Member = testimonial.member
    if not ask.channels or not ask.territories or not ask.where:
        raise Refused(_("Say where the quote would be used: at least one channel and one country."))
    if ask.until is not None and ask.until < now().date():
        raise Refused(_("The last day lies in the past. Choose a later one."))
    if testimonial.rests_until is not None and testimonial.rests_until > now().date():
        raise Refused(_("They said no to this one. It rests until %(day)s.", day=testimonial.rests_until.isoformat()))
    if standing_holds(member.id, "promotion"):
        raise Refused(_("%(name)s has an open case. Settle that first; then ask.", name=member.name))


def _check_no_more_than_asked(asked: Ask, granted: Ask) -> None:
    less = (
        set(granted.channels) <= set(asked.channels)
        and set(granted.territories) <= set(asked.territories)
        and granted.languages == asked.languages
        and ATTRIBUTIONS.index(granted.attribution) >= ATTRIBUTIONS.index(asked.attribution)
        and (asked.logo or not granted.logo)
        and (asked.until is None or (granted.until is not None and granted.until <= asked.until))
    )
    if not less:
        raise Refused(_("You can allow less than was asked, not more."))
    if not granted.channels or not granted.territories:
        raise Refused(_("Leave at least one place where it may appear, or say “Not this time”."))


def _answer(request: ApprovalRequest, answer: str, words: str = "") -> Testimonial:
    """Note the answer; whoever comes second is told."""
    first = (
        update(ApprovalRequest)
        .where(ApprovalRequest.id == request.id, ApprovalRequest.answered_at.is_(None))
        .values(answered_at=now(), answer=answer, answer_words=clean(words))
        .returning(ApprovalRequest.id)
    )
    if db.session.execute(first).first() is None:
        raise Refused(_("This question was answered already, or the words were changed meanwhile."))
    db.session.refresh(request)
    return request.version.testimonial


def _void_open_request(testimonial: Testimonial) -> None:
    versions = select(TestimonialVersion.id).where(TestimonialVersion.testimonial_id == testimonial.id)
    db.session.execute(
        update(ApprovalRequest)
        .where(ApprovalRequest.version_id.in_(versions), ApprovalRequest.answered_at.is_(None))
        .values(answered_at=now(), answer="void")
    )


def _revoke_permissions(testimonial: Testimonial, actor: User | None) -> None:
    standing = (
        select(Permission)
        .join(TestimonialVersion, TestimonialVersion.id == Permission.version_id)
        .where(TestimonialVersion.testimonial_id == testimonial.id, Permission.revoked_at.is_(None))
    )
    for permission in db.session.scalars(standing):
        permission.revoked_at = now()
        facts = {"version": permission.version.number}
        record("permission.revoked", member=testimonial.member, actor=actor, about=testimonial, facts=facts)
