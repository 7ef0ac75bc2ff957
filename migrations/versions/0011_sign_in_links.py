"""Make room for links to sign in

Revision ID: 0011
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "password_requests", sa.Column("purpose", sa.String(length=20), nullable=False, server_default="password")
    )
    op.add_column("password_requests", sa.Column("onward", sa.String(length=500), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("DELETE FROM password_requests WHERE purpose <> 'password'")
    op.drop_column("password_requests", "onward")
    op.drop_column("password_requests", "purpose")
