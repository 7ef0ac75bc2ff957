"""Which case a task belongs to, and what the planned action that gives it follows from

Rows from before have neither: such a task ends with the last case of its member that stands.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLES = ("tasks", "nurture_actions")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("about_kind", sa.String(40), nullable=True))
        op.add_column(table, sa.Column("about_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "about_id")
        op.drop_column(table, "about_kind")
