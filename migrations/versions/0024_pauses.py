"""Let colleagues pause a person or a company by hand, with a reason and a day

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLE = "pauses"
OF_WHOM = {
    "member_id": ("members", "CASCADE"),
    "company_id": ("companies", "CASCADE"),
    "begun_by_id": ("users", "SET NULL"),
}
STANDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in OF_WHOM),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{name}_{table}"), ondelete=gone)
            for name, (table, gone) in OF_WHOM.items()
        ),
        sa.CheckConstraint("(member_id IS NULL) <> (company_id IS NULL)", name=op.f(f"ck_{TABLE}_one_subject")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    for name, column, unique in (
        ("uq_pauses_member", "member_id", True),
        ("uq_pauses_company", "company_id", True),
        ("ix_pauses_until", "until", False),
    ):
        op.create_index(name, TABLE, [column], unique=unique, sqlite_where=STANDING, postgresql_where=STANDING)


def downgrade() -> None:
    op.drop_table(TABLE)
