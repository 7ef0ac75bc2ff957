"""Answers to emails in a colleague's name: their addresses, what came in, and what goes along with an email

On the way down answers that were not forwarded yet are gone, with the addresses that take them.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TO_FORWARD = sa.text("state = 'waiting'")
WITH_FILE = sa.text("file_key IS NOT NULL")
LINKS = sa.table("links", sa.column("id"), sa.column("purpose"))
TOKENS = sa.table("link_tokens", sa.column("link_id"))


def upgrade() -> None:
    op.add_column("mails", sa.Column("enclosed", sa.String(80), nullable=True))
    op.create_table(
        "answer_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("writer_user_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("in_our_name", sa.Boolean(), nullable=False),
        sa.Column("mail_key", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["writer_user_id"], ["users.id"], name="fk_answer_addresses_writer_user_id_users", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_answer_addresses_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answer_addresses"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_addresses_member_id", "answer_addresses", ["member_id"])
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(250), nullable=False),
        sa.Column("others", sa.String(1000), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("as_file", sa.Boolean(), nullable=False),
        sa.Column("file_key", sa.String(80), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["answer_addresses.id"], name="fk_answers_address_id_answer_addresses", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_answers_member_id_members", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_answers_mail_id_mails", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["to_user_id"], ["users.id"], name="fk_answers_to_user_id_users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("address_id", "name", name="uq_answers_address_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_answers_waiting", "answers", ["next_at", "id"], sqlite_where=TO_FORWARD, postgresql_where=TO_FORWARD
    )
    op.create_index(
        "ix_answers_with_file", "answers", ["member_id", "id"], sqlite_where=WITH_FILE, postgresql_where=WITH_FILE
    )
    op.create_index("ix_answers_member_id_received_at", "answers", ["member_id", "received_at"])
    op.create_index("ix_answers_mail_id", "answers", ["mail_id"])


def downgrade() -> None:
    theirs = sa.select(LINKS.c.id).where(LINKS.c.purpose == "reply:letter")
    op.execute(TOKENS.delete().where(TOKENS.c.link_id.in_(theirs)))
    op.execute(LINKS.delete().where(LINKS.c.purpose == "reply:letter"))
    op.drop_table("answers")
    op.drop_table("answer_addresses")
    op.drop_column("mails", "enclosed")
