"""Give every question about a quote an end, and let customers name who else has to agree

One that is open has ninety days from when it was sent. On the way down, what lapsed is closed like words that were edited.

Revision ID: 0021
Revises: 0020
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN_FOR = timedelta(days=90)
UNANSWERED = sa.text("answered_at IS NULL")
MOMENT = sa.DateTime(timezone=True)
requests = sa.table(
    "approval_requests",
    *(sa.column("id"), sa.column("answer")),
    *(sa.column(name, MOMENT) for name in ("sent_at", "answered_at", "lapses_at")),
)
MOMENTS = ("needed_by", "lapses_at", "remind_at")
DELEGATES_TO = (
    ("request_id", "approval_requests", "CASCADE"),
    ("by_link_id", "links", "SET NULL"),
    ("parent_id", "approval_delegates", "SET NULL"),
)
INDEXES = {"ix_approval_requests_lapsing": "lapses_at", "ix_approval_requests_reminding": "remind_at"}


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("approval_requests", sa.Column(name, MOMENT, nullable=True))
    _give_an_end()
    for name, column in INDEXES.items():
        op.create_index(
            name, "approval_requests", [column], sqlite_where=UNANSWERED, postgresql_where=UNANSWERED
        )


    _make_delegates()


def downgrade() -> None:
    op.drop_table("approval_delegates")
    op.execute(requests.update().where(requests.c.answer == "lapsed").values(answer="void"))
    for name in INDEXES:
        op.drop_index(name, "approval_requests")
    for name in reversed(MOMENTS):
        op.drop_column("approval_requests", name)


def _give_an_end() -> None:
    connection = op.get_bind()
    waiting = sa.select(requests.c.id, requests.c.sent_at).where(requests.c.answered_at.is_(None))
    for request_id, sent_at in connection.execute(waiting).all():
        end = requests.update().where(requests.c.id == request_id).values(lapses_at=sent_at + OPEN_FOR)
        connection.execute(end)


def _make_delegates() -> None:
    op.create_table(
        "approval_delegates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("by_link_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        *(_to(column, table, rule) for column, table, rule in DELEGATES_TO),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_delegates")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approval_delegates_request_id", "approval_delegates", ["request_id"])


def _to(column: str, table: str, rule: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_approval_delegates_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=rule)
