"""Let a new job that a member tells us of wait until somebody confirms it

Those that were told before this version wait as well, for a working day from now, and lose nothing meanwhile: the
member stays with the company they named. On the way down, whoever waits is where they said.

Revision ID: 0010
Revises: 0009
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FRIDAY = 4
WAITING = sa.text("status = 'waiting'")
members = sa.table("members", sa.column("id"), sa.column("company_id"), sa.column("merged_into_id"))
users = sa.table("users", sa.column("id"), sa.column("member_id"))
companies = sa.table("companies", sa.column("id"), sa.column("merged_into_id"), sa.column("domain_confirmed"))
employments = sa.table(
    "employments",
    *(sa.column(name) for name in ("id", "member_id", "company_id", "job_title")),
    sa.column("since", sa.Date()),
    sa.column("until", sa.Date()),
)
activities = sa.table(
    "activities",
    *(sa.column(name) for name in ("id", "verb", "actor_user_id", "member_id")),
    sa.column("facts", sa.JSON()),
    sa.column("occurred_at", sa.DateTime(timezone=True)),
)
job_changes = sa.table(
    "job_changes",
    *(sa.column(name) for name in ("member_id", "company_id", "former_company_id", "status")),
    sa.column("since", sa.Date()),
    sa.column("told_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column("companies", sa.Column("domain_confirmed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "job_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("former_company_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_job_changes_{column}_{table}"), ondelete=ondelete
            )
            for column, table, ondelete in (
                ("member_id", "members", "CASCADE"),
                ("company_id", "companies", "CASCADE"),
                ("former_company_id", "companies", "SET NULL"),
                ("settled_by_id", "users", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_changes_member_id_told_at", "job_changes", ["member_id", "told_at"])
    op.create_index("ix_job_changes_company_id", "job_changes", ["company_id"])
    op.create_index("ix_job_changes_former_company_id", "job_changes", ["former_company_id"])
    partly = {"sqlite_where": WAITING, "postgresql_where": WAITING}
    op.create_index("ix_job_changes_due", "job_changes", ["due_at"], **partly)
    op.create_index("uq_job_changes_waiting", "job_changes", ["member_id"], unique=True, **partly)
    rows = _told_before(op.get_bind())
    if rows:
        op.bulk_insert(job_changes, rows)


def downgrade() -> None:
    connection = op.get_bind()
    waiting = sa.select(job_changes).where(job_changes.c.status == "waiting")
    for told in connection.execute(waiting).mappings().all():
        here = sa.and_(members.c.id == told["member_id"], members.c.company_id.is_(None))
        if connection.execute(members.update().where(here).values(company_id=told["company_id"])).rowcount:
            job = {name: told[name] for name in ("member_id", "company_id", "since")}
            connection.execute(employments.insert().values(**job, job_title=""))
    op.drop_table("job_changes")
    op.drop_column("companies", "domain_confirmed")


def _told_before(connection: sa.Connection) -> list[dict[str, Any]]:
    """The last change of jobs of each member who told it themselves and is still where they said."""
    later = activities.alias()
    newest = sa.select(sa.func.max(later.c.id)).where(
        later.c.verb == "employment.changed", later.c.member_id == activities.c.member_id
    )
    told = (
        sa.select(activities.c.member_id, activities.c.facts, activities.c.occurred_at, members.c.company_id)
        .join(users, users.c.id == activities.c.actor_user_id)
        .join(members, members.c.id == activities.c.member_id)
        .where(activities.c.verb == "employment.changed", users.c.member_id == activities.c.member_id)
        .where(activities.c.id == newest.scalar_subquery(), members.c.merged_into_id.is_(None))
        .order_by(activities.c.id)
    )
    now_called = dict(connection.execute(sa.select(companies.c.id, companies.c.merged_into_id)).all())
    found = [_row(line, now_called, connection) for line in connection.execute(told).all()]
    return [row for row in found if row is not None]


def _row(line: Any, now_called: dict[int, int | None], connection: sa.Connection) -> dict[str, Any] | None:
    facts = line.facts or {}
    told, former = (now_called.get(each) or each for each in (facts.get("to_company"), facts.get("from_company")))
    if told not in now_called or told != line.company_id:
        return None
    return {
        "member_id": line.member_id,
        "company_id": told,
        "former_company_id": former if former in now_called else None,
        "since": _since(connection, line.member_id) or line.occurred_at.date(),
        "status": "waiting",
        "told_at": line.occurred_at,
        "due_at": _next_working_day(),
    }


def _since(connection: sa.Connection, member_id: int) -> date | None:
    current = sa.select(employments.c.since).where(employments.c.member_id == member_id, employments.c.until.is_(None))
    return connection.execute(current.order_by(employments.c.id.desc()).limit(1)).scalar()


def _next_working_day() -> datetime:
    moment = datetime.now(UTC)
    return moment + timedelta(days=max(1, 7 - moment.weekday()) if moment.weekday() >= FRIDAY else 1)
