"""Let nothing be allowed that was never asked, and let a quote outlive its author without a name

The page on which customers answered never named languages or a logo, so permissions lose these. What is allowed
beyond a question, or without one, goes on for two weeks, stands on Today with "Ask again", and then ends. All of it is
kept aside, so that it is as before on the way down; quotes of erased people are forgotten there. Words that customers
wrote into a question are versions by them.

Revision ID: 0020
Revises: 0019
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PAGE = 500
GOES_ON = timedelta(days=14)
TOLD = {
    "full_name": {"first name", "last name", "initials", "title", "company", "industry"},
    "first_name": {"first name", "company", "industry"},
    "initials": {"initials", "company", "industry"},
    "role_company": {"title", "company", "industry"},
    "role_industry": {"title", "industry"},
    "anonymous": set(),
}
"""What each attribution tells of the author, whether outright or because something else does."""
LISTED = (("channel", "channels"), ("territory", "territories"))
QUOTES = sa.table(
    "testimonials",
    sa.column("id"),
    sa.column("member_id"),
    sa.column("feedback_id"),
    sa.column("current_version_id"),
)
VERSIONS = sa.table(
    "testimonial_versions",
    sa.column("id"),
    sa.column("testimonial_id"),
    sa.column("number"),
    sa.column("text"),
    sa.column("sha256"),
    sa.column("incentive"),
    sa.column("by_author", sa.Boolean()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
OWN_WORDS = """UPDATE testimonial_versions SET by_author = true WHERE EXISTS (
    SELECT 1 FROM testimonial_versions before JOIN approval_requests asked ON asked.version_id = before.id
    WHERE before.testimonial_id = testimonial_versions.testimonial_id AND before.number = testimonial_versions.number - 1
    AND asked.answer = 'changes_requested' AND asked.answer_text = testimonial_versions.text)"""
"""Versions that a colleague copied out of an answer."""
WAITING = """SELECT quote.id, version.number, version.incentive, asked.answer_text, asked.answered_at
    FROM testimonials quote JOIN testimonial_versions version ON version.id = quote.current_version_id
    JOIN approval_requests asked ON asked.version_id = version.id
    WHERE quote.status = 'changes_requested' AND asked.answer = 'changes_requested' AND asked.answer_text <> ''
    ORDER BY asked.id"""
"""Answers that nobody copied yet."""
PERMISSIONS = sa.table(
    "permissions",
    sa.column("id"),
    sa.column("version_id"),
    sa.column("attribution"),
    sa.column("logo", sa.Boolean()),
    sa.column("starts_on", sa.Date()),
    sa.column("until", sa.Date()),
    sa.column("revoked_at", sa.DateTime(timezone=True)),
    sa.column("never_asked", sa.JSON(none_as_null=True)),
)
SCOPES = sa.table("permission_scopes", sa.column("permission_id"), sa.column("kind"), sa.column("value"))
REQUESTS = sa.table(
    "approval_requests", sa.column("version_id"), sa.column("answer"), sa.column("asked_for", sa.JSON())
)


def upgrade() -> None:
    own = sa.Column("by_author", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("testimonial_versions", own)
    op.add_column("permissions", sa.Column("photo", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("permissions", sa.Column("evidence_kind", sa.String(20), server_default="link", nullable=False))
    op.add_column("permissions", sa.Column("never_asked", sa.JSON(), nullable=True))
    _let_authors_go(True)
    op.execute(OWN_WORDS)
    _write_what_waits()
    _take_out_what_was_never_asked(datetime.now(UTC).date())


def downgrade() -> None:
    _put_back()
    _forget_the_erased()
    _let_authors_go(False)
    for name in ("photo", "evidence_kind", "never_asked"):
        op.drop_column("permissions", name)
    op.drop_column("testimonial_versions", "by_author")


def _let_authors_go(may: bool) -> None:
    with _altered_quotes() as quotes:
        for name in ("member_id", "feedback_id"):
            quotes.alter_column(name, existing_type=sa.Integer(), nullable=may)
        quotes.drop_constraint("fk_testimonials_member_id_members", type_="foreignkey")
        quotes.create_foreign_key(
            "fk_testimonials_member_id_members",
            "members",
            ["member_id"],
            ["id"],
            ondelete="RESTRICT" if may else "CASCADE",
        )


@contextmanager
def _altered_quotes() -> Iterator[Any]:
    """The table to alter. SQLite makes a copy, which has to know the last id too that was ever given out."""
    with op.batch_alter_table("testimonials", table_kwargs={"sqlite_autoincrement": True}) as quotes:
        last = _last_id() if op.get_bind().dialect.name == "sqlite" else None
        yield quotes
    if last is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'testimonials'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('testimonials', {last:d})")


def _last_id() -> int | None:
    return op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'testimonials'")).scalar()


def _write_what_waits() -> None:
    """The next version of each quote whose author asked for other words, once."""
    waiting = sa.text(WAITING).columns(answered_at=sa.DateTime(timezone=True))
    newest = {row.id: row for row in op.get_bind().execute(waiting)}
    for row in newest.values():
        version = {"testimonial_id": row.id, "number": row.number + 1, "text": row.answer_text, "by_author": True}
        hashed = hashlib.sha256(row.answer_text.encode()).hexdigest()
        made = {**version, "sha256": hashed, "incentive": row.incentive, "created_at": row.answered_at}
        op.execute(VERSIONS.insert().values(made))
        its = sa.select(VERSIONS.c.id).where(VERSIONS.c.testimonial_id == row.id, VERSIONS.c.number == row.number + 1)
        current = QUOTES.update().where(QUOTES.c.id == row.id).values(current_version_id=its.scalar_subquery())
        op.execute(current)


def _take_out_what_was_never_asked(today: date) -> None:
    for page in _pages(PERMISSIONS.c.revoked_at.is_(None)):
        scopes, asked = _scopes_of(page), _asked_of(page)
        for row in page:
            never, ends = _never_asked(row, scopes.get(row["id"], []), asked.get(row["version_id"], []), today)
            if never:
                changed = {"never_asked": never, "logo": False} | ({"until": ends} if "until" in never else {})
                op.execute(PERMISSIONS.update().where(PERMISSIONS.c.id == row["id"]).values(changed))
                op.execute(SCOPES.delete().where(SCOPES.c.permission_id == row["id"], SCOPES.c.kind == "language"))


def _never_asked(
    row: dict[str, Any], scopes: list[tuple[str, str]], asked: list[dict[str, Any]], today: date
) -> tuple[dict[str, Any], date]:
    """What of a permission no page asked for, and on what day it is over where that is the whole."""
    never: dict[str, Any] = {}
    if languages := sorted(value for kind, value in scopes if kind == "language"):
        never["languages"] = languages
    if row["logo"]:
        never["logo"] = True
    ends = max(today + GOES_ON, row["starts_on"])
    if not any(_covers(each, row, scopes) for each in asked) and (row["until"] is None or row["until"] > ends):
        never["until"] = row["until"].isoformat() if row["until"] else None
    return never, ends


def _covers(asked: dict[str, Any], row: dict[str, Any], scopes: list[tuple[str, str]]) -> bool:
    """Whether a question asked for these channels and countries and for a name that tells as much."""
    wanted = {kind: set(asked.get(name) or ()) for kind, name in LISTED}
    within = all("*" in wanted[kind] or value in wanted[kind] for kind, value in scopes if kind in wanted)
    return within and TOLD.get(row["attribution"], {"?"}) <= TOLD.get(asked.get("attribution", ""), set())


def _put_back() -> None:
    for page in _pages(PERMISSIONS.c.never_asked.is_not(None)):
        for row in page:
            never = row["never_asked"] or {}
            before: dict[str, Any] = {"logo": row["logo"] or bool(never.get("logo"))}
            if "until" in never:
                before["until"] = date.fromisoformat(never["until"]) if never["until"] else None
            op.execute(PERMISSIONS.update().where(PERMISSIONS.c.id == row["id"]).values(before))
            for value in never.get("languages", ()):
                known = {"permission_id": row["id"], "kind": "language", "value": value}
                op.execute(SCOPES.insert().values(known))


def _forget_the_erased() -> None:
    """SQLite minds no children while a table is altered, so they go first."""
    erased = sa.select(QUOTES.c.id).where(sa.or_(QUOTES.c.member_id.is_(None), QUOTES.c.feedback_id.is_(None)))
    versions = sa.select(VERSIONS.c.id).where(VERSIONS.c.testimonial_id.in_(erased))
    permissions = sa.select(PERMISSIONS.c.id).where(PERMISSIONS.c.version_id.in_(versions))
    op.execute(SCOPES.delete().where(SCOPES.c.permission_id.in_(permissions)))
    op.execute(PERMISSIONS.delete().where(PERMISSIONS.c.version_id.in_(versions)))
    op.execute(REQUESTS.delete().where(REQUESTS.c.version_id.in_(versions)))
    op.execute("UPDATE testimonials SET current_version_id = NULL WHERE member_id IS NULL OR feedback_id IS NULL")
    op.execute(VERSIONS.delete().where(VERSIONS.c.testimonial_id.in_(erased)))
    op.execute(QUOTES.delete().where(sa.or_(QUOTES.c.member_id.is_(None), QUOTES.c.feedback_id.is_(None))))


def _pages(condition: sa.ColumnElement[bool]) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while True:
        page = sa.select(PERMISSIONS).where(PERMISSIONS.c.id > last, condition).order_by(PERMISSIONS.c.id).limit(PAGE)
        rows = [dict(row) for row in op.get_bind().execute(page).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def _scopes_of(page: list[dict[str, Any]]) -> dict[int, list[tuple[str, str]]]:
    scopes: dict[int, list[tuple[str, str]]] = {}
    these = sa.select(SCOPES).where(SCOPES.c.permission_id.in_([row["id"] for row in page]))
    for permission_id, kind, value in op.get_bind().execute(these).all():
        scopes.setdefault(permission_id, []).append((kind, value))
    return scopes


def _asked_of(page: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """What was asked for each version and answered with yes."""
    asked: dict[int, list[dict[str, Any]]] = {}
    these = sa.select(REQUESTS).where(
        REQUESTS.c.version_id.in_([row["version_id"] for row in page]), REQUESTS.c.answer == "approved"
    )
    for version_id, _answer, asked_for in op.get_bind().execute(these).all():
        asked.setdefault(version_id, []).append(asked_for)
    return asked
