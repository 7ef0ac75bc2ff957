"""Keep the tokens of links in a table of their own, and none in a mail: a placeholder stands there

A link in a mail gets its token when the mail is handed over, and a new one when it is handed over again. What was
mailed before goes on working; the copies of those tokens in the rows of mails go.

Revision ID: 0016
Revises: 0015
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PAGE = 500
TOKEN = re.compile(r"(?<![\w-])[\w-]{16,64}(?![\w-])")
PLACEHOLDER = re.compile(r"\blink-[0-9a-f]{24}\b")
LINKS = sa.table("links", sa.column("id"), sa.column("placeholder"), sa.column("token_hash"))
TOKENS = sa.table("link_tokens", sa.column("id"), sa.column("link_id"), sa.column("token_hash"))
MAILS = sa.table(
    "mails",
    sa.column("id"),
    sa.column("text"),
    sa.column("html"),
    sa.column("reply_to"),
    sa.column("headers", sa.JSON()),
)
NEWEST = "SELECT token_hash FROM link_tokens WHERE link_id = links.id ORDER BY link_tokens.id DESC LIMIT 1"
Mail = dict[str, Any]


def upgrade() -> None:
    op.create_table(
        "link_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["links.id"], name=op.f("fk_link_tokens_link_id_links"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_tokens_token_hash")),
    )
    op.create_index("ix_link_tokens_link_id", "link_tokens", ["link_id"])
    op.execute("INSERT INTO link_tokens (link_id, token_hash) SELECT id, token_hash FROM links ORDER BY id")
    with _altered_links() as links:
        links.add_column(sa.Column("placeholder", sa.String(length=32), nullable=True))
        links.drop_constraint(op.f("uq_links_token_hash"), type_="unique")
        links.drop_column("token_hash")
        links.create_unique_constraint(op.f("uq_links_placeholder"), ["placeholder"])
    _rewrite_mails(TOKEN, _placeholders)
    op.execute("UPDATE links SET expires_at = NULL WHERE purpose = 'quiet'")  # they unsubscribe, however late


def downgrade() -> None:
    _rewrite_mails(PLACEHOLDER, _new_tokens)
    with _altered_links() as links:
        links.add_column(sa.Column("token_hash", sa.String(length=64), nullable=True))
        links.drop_constraint(op.f("uq_links_placeholder"), type_="unique")
        links.drop_column("placeholder")
    op.execute(f"UPDATE links SET token_hash = ({NEWEST})")
    op.execute("UPDATE links SET token_hash = 'no token ' || id WHERE token_hash IS NULL")
    with _altered_links() as links:
        links.alter_column("token_hash", existing_type=sa.String(length=64), nullable=False)
        links.create_unique_constraint(op.f("uq_links_token_hash"), ["token_hash"])
    op.drop_table("link_tokens")


@contextmanager
def _altered_links() -> Iterator[Any]:
    """The table to alter. SQLite makes a copy, which has to know the last id too that was ever given out."""
    with op.batch_alter_table("links", table_kwargs={"sqlite_autoincrement": True}) as links:
        last = _last_id() if op.get_bind().dialect.name == "sqlite" else None
        yield links
    if last is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'links'")
        op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('links', {last:d})")


def _last_id() -> int | None:
    return op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'links'")).scalar()


def _rewrite_mails(places: re.Pattern[str], found: Callable[[set[str]], dict[str, str]]) -> None:
    """Put something else in these places of every mail; `found` says what, for those of one page that it knows."""
    for page in _pages():
        replaced = found({place for mail in page for text in _texts(mail) for place in places.findall(text)})
        for mail in page:
            changed = {name: _told(value, places, replaced) for name, value in mail.items()}
            if changed != mail:
                op.execute(sa.update(MAILS).where(MAILS.c.id == mail["id"]).values(changed))


def _pages() -> Iterator[list[Mail]]:
    last = 0
    while True:
        page = sa.select(MAILS).where(MAILS.c.id > last).order_by(MAILS.c.id).limit(PAGE)
        mails = [dict(row) for row in op.get_bind().execute(page).mappings()]
        if not mails:
            return
        yield mails
        last = mails[-1]["id"]


def _texts(mail: Mail) -> Iterator[str]:
    headers = mail["headers"] or {}
    yield from (value for value in (mail["text"], mail["html"], mail["reply_to"], *headers.values()) if _is_text(value))


def _told(value: Any, places: re.Pattern[str], replaced: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _told(each, places, replaced) for name, each in value.items()}
    return places.sub(lambda place: replaced.get(place[0], place[0]), value) if _is_text(value) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _placeholders(tokens: set[str]) -> dict[str, str]:
    """A placeholder for each of these that is a link's token, noted with that link."""
    hashes = {hashlib.sha256(token.encode()).hexdigest(): token for token in tokens}
    known = [row for some in _some(sorted(hashes)) for row in _links_of(some)]
    placeholders = {}
    for link_id, hashed in known:
        placeholder = placeholders[hashes[hashed]] = f"link-{secrets.token_hex(12)}"
        op.execute(sa.update(LINKS).where(LINKS.c.id == link_id).values(placeholder=placeholder))
    return placeholders


def _links_of(hashes: list[str]) -> list[Any]:
    known = sa.select(TOKENS.c.link_id, TOKENS.c.token_hash).where(TOKENS.c.token_hash.in_(hashes))
    return list(op.get_bind().execute(known).all())


def _new_tokens(placeholders: set[str]) -> dict[str, str]:
    """A token for each link whose mail was not handed over; those of mails that were are with their readers."""
    tokens = {}
    without = ~sa.exists().where(TOKENS.c.link_id == LINKS.c.id)
    for some in _some(sorted(placeholders)):
        waiting = sa.select(LINKS.c.id, LINKS.c.placeholder).where(LINKS.c.placeholder.in_(some), without)
        for link_id, placeholder in op.get_bind().execute(waiting).all():
            token = tokens[placeholder] = secrets.token_hex(16)
            hashed = hashlib.sha256(token.encode()).hexdigest()
            op.execute(sa.insert(TOKENS).values(link_id=link_id, token_hash=hashed))
    return tokens


def _some(values: list[str]) -> Iterator[list[str]]:
    return (values[start : start + PAGE] for start in range(0, len(values), PAGE))
