"""Let nobody call a quote released that was edited since

Who released it used to stay on a quote when its words changed. One that waits for its review would become available by
that, and one that came through a review so already is: both are released anew before anybody uses them.

Revision ID: 0035
Revises: 0034
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STATUSES = {"review_due": "review_due", "available": "approved", "used": "approved"}
ALLOWED_SINCE = """
SELECT testimonials.id, testimonials.status FROM testimonials
WHERE testimonials.status IN ('review_due', 'available', 'used') AND testimonials.released_by_id IS NOT NULL
  AND EXISTS (
    SELECT 1 FROM permissions
    WHERE permissions.version_id = testimonials.current_version_id
      AND permissions.granted_at > COALESCE((
        SELECT MAX(activities.occurred_at) FROM activities
        WHERE activities.verb = 'testimonial.released'
          AND activities.about_kind = 'testimonial' AND activities.about_id = testimonials.id
      ), permissions.granted_at)
  )
"""
QUOTES = sa.table("testimonials", *(sa.column(name) for name in ("id", "status", "released_by_id", "release_reason")))
CHANGES = sa.table(
    "index_changes", sa.column("kind"), sa.column("document_id"), sa.column("at", sa.DateTime(timezone=True))
)


def upgrade() -> None:
    """The index hears of it, so that nobody finds them as cleared."""
    connection = op.get_bind()
    for quote_id, status in connection.execute(sa.text(ALLOWED_SINCE)).all():
        anew = {"status": STATUSES[status], "released_by_id": None, "release_reason": ""}
        connection.execute(QUOTES.update().where(QUOTES.c.id == quote_id).values(anew))
        note = {"kind": "testimonial", "document_id": quote_id, "at": datetime.now(UTC)}
        connection.execute(CHANGES.insert().values(note))


def downgrade() -> None:
    """What was wrong does not come back."""
