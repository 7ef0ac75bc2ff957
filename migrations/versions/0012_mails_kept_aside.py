"""Mails that came in: whether the envelope says the same as the From, and an index of those that are kept aside

The column is added where the table stands: no row is copied. The version before has no page for mails that are kept
aside, and leaves them alone.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ASIDE = sa.text("state = 'aside'")


def upgrade() -> None:
    op.add_column("mails_in", sa.Column("from_envelope", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_mails_in_aside", "mails_in", ["id"], sqlite_where=ASIDE, postgresql_where=ASIDE)


def downgrade() -> None:
    op.drop_index("ix_mails_in_aside", "mails_in")
    op.drop_column("mails_in", "from_envelope")
