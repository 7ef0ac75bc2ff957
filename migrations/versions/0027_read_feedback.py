"""Who has read a piece of feedback, and by when somebody does; what we told a customer about their case

What a colleague wrote down has been read; whatever else is there already waits for nobody.

Revision ID: 0027
Revises: 0025
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL AND read_due_at IS NOT NULL")
FEEDBACK = sa.table(
    "feedback",
    sa.column("source"),
    sa.column("captured_by_id"),
    sa.column("created_at", MOMENT),
    sa.column("read_at", MOMENT),
    sa.column("read_by_id"),
)


def upgrade() -> None:
    with _copy_of("feedback") as copy:
        copy.add_column(sa.Column("read_due_at", MOMENT, nullable=True))
        copy.add_column(sa.Column("read_at", MOMENT, nullable=True))
        _add_user(copy, "feedback", "read_by_id")
    with _copy_of("cases") as copy:
        copy.add_column(sa.Column("told", sa.Text(), server_default="", nullable=False))
        _add_user(copy, "cases", "answered_by_id")
    op.create_index("ix_feedback_unread", "feedback", ["read_due_at", "id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    heard = FEEDBACK.c.captured_by_id.is_not(None), FEEDBACK.c.source != "import"
    read = {"read_at": FEEDBACK.c.created_at, "read_by_id": FEEDBACK.c.captured_by_id}
    op.execute(FEEDBACK.update().where(*heard).values(read))


def downgrade() -> None:
    op.drop_index("ix_feedback_unread", "feedback")
    for table, user, others in (("cases", "answered_by_id", ("told",)), ("feedback", "read_by_id", ("read_at", "read_due_at"))):
        with _copy_of(table) as copy:
            copy.drop_constraint(op.f(f"fk_{table}_{user}_users"), type_="foreignkey")
            for column in (user, *others):
                copy.drop_column(column)


def _add_user(copy: Any, table: str, column: str) -> None:
    copy.add_column(sa.Column(column, sa.Integer(), nullable=True))
    copy.create_foreign_key(op.f(f"fk_{table}_{column}_users"), "users", [column], ["id"], ondelete="SET NULL")


@contextmanager
def _copy_of(table: str) -> Iterator[Any]:
    """The table, to be changed. SQLite does so by copying it, and would begin the ids anew after the highest."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    known = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    last = op.get_bind().scalar(sa.select(known.c.seq).where(known.c.name == table)) if is_sqlite else None
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as copy:
        yield copy
    if last is not None:
        op.execute(known.delete().where(known.c.name == table))
        op.execute(known.insert().values(name=table, seq=last))
