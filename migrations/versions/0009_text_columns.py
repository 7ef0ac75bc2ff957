"""Call each column of what somebody wrote by what it is: a text, a message, instructions, thanks

Each column is renamed where it stands, with its default and constraints: no row is copied.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = {
    "agreement_versions.words": "text",
    "approval_requests.answer_words": "answer_text",
    "beta_closings.words": "thanks",
    "beta_questions.words": "text",
    "beta_reports.words": "text",
    "beta_tasks.words": "instructions",
    "betas.words": "instructions",
    "closing_notes.answer_words": "answer_text",
    "closing_notes.words": "message",
    "concerns.words": "text",
    "feedback.words": "text",
    "forum_flags.words": "text",
    "forum_poll_options.words": "text",
    "invitations.words": "message",
    "survey_answers.words": "text",
    "testimonial_versions.words": "text",
}
"""Old table.old column → new column."""


def upgrade() -> None:
    for place, new in COLUMNS.items():
        table, _dot, old = place.partition(".")
        op.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{old}" TO "{new}"')


def downgrade() -> None:
    for place, new in COLUMNS.items():
        table, _dot, old = place.partition(".")
        op.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{new}" TO "{old}"')
