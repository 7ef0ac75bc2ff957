"""Make the forum, agreements, and a handle for every login

Revision ID: 0003
Revises: 0002
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def handle_of(name: str) -> str:
    """A name in small Latin letters with dots: as the portal did it when this was written."""
    plain = unicodedata.normalize("NFKD", name.partition("@")[0].casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    handle = re.sub(r"[^a-z0-9]+", ".", letters).strip(".")[:32].strip(".")
    return handle if len(handle) >= 2 else "member"


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("folded", name=op.f("uq_agreements_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "forum_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("tone", sa.String(length=12), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("guides", sa.Boolean(), nullable=False),
        sa.Column("see_audience_id", sa.Integer(), nullable=True),
        sa.Column("reply_audience_id", sa.Integer(), nullable=True),
        sa.Column("create_audience_id", sa.Integer(), nullable=True),
        sa.Column("members_reply", sa.Boolean(), nullable=False),
        sa.Column("members_create", sa.Boolean(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_forum_categories_agreement_id_agreements"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["create_audience_id"],
            ["audiences.id"],
            name=op.f("fk_forum_categories_create_audience_id_audiences"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reply_audience_id"],
            ["audiences.id"],
            name=op.f("fk_forum_categories_reply_audience_id_audiences"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["see_audience_id"],
            ["audiences.id"],
            name=op.f("fk_forum_categories_see_audience_id_audiences"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_categories")),
        sa.UniqueConstraint("folded", name=op.f("uq_forum_categories_folded")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_categories") as batch_op:
        batch_op.create_index("ix_forum_categories_position", ["position", "id"], unique=False)

    op.create_table(
        "agreement_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_agreement_versions_agreement_id_agreements"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_agreement_versions_created_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_versions")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_agreement_versions_agreement_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "forum_category_levels",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["forum_categories.id"],
            name=op.f("fk_forum_category_levels_category_id_forum_categories"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_category_levels_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "category_id", name=op.f("pk_forum_category_levels")),
    )
    with op.batch_alter_table("forum_category_levels") as batch_op:
        batch_op.create_index("ix_forum_category_levels_category_id_level", ["category_id", "level"], unique=False)

    op.create_table(
        "forum_drafts",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_drafts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "place", name=op.f("pk_forum_drafts")),
    )
    with op.batch_alter_table("forum_drafts") as batch_op:
        batch_op.create_index("ix_forum_drafts_saved_at", ["saved_at"], unique=False)

    op.create_table(
        "forum_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_pictures_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_forum_pictures_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_pictures") as batch_op:
        batch_op.create_index("ix_forum_pictures_user_id_created_at", ["user_id", "created_at"], unique=False)

    op.create_table(
        "forum_reading_marks",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_reading_marks_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_forum_reading_marks")),
    )
    op.create_table(
        "forum_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("author_user_id", sa.Integer(), nullable=True),
        sa.Column("last_author_id", sa.Integer(), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_staff_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_number", sa.Integer(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("many_choices", sa.Boolean(), nullable=False),
        sa.Column("wants_receipt", sa.Boolean(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_user_id"], ["users.id"], name=op.f("fk_forum_topics_author_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["forum_categories.id"],
            name=op.f("fk_forum_topics_category_id_forum_categories"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["users.id"], name=op.f("fk_forum_topics_deleted_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["last_author_id"], ["users.id"], name=op.f("fk_forum_topics_last_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_topics_merged_into_id_forum_topics"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_topics")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_topics") as batch_op:
        batch_op.create_index("ix_forum_topics_author_user_id", ["author_user_id", "id"], unique=False)
        batch_op.create_index(
            "ix_forum_topics_category_id_last_post_at_id", ["category_id", "last_post_at", "id"], unique=False
        )
        batch_op.create_index("ix_forum_topics_kind_last_post_at_id", ["kind", "last_post_at", "id"], unique=False)
        batch_op.create_index("ix_forum_topics_last_post_at_id", ["last_post_at", "id"], unique=False)
        batch_op.create_index(
            "ix_forum_topics_pinned",
            ["category_id", "id"],
            unique=False,
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_forum_topics_unanswered",
            ["id"],
            unique=False,
            sqlite_where=sa.text("first_staff_reply_at IS NULL"),
            postgresql_where=sa.text("first_staff_reply_at IS NULL"),
        )

    op.create_table(
        "agreement_signatures",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_agreement_signatures_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["agreement_versions.id"],
            name=op.f("fk_agreement_signatures_version_id_agreement_versions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("version_id", "user_id", name=op.f("pk_agreement_signatures")),
    )
    with op.batch_alter_table("agreement_signatures") as batch_op:
        batch_op.create_index("ix_agreement_signatures_user_id", ["user_id"], unique=False)

    op.create_table(
        "forum_poll_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_poll_options_topic_id_forum_topics"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_poll_options")),
        sa.UniqueConstraint("topic_id", "position", name=op.f("uq_forum_poll_options_topic_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "forum_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_user_id", sa.Integer(), nullable=True),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_user_id"], ["users.id"], name=op.f("fk_forum_posts_author_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["users.id"], name=op.f("fk_forum_posts_deleted_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["forum_topics.id"], name=op.f("fk_forum_posts_topic_id_forum_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_posts")),
        sa.UniqueConstraint("source_key", name=op.f("uq_forum_posts_source_key")),
        sa.UniqueConstraint("topic_id", "number", name=op.f("uq_forum_posts_topic_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_posts") as batch_op:
        batch_op.create_index("ix_forum_posts_author_user_id_id", ["author_user_id", "id"], unique=False)
        batch_op.create_index("ix_forum_posts_created_at_id", ["created_at", "id"], unique=False)

    op.create_table(
        "forum_receipts",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["forum_topics.id"], name=op.f("fk_forum_receipts_topic_id_forum_topics"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_receipts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_forum_receipts")),
    )
    with op.batch_alter_table("forum_receipts") as batch_op:
        batch_op.create_index("ix_forum_receipts_user_id", ["user_id"], unique=False)

    op.create_table(
        "forum_topic_readings",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("last_read", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topics.id"],
            name=op.f("fk_forum_topic_readings_topic_id_forum_topics"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_topic_readings_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "topic_id", name=op.f("pk_forum_topic_readings")),
    )
    with op.batch_alter_table("forum_topic_readings") as batch_op:
        batch_op.create_index("ix_forum_topic_readings_topic_id_level", ["topic_id", "level"], unique=False)

    op.create_table(
        "forum_mentions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_posts.id"], name=op.f("fk_forum_mentions_post_id_forum_posts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_mentions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "user_id", name=op.f("pk_forum_mentions")),
    )
    with op.batch_alter_table("forum_mentions") as batch_op:
        batch_op.create_index("ix_forum_mentions_user_id", ["user_id"], unique=False)

    op.create_table(
        "forum_poll_votes",
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["forum_poll_options.id"],
            name=op.f("fk_forum_poll_votes_option_id_forum_poll_options"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_poll_votes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("option_id", "user_id", name=op.f("pk_forum_poll_votes")),
    )
    with op.batch_alter_table("forum_poll_votes") as batch_op:
        batch_op.create_index("ix_forum_poll_votes_user_id", ["user_id"], unique=False)

    op.create_table(
        "forum_post_pictures",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["forum_pictures.id"],
            name=op.f("fk_forum_post_pictures_picture_id_forum_pictures"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_posts.id"], name=op.f("fk_forum_post_pictures_post_id_forum_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "picture_id", name=op.f("pk_forum_post_pictures")),
    )
    with op.batch_alter_table("forum_post_pictures") as batch_op:
        batch_op.create_index("ix_forum_post_pictures_picture_id", ["picture_id"], unique=False)

    op.create_table(
        "forum_post_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("editor_user_id", sa.Integer(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_user_id"],
            ["users.id"],
            name=op.f("fk_forum_post_versions_editor_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_posts.id"], name=op.f("fk_forum_post_versions_post_id_forum_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_post_versions")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_forum_post_versions_post_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "forum_reactions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_posts.id"], name=op.f("fk_forum_reactions_post_id_forum_posts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_reactions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "kind", "user_id", name=op.f("pk_forum_reactions")),
    )
    with op.batch_alter_table("forum_reactions") as batch_op:
        batch_op.create_index("ix_forum_reactions_user_id", ["user_id"], unique=False)

    op.create_table(
        "forum_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_forum_reviews_decided_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_posts.id"], name=op.f("fk_forum_reviews_post_id_forum_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_reviews")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_reviews") as batch_op:
        batch_op.create_index("ix_forum_reviews_status_opened_at_id", ["status", "opened_at", "id"], unique=False)
        batch_op.create_index(
            "uq_forum_reviews_open",
            ["post_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "forum_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["forum_reviews.id"], name=op.f("fk_forum_flags_review_id_forum_reviews"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_forum_flags_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_flags")),
        sa.UniqueConstraint("review_id", "user_id", name=op.f("uq_forum_flags_review_id_user_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_flags") as batch_op:
        batch_op.create_index("ix_forum_flags_user_id_created_at", ["user_id", "created_at"], unique=False)

    _give_handles()


def _give_handles() -> None:
    """Everybody who signs in gets the name by which they are mentioned; namesakes get their number behind it."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("handle", sa.String(length=40), nullable=True))
    users = sa.table("users", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("handle", sa.String))
    connection = op.get_bind()
    given: set[str] = set()
    for user_id, name in connection.execute(sa.select(users.c.id, users.c.name).order_by(users.c.id)).all():
        plain = handle_of(name)
        handle = f"{plain}.{user_id}" if plain in given else plain
        given.add(handle)
        connection.execute(users.update().where(users.c.id == user_id).values(handle=handle))
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("handle", existing_type=sa.String(length=40), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_users_handle"), ["handle"])


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_users_handle"), type_="unique")
        batch_op.drop_column("handle")

    with op.batch_alter_table("forum_flags") as batch_op:
        batch_op.drop_index("ix_forum_flags_user_id_created_at")

    op.drop_table("forum_flags")
    with op.batch_alter_table("forum_reviews") as batch_op:
        batch_op.drop_index(
            "uq_forum_reviews_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index("ix_forum_reviews_status_opened_at_id")

    op.drop_table("forum_reviews")
    with op.batch_alter_table("forum_reactions") as batch_op:
        batch_op.drop_index("ix_forum_reactions_user_id")

    op.drop_table("forum_reactions")
    op.drop_table("forum_post_versions")
    with op.batch_alter_table("forum_post_pictures") as batch_op:
        batch_op.drop_index("ix_forum_post_pictures_picture_id")

    op.drop_table("forum_post_pictures")
    with op.batch_alter_table("forum_poll_votes") as batch_op:
        batch_op.drop_index("ix_forum_poll_votes_user_id")

    op.drop_table("forum_poll_votes")
    with op.batch_alter_table("forum_mentions") as batch_op:
        batch_op.drop_index("ix_forum_mentions_user_id")

    op.drop_table("forum_mentions")
    with op.batch_alter_table("forum_topic_readings") as batch_op:
        batch_op.drop_index("ix_forum_topic_readings_topic_id_level")

    op.drop_table("forum_topic_readings")
    with op.batch_alter_table("forum_receipts") as batch_op:
        batch_op.drop_index("ix_forum_receipts_user_id")

    op.drop_table("forum_receipts")
    with op.batch_alter_table("forum_posts") as batch_op:
        batch_op.drop_index("ix_forum_posts_created_at_id")
        batch_op.drop_index("ix_forum_posts_author_user_id_id")

    op.drop_table("forum_posts")
    op.drop_table("forum_poll_options")
    with op.batch_alter_table("agreement_signatures") as batch_op:
        batch_op.drop_index("ix_agreement_signatures_user_id")

    op.drop_table("agreement_signatures")
    with op.batch_alter_table("forum_topics") as batch_op:
        batch_op.drop_index(
            "ix_forum_topics_unanswered",
            sqlite_where=sa.text("first_staff_reply_at IS NULL"),
            postgresql_where=sa.text("first_staff_reply_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_forum_topics_pinned",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_forum_topics_last_post_at_id")
        batch_op.drop_index("ix_forum_topics_kind_last_post_at_id")
        batch_op.drop_index("ix_forum_topics_category_id_last_post_at_id")
        batch_op.drop_index("ix_forum_topics_author_user_id")

    op.drop_table("forum_topics")
    op.drop_table("forum_reading_marks")
    with op.batch_alter_table("forum_pictures") as batch_op:
        batch_op.drop_index("ix_forum_pictures_user_id_created_at")

    op.drop_table("forum_pictures")
    with op.batch_alter_table("forum_drafts") as batch_op:
        batch_op.drop_index("ix_forum_drafts_saved_at")

    op.drop_table("forum_drafts")
    with op.batch_alter_table("forum_category_levels") as batch_op:
        batch_op.drop_index("ix_forum_category_levels_category_id_level")

    op.drop_table("forum_category_levels")
    op.drop_table("agreement_versions")
    with op.batch_alter_table("forum_categories") as batch_op:
        batch_op.drop_index("ix_forum_categories_position")

    op.drop_table("forum_categories")
    op.drop_table("agreements")
