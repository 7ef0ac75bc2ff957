"""Jobs that still read their file are at work, too

On the way down they are cancelled: the version before reads a file before there is a job.

Revision ID: 0018
Revises: 0017
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JOBS = sa.table("jobs", sa.column("status"), sa.column("finished_at", sa.DateTime(timezone=True)))


def upgrade() -> None:
    _index("reading", "checking", "running")


def downgrade() -> None:
    cancelled = JOBS.update().where(JOBS.c.status == "reading")
    op.execute(cancelled.values(status="cancelled", finished_at=datetime.now(UTC)))
    _index("checking", "running")


def _index(*at_work: str) -> None:
    op.drop_index("ix_jobs_at_work", "jobs")
    states = ", ".join(f"'{status}'" for status in at_work)
    condition = sa.text(f"status IN ({states})")
    op.create_index("ix_jobs_at_work", "jobs", ["id"], sqlite_where=condition, postgresql_where=condition)
