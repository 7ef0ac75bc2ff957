"""Make the betas

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "betas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("silence_days", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("apply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_betas_seats")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_betas_agreement_id_agreements"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audiences.id"], name=op.f("fk_betas_audience_id_audiences"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_betas_idea_id_idea"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["owner_user_id"], ["users.id"], name=op.f("fk_betas_owner_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_betas")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_betas_idea_id", "betas", ["idea_id"])
    op.create_index("ix_betas_status_id", "betas", ["status", "id"])
    op.create_table(
        "beta_applicants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beta_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["beta_id"], ["betas.id"], name=op.f("fk_beta_applicants_beta_id_betas"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["users.id"], name=op.f("fk_beta_applicants_chosen_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_beta_applicants_company_id_companies"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_beta_applicants_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_applicants")),
        sa.UniqueConstraint("beta_id", "member_id", name=op.f("uq_beta_applicants_beta_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beta_applicants_beta_id_status_id", "beta_applicants", ["beta_id", "status", "id"])
    op.create_index(
        "ix_beta_applicants_due_at",
        "beta_applicants",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_beta_applicants_member_id_status", "beta_applicants", ["member_id", "status"])
    op.create_index(
        "ix_beta_applicants_waiting",
        "beta_applicants",
        ["beta_id", "waits"],
        sqlite_where=sa.text("status = 'waitlisted'"),
        postgresql_where=sa.text("status = 'waitlisted'"),
    )
    op.create_table(
        "beta_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beta_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("fits", sa.JSON(), nullable=False),
        sa.Column("otherwise", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["beta_id"], ["betas.id"], name=op.f("fk_beta_questions_beta_id_betas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_questions")),
        sa.UniqueConstraint("beta_id", "position", name=op.f("uq_beta_questions_beta_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "beta_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beta_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["beta_id"], ["betas.id"], name=op.f("fk_beta_tasks_beta_id_betas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_tasks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beta_tasks_beta_id_week_id", "beta_tasks", ["beta_id", "week", "id"])
    op.create_table(
        "beta_closings",
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("fixed", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("gift", sa.String(length=200), nullable=False),
        sa.Column("gift_withheld", sa.String(length=8), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["beta_applicants.id"],
            name=op.f("fk_beta_closings_applicant_id_beta_applicants"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["users.id"], name=op.f("fk_beta_closings_by_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("applicant_id", name=op.f("pk_beta_closings")),
    )
    op.create_table(
        "beta_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beta_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["beta_applicants.id"],
            name=op.f("fk_beta_keys_applicant_id_beta_applicants"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["beta_id"], ["betas.id"], name=op.f("fk_beta_keys_beta_id_betas"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_keys")),
        sa.UniqueConstraint("applicant_id", name=op.f("uq_beta_keys_applicant_id")),
        sa.UniqueConstraint("beta_id", "fingerprint", name=op.f("uq_beta_keys_beta_id_fingerprint")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beta_keys_beta_id_applicant_id_id", "beta_keys", ["beta_id", "applicant_id", "id"])
    op.create_table(
        "beta_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beta_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'issue') = (severity IS NOT NULL)", name=op.f("ck_beta_reports_severity")),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["beta_applicants.id"],
            name=op.f("fk_beta_reports_applicant_id_beta_applicants"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["beta_id"], ["betas.id"], name=op.f("fk_beta_reports_beta_id_betas"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"],
            ["beta_reports.id"],
            name=op.f("fk_beta_reports_duplicate_of_id_beta_reports"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_reports")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beta_reports_applicant_id_id", "beta_reports", ["applicant_id", "id"])
    op.create_index("ix_beta_reports_beta_id_id", "beta_reports", ["beta_id", "id"])
    op.create_index("ix_beta_reports_duplicate_of_id", "beta_reports", ["duplicate_of_id"])
    op.create_table(
        "beta_seat_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beta_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("next_applicant_id", sa.Integer(), nullable=True),
        sa.Column("by_user_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["beta_applicants.id"],
            name=op.f("fk_beta_seat_changes_applicant_id_beta_applicants"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["beta_id"], ["betas.id"], name=op.f("fk_beta_seat_changes_beta_id_betas"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["users.id"], name=op.f("fk_beta_seat_changes_by_user_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["next_applicant_id"],
            ["beta_applicants.id"],
            name=op.f("fk_beta_seat_changes_next_applicant_id_beta_applicants"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_seat_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beta_seat_changes_applicant_id", "beta_seat_changes", ["applicant_id"])
    op.create_index("ix_beta_seat_changes_beta_id_id", "beta_seat_changes", ["beta_id", "id"])
    op.create_table(
        "beta_tasks_done",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["beta_applicants.id"],
            name=op.f("fk_beta_tasks_done_applicant_id_beta_applicants"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["beta_tasks.id"], name=op.f("fk_beta_tasks_done_task_id_beta_tasks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "applicant_id", name=op.f("pk_beta_tasks_done")),
    )
    op.create_index("ix_beta_tasks_done_applicant_id_done_at", "beta_tasks_done", ["applicant_id", "done_at"])
    op.create_table(
        "beta_key_reveals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["beta_keys.id"], name=op.f("fk_beta_key_reveals_key_id_beta_keys"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_beta_key_reveals_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beta_key_reveals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beta_key_reveals_key_id_id", "beta_key_reveals", ["key_id", "id"])
    op.create_table(
        "beta_report_ideas",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_beta_report_ideas_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["beta_reports.id"],
            name=op.f("fk_beta_report_ideas_report_id_beta_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", "idea_id", name=op.f("pk_beta_report_ideas")),
    )
    op.create_index("ix_beta_report_ideas_idea_id", "beta_report_ideas", ["idea_id"])


def downgrade() -> None:
    op.drop_table("beta_report_ideas")
    op.drop_table("beta_key_reveals")
    op.drop_table("beta_tasks_done")
    op.drop_table("beta_seat_changes")
    op.drop_table("beta_reports")
    op.drop_table("beta_keys")
    op.drop_table("beta_closings")
    op.drop_table("beta_tasks")
    op.drop_table("beta_questions")
    op.drop_table("beta_applicants")
    op.drop_table("betas")
