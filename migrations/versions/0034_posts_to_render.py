"""Find posts that are to be rendered anew

Revision ID: 0034
Revises: 0030
"""

from alembic import op

revision = "0034"
down_revision = "0030"
branch_labels = None
depends_on = None

INDEX = "ix_forum_posts_renderer_id"


def upgrade() -> None:
    op.create_index(INDEX, "forum_posts", ["renderer", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "forum_posts")
