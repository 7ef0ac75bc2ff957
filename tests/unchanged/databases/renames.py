"""What this tree's migrations call otherwise: the one place that says so."""

from collections.abc import Callable, Mapping
from pathlib import Path
from runpy import run_path
from typing import Any

TABLES: Mapping[str, str] = {
    "board": "boards",
    "board_owner": "board_owners",
    "closing_note": "closing_notes",
    "idea": "ideas",
    "idea_comment": "idea_comments",
    "idea_follower": "idea_followers",
    "idea_link": "idea_links",
    "idea_merge": "idea_merges",
    "idea_tag": "idea_tags",
    "idea_view": "idea_views",
    "merged_row": "idea_merged_rows",
    "status_move": "idea_moves",
    "vote": "votes",
    "vote_purse": "vote_budgets",
}
"""Old name → new name."""
COLUMNS: Mapping[str, str] = {
    "agreement_versions.words": "text",
    "approval_requests.answer_words": "answer_text",
    "beta_closings.words": "thanks",
    "beta_questions.words": "text",
    "beta_reports.words": "text",
    "beta_tasks.words": "instructions",
    "betas.words": "instructions",
    "closing_note.answer_words": "answer_text",
    "closing_note.words": "message",
    "concerns.words": "text",
    "feedback.words": "text",
    "forum_flags.words": "text",
    "forum_poll_options.words": "text",
    "invitations.words": "message",
    "nurture_actions.because_at": "effective_at",
    "survey_answers.words": "text",
    "testimonial_versions.words": "text",
}
"""Old table.old column → new column."""
_outcomes = run_path(str(Path(__file__).resolve().parents[3] / "migrations/versions/0008_outcomes_as_codes.py"))
VALUES: Mapping[str, Callable[[Any], Any]] = {
    "nurture_actions.outcome": lambda text: text and _outcomes["_code"]("", text),
}
"""Old table.old column → what becomes of its value on the way up. On the way down it becomes what it was."""
REMOVED: frozenset[str] = frozenset({"links.token_hash"})
"""Old tables, and old table.old column, that this tree does without; on the way down they stand there empty again, but
where a migration says where their values went (0016: to a table of their own)."""


def new_table(table: str) -> str:
    return TABLES.get(table, table)


def new_column(table: str, column: str) -> str:
    return COLUMNS.get(f"{table}.{column}", column)


def new_value(table: str, column: str, value: Any) -> Any:
    return VALUES[f"{table}.{column}"](value) if f"{table}.{column}" in VALUES else value
