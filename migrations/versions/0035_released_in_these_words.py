"""Let nobody call a quote released that was edited since

Who released it used to stay on a quote when its words changed. One that waits for its review would become available by
that; whoever goes on with it releases it anew.

Revision ID: 0035
Revises: 0034
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ALLOWED_SINCE = """
UPDATE testimonials SET released_by_id = NULL, release_reason = ''
WHERE status = 'review_due' AND released_by_id IS NOT NULL AND EXISTS (
  SELECT 1 FROM permissions
  WHERE permissions.version_id = testimonials.current_version_id
    AND permissions.granted_at > COALESCE((
      SELECT MAX(activities.occurred_at) FROM activities
      WHERE activities.verb = 'testimonial.released'
        AND activities.about_kind = 'testimonial' AND activities.about_id = testimonials.id
    ), permissions.granted_at)
)
"""


def upgrade() -> None:
    op.execute(ALLOWED_SINCE)


def downgrade() -> None:
    """What was wrong does not come back."""
