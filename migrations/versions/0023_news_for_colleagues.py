"""Who was told of what is due, when a line of an inbox was mailed, and which tasks a case asks for

What is overdue when this runs is told to nobody any more: it stands on everybody's lists already. Colleagues whose
digest came once a week, as it did for everybody who chose nothing, have one every working day; that stays on the way
down.

Revision ID: 0023
Revises: 0022
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NOTED = {"tasks": "due_noted_at", "promises": "due_noted_at", "cases": "overdue_noted_at"}
CARE_TASKS = ("listen_call", "look_into_this_case", "answer_before_closing", "say_what_changed", "ask_how_it_is_now")
UNREAD = sa.text("read_at IS NULL")
tasks = sa.table("tasks", sa.column("name"), sa.column("in_care", sa.Boolean()))
plans = sa.table(
    "digest_plans", sa.column("user_id"), sa.column("rhythm"), sa.column("next_at", sa.DateTime(timezone=True))
)
roles = sa.table("staff_roles", sa.column("user_id"))


def upgrade() -> None:
    op.add_column("notices", sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_notices_unread_about", "notices", ["about_kind", "about_id"], sqlite_where=UNREAD, postgresql_where=UNREAD
    )
    for table, column in NOTED.items():
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column("tasks", sa.Column("in_care", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(tasks.update().where(tasks.c.name.in_(CARE_TASKS)).values(in_care=True))
    _note_what_is_late(datetime.now(UTC))
    colleagues = plans.c.user_id.in_(sa.select(roles.c.user_id))
    weekly = plans.update().where(colleagues, plans.c.rhythm == "weekly")
    op.execute(weekly.values(rhythm="daily", next_at=datetime.now(UTC)))


def downgrade() -> None:
    op.drop_index("ix_notices_unread_about", "notices")
    op.drop_column("notices", "mailed_at")
    op.drop_column("tasks", "in_care")
    for table, column in NOTED.items():
        op.drop_column(table, column)


def _note_what_is_late(moment: datetime) -> None:
    late = {
        "tasks": ("due_on", sa.Date(), moment.date()),
        "promises": ("due_on", sa.Date(), moment.date()),
        "cases": ("due_at", sa.DateTime(timezone=True), moment),
    }
    for name, (due, kind, until) in late.items():
        noted = NOTED[name]
        table = sa.table(name, sa.column(due, kind), sa.column(noted, sa.DateTime(timezone=True)))
        op.execute(table.update().where(table.c[due] < until).values({noted: moment}))
