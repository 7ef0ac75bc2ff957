"""Make the inbox and what reaches people by mail

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_plans",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digest_plans_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_plans")),
    )
    with op.batch_alter_table("digest_plans", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digest_plans_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "notice_preferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("inbox", sa.Boolean(), nullable=True),
        sa.Column("mail", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notice_preferences_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_preferences")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_notice_preferences_user_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice_tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("cause_key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("group_key", sa.String(length=100), nullable=False),
        sa.Column("about_kind", sa.String(length=30), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_user_id"], ["users.id"], name=op.f("fk_notice_tellings_actor_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notice_tellings_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_tellings")),
        sa.UniqueConstraint("cause_key", "user_id", name=op.f("uq_notice_tellings_cause_key_user_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice_tellings", schema=None) as batch_op:
        batch_op.create_index("ix_notice_tellings_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_notice_tellings_due_at",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("group_key", sa.String(length=100), nullable=False),
        sa.Column("about_kind", sa.String(length=30), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=60), nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("actors", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("in_inbox", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_user_id"], ["users.id"], name=op.f("fk_notices_actor_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_read_at", ["read_at"], unique=False)
        batch_op.create_index("ix_notices_user_id_updated_at_id", ["user_id", "updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_notices_unread",
            ["user_id", "group_key"],
            unique=True,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "notice_actors",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_actors_notice_id_notices"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notice_actors_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", "user_id", name=op.f("pk_notice_actors")),
    )


def downgrade() -> None:
    op.drop_table("notice_actors")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_notices_unread", sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL")
        )
        batch_op.drop_index("ix_notices_user_id_updated_at_id")
        batch_op.drop_index("ix_notices_read_at")

    op.drop_table("notices")
    with op.batch_alter_table("notice_tellings", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_tellings_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_notice_tellings_at")

    op.drop_table("notice_tellings")
    op.drop_table("notice_preferences")
    with op.batch_alter_table("digest_plans", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_digest_plans_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("digest_plans")
