"""Keep outcomes of planned nurture actions as codes, and name their moment like that of a move

A sentence that no code fits is kept as it was written. On the way down a code becomes the sentence that the version
before would have written: messages and questions were held back with a reason in words, offers with its name.

Revision ID: 0008
Revises: 0007
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PAGE = 2_000
SENTENCES = {
    "became part of another record": "merged",
    "no beta looks for them now": "no_beta",
    "they are in it already": "already_in",
}
BEGINNINGS = {
    "not more often than ": "too_often:",
    "nothing is offered by the name of ": "nothing_offered:",
    "failed: ": "failed:",
}
HELD_BACK = "held back: "
REASONS = {
    "unsubscribed": "They asked for no more of these mails",
    "paused": "They are taking a break",
    "held": "Something is being put right with them first",
    "merged": "This record became part of another one",
    "not_joined": "They have not joined",
    "locked": "Their sign-in is closed",
    "budget": "They have heard from us often enough lately",
    "open_question": "An earlier question is still open",
    "suppressed": "Mails to this address came back, or were called unwanted",
}
ACTIONS = sa.table("nurture_actions", sa.column("id"), sa.column("kind"), sa.column("outcome"))


def upgrade() -> None:
    op.execute("ALTER TABLE nurture_actions RENAME COLUMN because_at TO effective_at")
    _rewrite(_code)


def downgrade() -> None:
    _rewrite(_sentence)
    op.execute("ALTER TABLE nurture_actions RENAME COLUMN effective_at TO because_at")


def _code(_kind: str, text: str) -> str:
    if text in SENTENCES:
        return SENTENCES[text]
    for beginning, code in BEGINNINGS.items():
        if text.startswith(beginning):
            return code + text.removeprefix(beginning)
    if text.startswith(HELD_BACK):
        reason = text.removeprefix(HELD_BACK)
        name = next((name for name, words in REASONS.items() if reason in (name, words)), None)
        return f"held:{name}" if name else text
    return text


def _sentence(kind: str, text: str) -> str:
    for sentence, code in SENTENCES.items():
        if text == code:
            return sentence
    for beginning, code in BEGINNINGS.items():
        if text.startswith(code):
            return (beginning + text.removeprefix(code))[:300]
    if text.startswith("held:"):
        name = text.removeprefix("held:")
        return HELD_BACK + (name if kind == "offer" else REASONS.get(name, name))
    return text


def _rewrite(change: Callable[[str, str], str]) -> None:
    connection, last = op.get_bind(), 0
    while True:
        page = sa.select(ACTIONS).where(ACTIONS.c.id > last, ACTIONS.c.outcome.is_not(None)).order_by(ACTIONS.c.id)
        rows = connection.execute(page.limit(PAGE)).all()
        if not rows:
            return
        last = rows[-1].id
        changed = [{"row": row.id, "new": new} for row in rows if (new := change(row.kind, row.outcome)) != row.outcome]
        if changed:
            by_id = sa.update(ACTIONS).where(ACTIONS.c.id == sa.bindparam("row"))
            connection.execute(by_id.values(outcome=sa.bindparam("new")), changed)
