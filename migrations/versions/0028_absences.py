"""Let colleagues be away, with somebody who stands in

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "absences"
OF_WHOM = {"user_id": "CASCADE", "deputy_id": "CASCADE", "created_by_id": "SET NULL"}
NOT_ENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=gone == "SET NULL") for name, gone in OF_WHOM.items()),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["users.id"], name=op.f(f"fk_{TABLE}_{name}_users"), ondelete=gone)
            for name, gone in OF_WHOM.items()
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f(f"ck_{TABLE}_in_order")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f(f"ck_{TABLE}_somebody_else")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_absences_user_id_starts_on", TABLE, ["user_id", "starts_on"])
    op.create_index("ix_absences_deputy_id", TABLE, ["deputy_id"])
    op.create_index("ix_absences_ends_on", TABLE, ["ends_on"], sqlite_where=NOT_ENDED, postgresql_where=NOT_ENDED)


def downgrade() -> None:
    op.drop_table(TABLE)
