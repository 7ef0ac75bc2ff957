"""Make room for links to sign in, and note when somebody last confirmed who they are

Revision ID: 0011
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
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


def downgrade() -> None:
    op.drop_column("user_sessions", "confirmed_at")
    op.execute("DELETE FROM password_requests WHERE purpose <> 'password'")
    op.drop_column("password_requests", "onward")
    op.drop_column("password_requests", "purpose")
