"""When a login was closed, why, and whether a link to its address opens it again; addresses of colleagues change, too

Logins that are closed already are opened by colleagues alone, as before. On the way down, changes of addresses of
colleagues who are no members are forgotten.

Revision ID: 0017
Revises: 0016
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

users = sa.table("users", sa.column("active", sa.Boolean()), sa.column("closed_at", sa.DateTime(timezone=True)))

changes = sa.table("address_changes", sa.column("member_id"))


def upgrade() -> None:
    op.add_column("users", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("closed_because", sa.String(length=500), server_default="", nullable=False))
    op.add_column("users", sa.Column("reopens_by_link", sa.Boolean(), server_default=sa.false(), nullable=False))
    _let_member_lack(True)
    op.execute(users.update().where(~users.c.active).values(closed_at=datetime.now(UTC)))


def downgrade() -> None:
    op.execute(changes.delete().where(changes.c.member_id.is_(None)))
    _let_member_lack(False)
    with op.batch_alter_table("users", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in ("closed_at", "closed_because", "reopens_by_link"):
            table.drop_column(name)


def _let_member_lack(may: bool) -> None:
    with op.batch_alter_table("address_changes", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("member_id", existing_type=sa.Integer(), nullable=may)
