"""Give every table of ideas a plural name

Each table is renamed where it stands, with its indexes, constraints and sequence: no row is copied. SQLite keeps the
names of constraints in the text of the table; a name there is changed as its documentation describes for changes
that do not touch what is on the disk (https://www.sqlite.org/lang_altertable.html, "Making other kinds of changes").

Revision ID: 0007
Revises: 0006
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = {
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


def upgrade() -> None:
    _rename(TABLES)


def downgrade() -> None:
    _rename({new: old for old, new in TABLES.items()})


def _rename(tables: dict[str, str]) -> None:
    names = _names(tables)
    for old, new in tables.items():
        op.rename_table(old, new)
    if op.get_bind().dialect.name == "sqlite":
        _rename_in_sqlite(names)
    else:
        _rename_in_postgresql(names, tables)


def _names(tables: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """(kind, table, old name, new name) of every index and constraint that is called after a renamed table."""
    inspector = sa.inspect(op.get_bind())
    found: list[tuple[str, str, str, str]] = []
    for table in inspector.get_table_names():
        constraints = [inspector.get_pk_constraint(table), *inspector.get_unique_constraints(table)]
        constraints += inspector.get_foreign_keys(table)
        unique = {each["name"] for each in constraints}
        indexes = [each for each in inspector.get_indexes(table) if each["name"] not in unique]
        for kind, things in (("constraint", constraints), ("index", indexes)):
            for each in things:
                new = _renamed(each["name"], table, each.get("referred_table"), tables) if each["name"] else None
                if new is not None and new != each["name"]:
                    found.append((kind, tables.get(table, table), str(each["name"]), new))
    return found


def _renamed(name: str, table: str, referred: str | None, tables: dict[str, str]) -> str:
    """The name by the convention, `fk_<table>_<columns>_<referred table>` and its like."""
    head, _line, rest = name.partition("_")
    if table in tables and rest.startswith(table):
        rest = tables[table] + rest.removeprefix(table)
    if referred in tables and rest.endswith(f"_{referred}"):
        rest = rest.removesuffix(referred) + tables[referred]
    return f"{head}_{rest}"


def _rename_in_postgresql(names: list[tuple[str, str, str, str]], tables: dict[str, str]) -> None:
    for kind, table, old, new in names:
        if kind == "index":
            op.execute(f'ALTER INDEX "{old}" RENAME TO "{new}"')
        else:
            op.execute(f'ALTER TABLE "{table}" RENAME CONSTRAINT "{old}" TO "{new}"')
    sequences = set(sa.inspect(op.get_bind()).get_sequence_names())
    for old, new in tables.items():
        if f"{old}_id_seq" in sequences:
            op.execute(f'ALTER SEQUENCE "{old}_id_seq" RENAME TO "{new}_id_seq"')


def _rename_in_sqlite(names: list[tuple[str, str, str, str]]) -> None:
    connection = op.get_bind()
    for _kind, _table, old, new in (each for each in names if each[0] == "index"):
        text = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = ?", (old,)).scalar_one()
        connection.exec_driver_sql(f'DROP INDEX "{old}"')
        connection.exec_driver_sql(re.sub(rf"\b{old}\b", new, text, count=1))
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for _kind, table, old, new in (each for each in names if each[0] == "constraint"):
        text = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).scalar_one()
        changed = re.sub(rf"\bCONSTRAINT (\"?){old}\1 ", rf"CONSTRAINT \g<1>{new}\g<1> ", text, count=1)
        connection.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (changed, table))
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
