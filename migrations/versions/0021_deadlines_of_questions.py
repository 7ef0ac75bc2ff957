"""Give every question about a quote an end, who else has to agree, and portraits and logos

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
Keys = tuple[tuple[str, str, str], ...]
PICTURES_TO: Keys = (
    ("member_id", "members", "SET NULL"),
    ("company_id", "companies", "SET NULL"),
    ("request_id", "approval_requests", "SET NULL"),
    ("permission_id", "permissions", "SET NULL"),
)
DELEGATES_TO: Keys = (
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
    _make_pictures()


def downgrade() -> None:
    op.drop_table("quote_pictures")
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
        *_keys("approval_delegates", DELEGATES_TO),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_delegates")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approval_delegates_request_id", "approval_delegates", ["request_id"])


def _make_pictures() -> None:
    op.create_table(
        "quote_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=True) for column, _table, _rule in PICTURES_TO),
        sa.Column("file_kind", sa.String(length=8), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("width", "height", "bytes")),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=True),
        *_keys("quote_pictures", PICTURES_TO),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_quote_pictures_key")),
        sqlite_autoincrement=True,
    )
    for name in ("request_id", "permission_id", "member_id"):
        op.create_index(f"ix_quote_pictures_{name}", "quote_pictures", [name])


def _keys(table: str, to: Keys) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}_{there}"), ondelete=rule)
        for column, there, rule in to
    ]
