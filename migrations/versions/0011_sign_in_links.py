"""Make room for sign-in links, known devices and failed sign-ins, and note who confirmed who they are, and when

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LONG_AGO = "1970-01-01 00:00:00"


def upgrade() -> None:
    op.add_column(
        "password_requests", sa.Column("purpose", sa.String(length=20), nullable=False, server_default="password")
    )
    op.add_column("password_requests", sa.Column("onward", sa.String(length=500), nullable=False, server_default=""))
    op.add_column(
        "user_sessions",
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO),
    )
    op.execute("UPDATE user_sessions SET confirmed_at = created_at")
    op.create_table(
        "known_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_known_devices_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_devices")),
        sa.UniqueConstraint("user_id", "token_hash", name=op.f("uq_known_devices_user_id_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_known_devices_last_seen_at", "known_devices", ["last_seen_at"])
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_failed_sign_ins_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_failed_sign_ins_at", "failed_sign_ins", ["at"])
    op.create_index("ix_failed_sign_ins_user_id", "failed_sign_ins", ["user_id"])


def downgrade() -> None:
    op.drop_table("failed_sign_ins")
    op.drop_table("known_devices")
    op.drop_column("user_sessions", "confirmed_at")
    op.execute("DELETE FROM password_requests WHERE purpose <> 'password'")
    op.drop_column("password_requests", "onward")
    op.drop_column("password_requests", "purpose")
