"""Keep beside each sealed key of a beta the number of the secret key that sealed it

Rows of before have none: every secret key is tried on them, until `flask keys rotate` seals them again.

Revision ID: 0014
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("beta_keys", sa.Column("sealed_with", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("beta_keys", "sealed_with")
