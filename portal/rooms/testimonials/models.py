"""Quotes: their exact words, what the customer allowed, and what they were asked."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import Link, User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Company, Member
from portal.rooms.feedback.models import Feedback

EVIDENCE = ("link", "delegate", "other")
"""How a customer said yes: by the link that they were sent, by somebody whom they asked to agree, or otherwise."""
CHANNELS = ("press", "web", "social", "sales", "analyst", "event")
ANYWHERE = "*"
ENDING = text("revoked_at IS NULL AND lapse_noted_at IS NULL")
UNANSWERED = text("answered_at IS NULL")


class Testimonial(Base):
    """A quote taken out of a piece of feedback. Its status says how far it is, never whether it may be used."""

    __tablename__ = "testimonials"
    rows_label = _l("Quotes")
    __table_args__ = (
        Index("ix_testimonials_status_changed_at_id", "status", "changed_at", "id"),
        Index("ix_testimonials_member_id", "member_id"),
        Index("ix_testimonials_company_id", "company_id"),
        Index("ix_testimonials_feedback_id", "feedback_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="RESTRICT"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="RESTRICT"))
    """None once its author was erased: what was allowed stays proven, by nobody's name. Nobody goes before that."""
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    """The company they spoke for."""
    job_title: Mapped[str] = mapped_column(String(160), default="")
    """Their title when they said it."""
    status: Mapped[str] = mapped_column(String(20))
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("testimonial_versions.id", ondelete="SET NULL", use_alter=True)
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    rests_until: Mapped[date | None]
    """A quote that was declined is not asked for again before this day."""
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """None while nobody has released these words, or once nobody knows any more who did."""
    release_reason: Mapped[str] = mapped_column(String(300), default="")
    """Why one person alone wrote and released it; empty when two did."""

    feedback: Mapped[Feedback | None] = relationship()
    member: Mapped[Member | None] = relationship()
    company: Mapped[Company | None] = relationship()
    current: Mapped["TestimonialVersion | None"] = relationship(foreign_keys=current_version_id, post_update=True)

    @property
    def author(self) -> Member:
        """Whose words they are. Raises LookupError for somebody who was erased, of whom nothing is asked any more."""
        if self.member is None:
            raise LookupError(f"the author of quote {self.id} was erased")
        return self.member


