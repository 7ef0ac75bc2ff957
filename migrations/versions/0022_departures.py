"""Make departures: who leaves, and when

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('asked', 'leaving', 'erasing')")
UNCLEAN = sa.text("status = 'erased' AND cleaned_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("posts", sa.String(length=4), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleaned_at", sa.DateTime(timezone=True), nullable=True),
        _to("member_id", "members"),
        _to("asked_by_id", "users"),
        _to("agreed_by_id", "users"),
        _to("job_id", "jobs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_departures_open", "departures", ["member_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_departures_open", "departures", ["status", "due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_departures_unclean", "departures", ["id"], sqlite_where=UNCLEAN, postgresql_where=UNCLEAN)


def downgrade() -> None:
    op.drop_table("departures")


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_departures_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="SET NULL")
