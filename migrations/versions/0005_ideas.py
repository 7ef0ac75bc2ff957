"""Make the ideas

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("tone", sa.String(length=12), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("see_audience_id", sa.Integer(), nullable=True),
        sa.Column("create_audience_id", sa.Integer(), nullable=True),
        sa.Column("vote_audience_id", sa.Integer(), nullable=True),
        sa.Column("comment_audience_id", sa.Integer(), nullable=True),
        sa.Column("members_create", sa.Boolean(), nullable=False),
        sa.Column("members_vote", sa.Boolean(), nullable=False),
        sa.Column("members_comment", sa.Boolean(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("answer_hours", sa.Integer(), nullable=True),
        sa.Column("vote_budget", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_board_agreement_id_agreements"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["comment_audience_id"],
            ["audiences.id"],
            name=op.f("fk_board_comment_audience_id_audiences"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["create_audience_id"],
            ["audiences.id"],
            name=op.f("fk_board_create_audience_id_audiences"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["see_audience_id"], ["audiences.id"], name=op.f("fk_board_see_audience_id_audiences"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["vote_audience_id"],
            ["audiences.id"],
            name=op.f("fk_board_vote_audience_id_audiences"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("folded", name=op.f("uq_board_folded")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_board_position", "board", ["position", "id"], unique=False)
    op.create_table(
        "vote_purse",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_vote_purse_board_id_board"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_vote_purse_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("board_id", "member_id", name=op.f("pk_vote_purse")),
    )
    op.create_index("ix_vote_purse_member_id", "vote_purse", ["member_id"], unique=False)
    op.create_table(
        "board_owner",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_board_owner_board_id_board"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_board_owner_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("board_id", "user_id", name=op.f("pk_board_owner")),
    )
    op.create_index("ix_board_owner_user_id", "board_owner", ["user_id"], unique=False)
    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("author_member_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=250), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=False),
        sa.Column("reopens_when", sa.Text(), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_member_id"], ["members.id"], name=op.f("fk_idea_author_member_id_members"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_idea_board_id_board"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["users.id"], name=op.f("fk_idea_deleted_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["users.id"], name=op.f("fk_idea_entered_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["idea.id"], name=op.f("fk_idea_merged_into_id_idea"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("source_key", name=op.f("uq_idea_source_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_idea_author_member_id_id", "idea", ["author_member_id", "id"], unique=False)
    op.create_index("ix_idea_board_id_id", "idea", ["board_id", "id"], unique=False)
    op.create_index("ix_idea_board_id_rank_id", "idea", ["board_id", "rank", "id"], unique=False)
    op.create_index("ix_idea_board_id_voters_id", "idea", ["board_id", "voters", "id"], unique=False)
    op.create_index(
        "ix_idea_merged_into_id",
        "idea",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("ix_idea_rank_id", "idea", ["rank", "id"], unique=False)
    op.create_index(
        "ix_idea_roadmap",
        "idea",
        ["quarter", "status", "voters", "id"],
        unique=False,
        sqlite_where=sa.text("quarter IS NOT NULL"),
        postgresql_where=sa.text("quarter IS NOT NULL"),
    )
    op.create_index("ix_idea_status_id", "idea", ["status", "id"], unique=False)
    op.create_index("ix_idea_status_rank_id", "idea", ["status", "rank", "id"], unique=False)
    op.create_index("ix_idea_status_voters_id", "idea", ["status", "voters", "id"], unique=False)
    op.create_index("ix_idea_voters_id", "idea", ["voters", "id"], unique=False)
    op.create_index(
        "ix_idea_unanswered",
        "idea",
        ["answer_due_at", "id"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL AND answer_due_at IS NOT NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND answer_due_at IS NOT NULL"),
    )
    op.create_table(
        "idea_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_idea_view_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_view")),
        sa.UniqueConstraint("user_id", "folded", name=op.f("uq_idea_view_user_id_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "idea_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("author_user_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_user_id"], ["users.id"], name=op.f("fk_idea_comment_author_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["users.id"], name=op.f("fk_idea_comment_deleted_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_comment_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_comment")),
        sa.UniqueConstraint("source_key", name=op.f("uq_idea_comment_source_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_idea_comment_author_user_id_created_at", "idea_comment", ["author_user_id", "created_at"], unique=False
    )
    op.create_index("ix_idea_comment_idea_id_id", "idea_comment", ["idea_id", "id"], unique=False)
    op.create_table(
        "idea_feedback",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_idea_feedback_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_feedback_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["users.id"], name=op.f("fk_idea_feedback_noted_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("idea_id", "feedback_id", name=op.f("pk_idea_feedback")),
    )
    op.create_index("ix_idea_feedback_feedback_id", "idea_feedback", ["feedback_id"], unique=False)
    op.create_table(
        "idea_follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_follower_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_idea_follower_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_follower")),
        sa.UniqueConstraint("idea_id", "member_id", name=op.f("uq_idea_follower_idea_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_idea_follower_member_id", "idea_follower", ["member_id"], unique=False)
    op.create_table(
        "idea_link",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_link_idea_id_idea"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["users.id"], name=op.f("fk_idea_link_noted_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["idea.id"], name=op.f("fk_idea_link_other_id_idea"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("idea_id", "other_id", name=op.f("pk_idea_link")),
    )
    op.create_index("ix_idea_link_other_id", "idea_link", ["other_id"], unique=False)
    op.create_table(
        "idea_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_idea_merge_by_id_users"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_merge_idea_id_idea"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["into_id"], ["idea.id"], name=op.f("fk_idea_merge_into_id_idea"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["users.id"], name=op.f("fk_idea_merge_undone_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_merge")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_idea_merge_into_id", "idea_merge", ["into_id"], unique=False)
    op.create_index(
        "uq_idea_merge_standing",
        "idea_merge",
        ["idea_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "idea_tag",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_tag_idea_id_idea"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_idea_tag_tag_id_tags"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("idea_id", "tag_id", name=op.f("pk_idea_tag")),
    )
    op.create_index("ix_idea_tag_tag_id", "idea_tag", ["tag_id"], unique=False)
    op.create_table(
        "status_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("came_from", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopens_when", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_status_move_by_id_users"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_status_move_idea_id_idea"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_move")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_status_move_idea_id_id", "status_move", ["idea_id", "id"], unique=False)
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("on_behalf_by_id", sa.Integer(), nullable=True),
        sa.Column("spends", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_vote_company_id_companies"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_vote_idea_id_idea"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_vote_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_by_id"], ["users.id"], name=op.f("fk_vote_on_behalf_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("idea_id", "member_id", name=op.f("uq_vote_idea_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_vote_company_id", "vote", ["company_id"], unique=False)
    op.create_index("ix_vote_member_id_confirmed_at", "vote", ["member_id", "confirmed_at"], unique=False)
    op.create_table(
        "closing_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("owed_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=6), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_closing_note_by_id_users"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_closing_note_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_closing_note_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["move_id"], ["status_move.id"], name=op.f("fk_closing_note_move_id_status_move"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_note")),
        sa.UniqueConstraint("move_id", "member_id", name=op.f("uq_closing_note_move_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_closing_note_idea_id_id", "closing_note", ["idea_id", "id"], unique=False)
    op.create_index("ix_closing_note_member_id_id", "closing_note", ["member_id", "id"], unique=False)
    op.create_index(
        "ix_closing_note_owed",
        "closing_note",
        ["idea_id", "id"],
        unique=False,
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.create_table(
        "merged_row",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["idea_merge.id"], name=op.f("fk_merged_row_merge_id_idea_merge"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", "kind", "row_id", name=op.f("pk_merged_row")),
    )


def downgrade() -> None:
    op.drop_table("merged_row")
    op.drop_index(
        "ix_closing_note_owed",
        table_name="closing_note",
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.drop_index("ix_closing_note_member_id_id", table_name="closing_note")
    op.drop_index("ix_closing_note_idea_id_id", table_name="closing_note")
    op.drop_table("closing_note")
    op.drop_index("ix_vote_member_id_confirmed_at", table_name="vote")
    op.drop_index("ix_vote_company_id", table_name="vote")
    op.drop_table("vote")
    op.drop_index("ix_status_move_idea_id_id", table_name="status_move")
    op.drop_table("status_move")
    op.drop_index("ix_idea_tag_tag_id", table_name="idea_tag")
    op.drop_table("idea_tag")
    op.drop_index(
        "uq_idea_merge_standing",
        table_name="idea_merge",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.drop_index("ix_idea_merge_into_id", table_name="idea_merge")
    op.drop_table("idea_merge")
    op.drop_index("ix_idea_link_other_id", table_name="idea_link")
    op.drop_table("idea_link")
    op.drop_index("ix_idea_follower_member_id", table_name="idea_follower")
    op.drop_table("idea_follower")
    op.drop_index("ix_idea_feedback_feedback_id", table_name="idea_feedback")
    op.drop_table("idea_feedback")
    op.drop_index("ix_idea_comment_idea_id_id", table_name="idea_comment")
    op.drop_index("ix_idea_comment_author_user_id_created_at", table_name="idea_comment")
    op.drop_table("idea_comment")
    op.drop_table("idea_view")
    op.drop_index(
        "ix_idea_unanswered",
        table_name="idea",
        sqlite_where=sa.text("answered_at IS NULL AND answer_due_at IS NOT NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND answer_due_at IS NOT NULL"),
    )
    op.drop_index("ix_idea_voters_id", table_name="idea")
    op.drop_index("ix_idea_status_voters_id", table_name="idea")
    op.drop_index("ix_idea_status_rank_id", table_name="idea")
    op.drop_index("ix_idea_status_id", table_name="idea")
    op.drop_index(
        "ix_idea_roadmap",
        table_name="idea",
        sqlite_where=sa.text("quarter IS NOT NULL"),
        postgresql_where=sa.text("quarter IS NOT NULL"),
    )
    op.drop_index("ix_idea_rank_id", table_name="idea")
    op.drop_index(
        "ix_idea_merged_into_id",
        table_name="idea",
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.drop_index("ix_idea_board_id_voters_id", table_name="idea")
    op.drop_index("ix_idea_board_id_rank_id", table_name="idea")
    op.drop_index("ix_idea_board_id_id", table_name="idea")
    op.drop_index("ix_idea_author_member_id_id", table_name="idea")
    op.drop_table("idea")
    op.drop_index("ix_board_owner_user_id", table_name="board_owner")
    op.drop_table("board_owner")
    op.drop_index("ix_vote_purse_member_id", table_name="vote_purse")
    op.drop_table("vote_purse")
    op.drop_index("ix_board_position", table_name="board")
    op.drop_table("board")
