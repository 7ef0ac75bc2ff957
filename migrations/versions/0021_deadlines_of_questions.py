"""Give every question about a quote an end

One that is open has ninety days from when it was sent. On the way down, what lapsed is closed like words that were edited.

Revision ID: 0021
Revises: 0020
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OPEN_FOR = timedelta(days=90)
UNANSWERED = sa.text("answered_at IS NULL")
MOMENT = sa.DateTime(timezone=True)
requests = sa.table(
    "approval_requests",
    *(sa.column("id"), sa.column("answer")),
    *(sa.column(name, MOMENT) for name in ("sent_at", "answered_at", "lapses_at")),
)
MOMENTS = ("needed_by", "lapses_at", "remind_at")
INDEXES = {"ix_approval_requests_lapsing": "lapses_at", "ix_approval_requests_reminding": "remind_at"}


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("approval_requests", sa.Column(name, MOMENT, nullable=True))
    _give_an_end()
    for name, column in INDEXES.items():
        op.create_index(
            name, "approval_requests", [column], sqlite_where=UNANSWERED, postgresql_where=UNANSWERED
        )


def downgrade() -> None:
    op.execute(requests.update().where(requests.c.answer == "lapsed").values(answer="void"))
    for name in INDEXES:
        op.drop_index(name, "approval_requests")
    for name in reversed(MOMENTS):
        op.drop_column("approval_requests", name)


def _give_an_end() -> None:
    connection = op.get_bind()
    waiting = sa.select(requests.c.id, requests.c.sent_at).where(requests.c.answered_at.is_(None))
    for request_id, sent_at in connection.execute(waiting).all():
        end = requests.update().where(requests.c.id == request_id).values(lapses_at=sent_at + OPEN_FOR)
        connection.execute(end)