class TestimonialVersion(Base):
    """The exact words, once written never changed: an edit makes the next version."""

    __tablename__ = "testimonial_versions"
    __table_args__ = (UniqueConstraint("testimonial_id", "number"), NEVER_REUSED)

    id: Mapped[Key]
    testimonial_id: Mapped[int] = mapped_column(ForeignKey("testimonials.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    incentive: Mapped[str] = mapped_column(String(200), default="")
    """What the author was given for it, in words; empty when nothing. It is disclosed with the quote."""
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """None where the author wrote them."""
    by_author: Mapped[bool] = mapped_column(default=False)
    """Whether they are the author's own words, or those of somebody whom they asked to agree, as they typed them into
    the question."""
    by_delegate: Mapped[str] = mapped_column(String(254), default="")
    """Who that somebody was: their name or their address. Empty where the author wrote them."""
    created_at: Mapped[datetime]

    testimonial: Mapped[Testimonial] = relationship(foreign_keys=testimonial_id)
    edited_by: Mapped[User | None] = relationship()


class Permission(Base):
    """What the customer allowed for one version: how they are named, from when, until when; where, in its scopes."""

    __tablename__ = "permissions"
    __table_args__ = (
        Index("ix_permissions_version_id", "version_id"),
        Index("ix_permissions_ending", "until", sqlite_where=ENDING, postgresql_where=ENDING),
        CheckConstraint("until IS NULL OR until >= starts_on", name="order"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("testimonial_versions.id", ondelete="CASCADE"))
    attribution: Mapped[str] = mapped_column(String(20))
    """One of attributions.PARTS."""
    named_as: Mapped[str] = mapped_column(String(640), default="")
    """The line under the words as it was approved. It stays when the author's name, title or company changes."""
    logo: Mapped[bool] = mapped_column(default=False)
    photo: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    until: Mapped[date | None]
    """The last day on which it holds; None: until it is withdrawn."""
    evidence: Mapped[str] = mapped_column(Text)
    """How the customer said so."""
    evidence_kind: Mapped[str] = mapped_column(String(20), default="link")
    """The same without anything personal; it stays when its author is erased."""
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    lapse_noted_at: Mapped[datetime | None]
    never_asked: Mapped[dict[str, Any] | None]
    """What an earlier version of the product took for allowed though the page never asked for it: languages, logo, and
    "until", the day before, where the whole is over for that. None for what was asked as it is."""

    version: Mapped[TestimonialVersion] = relationship()
    scopes: Mapped[list["PermissionScope"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def values(self, kind: str) -> list[str]:
        """The permission's channels, territories or languages."""
        return sorted(scope.value for scope in self.scopes if scope.kind == kind)


class PermissionScope(Base):
    """One channel, territory (ISO 3166 alpha-2) or language (ISO 639-1) of a permission; * is any."""

    __tablename__ = "permission_scopes"

    permission_id: Mapped[int] = mapped_column(ForeignKey("permissions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(10), primary_key=True)


class ApprovalRequest(Base):
    """What a customer was asked: may we use these exact words, there, until then, under that name?"""

    __tablename__ = "approval_requests"
    __table_args__ = (
        UniqueConstraint("link_id"),
        Index(
            "uq_approval_requests_open",
            "version_id",
            unique=True,
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
        Index("ix_approval_requests_lapsing", "lapses_at", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
        Index("ix_approval_requests_reminding", "remind_at", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("testimonial_versions.id", ondelete="CASCADE"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id", ondelete="SET NULL"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    asked_for: Mapped[dict[str, Any]]
    """channels, territories, languages, attribution, logo, photo, until (a date as text or null), where (in words)."""
    sent_at: Mapped[datetime]
    needed_by: Mapped[datetime | None]
    """When we need the words; the customer is given until the evening of the working day before."""
    lapses_at: Mapped[datetime | None]
    """When it is not asked any more. None: it was answered before questions had an end."""
    remind_at: Mapped[datetime | None]
    """When the one reminder is due; None once it was, or where there is none."""
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(20))
    """approved, changes_requested, declined, withdrawn when the quote was taken back instead, lapsed, unsent where
    nobody could be asked, or void when the words were edited meanwhile."""
    answer_text: Mapped[str] = mapped_column(Text, default="")

    version: Mapped[TestimonialVersion] = relationship()
    link: Mapped[Link | None] = relationship()
    asked_by: Mapped[User | None] = relationship()


class Delegate(Base):
    """Somebody else at the customer's who has to agree: reached by an address, or by a link that was handed on.

    A link that is handed on has neither address nor name. Whoever opens it says who they are, and that is a delegate
    of its own, with it as parent; so is one who is asked again, under the next question.
    """

    __tablename__ = "approval_delegates"
    rows_label = _l("Others who were asked to agree")
    __table_args__ = (Index("ix_approval_delegates_request_id", "request_id"), NEVER_REUSED)

    id: Mapped[Key]
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_requests.id", ondelete="CASCADE"))
    by_link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id", ondelete="SET NULL"))
    """The customer's own link, by which they were named: what they may ends with it."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("approval_delegates.id", ondelete="SET NULL"))
    email: Mapped[str] = mapped_column(String(254), default="")
    """Where we sent the question; empty where a link was handed on."""
    name: Mapped[str] = mapped_column(String(160), default="")
    """What they called themselves."""
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When the answer came from them."""

    request: Mapped[ApprovalRequest] = relationship()
    by_link: Mapped[Link | None] = relationship()

    @property
    def is_handed_on(self) -> bool:
        """Whether this is a link for whoever says who they are, and nobody yet."""
        return not self.email and not self.name

    @property
    def label(self) -> str:
        """Who they are, as far as we know."""
        return self.name or self.email


class QuotePicture(Base):
    """A portrait or a logo that goes with a quote: where it came from, since when, and the permission that covers it.

    Its file lies under its key. Once nothing holds it any more, the worker takes file and row away.
    """

    __tablename__ = "quote_pictures"
    rows_label = _l("Portraits and logos")
    __table_args__ = (
        UniqueConstraint("key"),
        *(Index(f"ix_quote_pictures_{name}", name) for name in ("request_id", "permission_id", "member_id")),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    """photo (of the author) or logo (of their company)."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("approval_requests.id", ondelete="SET NULL"))
    """The question with which it was given."""
    permission_id: Mapped[int | None] = mapped_column(ForeignKey("permissions.id", ondelete="SET NULL"))
    """What covers it; None until they have said yes."""
    file_kind: Mapped[str] = mapped_column(String(8))
    """png, jpeg, gif or webp."""
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    """Who gave it and how; by no name."""
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    """When they gave another one for it."""

    permission: Mapped[Permission | None] = relationship()
    request: Mapped[ApprovalRequest | None] = relationship()
