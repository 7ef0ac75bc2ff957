"""Changes of the address that somebody signs in with, which are confirmed and may be disputed

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "address_changes"
MOMENTS = {"asked_at": False, "expires_at": False, "confirmed_at": True, "disputed_at": True, "settled_at": True}
OF_WHOM = {
    "user_id": ("users", "CASCADE", False),
    "member_id": ("members", "CASCADE", False),
    "asked_by_id": ("users", "SET NULL", True),
    "settled_by_id": ("users", "SET NULL", True),
}


def upgrade() -> None:
    for name in ("disputed_at", "address_proved_at"):
        op.add_column("users", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE users SET address_proved_at = created_at")  # every invitation went by email until now
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("former", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=may_lack) for name, may_lack in MOMENTS.items()),
        *(sa.Column(name, sa.Integer(), nullable=may_lack) for name, (_table, _gone, may_lack) in OF_WHOM.items()),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{name}_{table}"), ondelete=gone)
            for name, (table, gone, _may_lack) in OF_WHOM.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    open_one, disputed = sa.text("status = 'asked'"), sa.text("status = 'disputed'")
    op.create_index(
        "uq_address_changes_open", TABLE, ["user_id"], unique=True, sqlite_where=open_one, postgresql_where=open_one
    )
    op.create_index("ix_address_changes_disputed", TABLE, ["id"], sqlite_where=disputed, postgresql_where=disputed)
    op.create_index("ix_address_changes_status_expires_at", TABLE, ["status", "expires_at"])
    op.create_index("ix_address_changes_user_id", TABLE, ["user_id"])
    op.create_index("ix_address_changes_member_id", TABLE, ["member_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
    with op.batch_alter_table("users") as users:
        users.drop_column("disputed_at")
        users.drop_column("address_proved_at")
