"""The ledger and the outbox as tables."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.models import NEVER_REUSED, Base, Key

from .lifecycle import OUTGOING

PENDING = text("done_at IS NULL")
WAITING = text("settled_at IS NULL")
FAILING = text("done_at IS NULL AND attempts > 0")
BY_SOMEBODY = text("actor_user_id IS NOT NULL")


class Activity(Base):
    """One line of the append-only ledger: who did what, to whom it matters, and when it happened."""

    __tablename__ = "activities"
    rows_label = _l("Lines of history")
    __table_args__ = (
        Index("ix_activities_member_id_occurred_at_id", "member_id", "occurred_at", "id"),
        Index("ix_activities_company_id_occurred_at_id", "company_id", "occurred_at", "id"),
        Index("ix_activities_verb_occurred_at", "verb", "occurred_at"),
        Index("ix_activities_acts", "id", sqlite_where=BY_SOMEBODY, postgresql_where=BY_SOMEBODY),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    verb: Mapped[str] = mapped_column(String(40))
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id", ondelete="SET NULL"))
    about_kind: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    historic: Mapped[bool] = mapped_column(default=False)
    """Brought in from a file: it moves people, and nobody is written to because of it."""
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id", ondelete="SET NULL"))
    depth: Mapped[int] = mapped_column(default=0)
    """How many reactions lie between this line and something a person did."""


class Delivery(Base):
    """One activity for one subscriber. Pending until its handler's rows are committed."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("activity_id", "subscriber"),
        Index(
            "ix_deliveries_pending",
            "subscriber",
            "member_id",
            "id",
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index("ix_deliveries_failing", "id", sqlite_where=FAILING, postgresql_where=FAILING),
        Index("ix_deliveries_done_at", "done_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    subscriber: Mapped[str] = mapped_column(String(40))
    member_id: Mapped[int | None]
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship()


class Outgoing:
    """The columns of whatever waits in the outbox, and how far it is on its way (lifecycle.OUTGOING).

    Each table of them has an index over (state, due_at) of the rows that are not settled.
    """

    __tablename__: str
    id: Mapped[Key]
    state: Mapped[str] = mapped_column(String(12), default=OUTGOING.initial, sort_order=1)
    due_at: Mapped[datetime] = mapped_column(sort_order=1)
    leased_by: Mapped[str | None] = mapped_column(String(40), sort_order=1)
    leased_until: Mapped[datetime | None] = mapped_column(sort_order=1)
    attempts: Mapped[int] = mapped_column(default=0, sort_order=1)
    error: Mapped[str | None] = mapped_column(Text, sort_order=1)
    created_at: Mapped[datetime] = mapped_column(sort_order=1)
    settled_at: Mapped[datetime | None] = mapped_column(sort_order=1)


class Mail(Outgoing, Base):
    """A mail on its way out. Written with the rows that caused it; only the worker sends it.

    States: waiting → sending → sent, or kept (no MAIL_URL), uncertain (the process died between the
    server's answer and our commit), failed (refused for good), held (a last look said no; `error` says why).
    """

    __tablename__ = "mails"
    rows_label = _l("Emails")
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_mails_waiting", "state", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_mails_state_id", "state", "id"),
        Index("ix_mails_member_id_created_at", "member_id", "created_at"),
        NEVER_REUSED,
    )

    key: Mapped[str] = mapped_column(String(120))
    """What makes this mail the same mail: cause and recipient. A second one is never written."""
    category: Mapped[str] = mapped_column(String(20))
    """account, service or promotion: what the contact policy judged it as."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    recipient: Mapped[str] = mapped_column(String(254))
    sender_name: Mapped[str] = mapped_column(String(120))
    reply_to: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    enclosed: Mapped[str | None] = mapped_column(String(80))
    """What goes along unopened: who can read it, and by which key (outbox/mail/enclosing.py)."""


class WorkerSeen(Base):
    """A worker process, and when it was last at work."""

    __tablename__ = "workers_seen"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
