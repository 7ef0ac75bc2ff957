"""A word in every column that can hold somebody's words, and where it is found afterwards."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    String,
    UniqueConstraint,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import picture_path
from portal.core.markdown import quoted
from portal.core.models import Base, UTCDateTime
from portal.core.personal import Kept, kept_of_people
from portal.core.persons import Person
from portal.kits.search.actions import index_due
from portal.kits.writing.models import Draft
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import post_mail
from portal.people.models import Member
from portal.people.persons import person_of
from portal.rooms.forum.actions.posts import add_post
from portal.rooms.forum.models import Post, Topic
from portal.rooms.forum.writing import compose
from tests.world import World, a_world

MARK = "zinnober"
CODES = frozenset(
    (
        *("key", "cause_key", "source_key", "row_key", "group_key", "message_id", "token_hash", "password_hash"),
        *("placeholder", "sealed", "fingerprint", "sha256", "email", "recipient", "sender", "address", "former"),
        *("file_key", "leased_by", "handle", "rule", "onward", "map_name", "time_zone", "reply_to", "html"),
    )
)
"""What no person writes: keys, hashes, addresses (which are marked by themselves), and names of rules."""
OWN_NAMES = {Member: {"given_name", "family_name"}, User: {"name"}}
SHORTEST = 60
PICTURE = "0123456789abcdef" * 2
"""The key of a picture."""
PORTRAIT = PICTURE[::-1]
"""The key of one that goes with a quote."""


def wordy(kept: Kept) -> list[str]:
    """The columns of a table that take a sentence."""
    return [
        each.key
        for each in inspect(kept.model).column_attrs
        if _takes_words(each.columns[0]) and each.key not in CODES | kept.hidden
    ]


def _takes_words(column: Any) -> bool:
    kind = column.type
    return isinstance(kind, String) and (kind.length or SHORTEST) >= SHORTEST and not column.foreign_keys


def mark_everything(person: Person) -> set[str]:
    """Write the mark into every such column of every row that is theirs; the marks by "table.column"."""
    marked = set()
    with transaction() as session:
        for kept in kept_of_people():
            for name in wordy(kept) if kept.copied else ():
                word = f"{MARK}wort in {kept.table}.{name}"
                changed = update(kept.model).where(kept.whose(person)).values({name: word[:SHORTEST]})
                if session.execute(changed, execution_options={"synchronize_session": False}).rowcount:
                    marked.add(f"{kept.table}.{name}")
    return marked


def fill(person: Person) -> None:
    """A row of theirs in each table that has none yet."""
    order = [table.name for table in Base.metadata.sorted_tables]
    for kept in sorted(kept_of_people(), key=lambda each: order.index(each.table)):
        if kept.copied and not _has_rows(kept, person):
            with transaction():
                _insert(kept, _row(kept, person))
            assert _has_rows(kept, person), kept.table


def _insert(kept: Kept, row: dict[str, Any]) -> None:
    """With a value in every column, or, where these do not go together, in those that need one or say whose it is."""
    table = kept.model.__table__
    people = {key.parent.name for key in table.foreign_keys if key.column.table.name in ("members", "users")}
    needed = {name: value for name, value in row.items() if not table.c[name].nullable or name in people}
    whole = db.session.begin_nested()
    try:
        db.session.execute(insert(table), [row])
        whole.commit()
    except IntegrityError:
        whole.rollback()
        db.session.execute(insert(table), [needed])


def _has_rows(kept: Kept, person: Person) -> bool:
    rows = select(kept.model).where(kept.whose(person)).limit(1)
    return db.session.scalars(rows).first() is not None


def _row(kept: Kept, person: Person) -> dict[str, Any]:
    row = {}
    for column in kept.model.__table__.columns:
        parent = next((key.column for key in column.foreign_keys), None)
        if parent is not None:
            row[column.name] = _parent(parent, person)
        elif column.name in ("address", "sender", "recipient", "email"):
            row[column.name] = person.addresses[0]
        elif not column.primary_key or not isinstance(column.type, Integer):
            row[column.name] = _made_up(column)
    return row


def _parent(column: Any, person: Person) -> Any:
    """A row of theirs, where its table has some; else any."""
    theirs = [kept for kept in kept_of_people() if kept.copied and kept.table == column.table.name]
    rows = select(column).order_by(column).limit(1)
    own = db.session.scalar(rows.where(theirs[0].whose(person))) if theirs else None
    return own if own is not None else db.session.scalar(rows)


def _made_up(column: Any) -> Any:
    kinds = {Boolean: True, JSON: {}, DateTime: now(), Date: now().date(), Integer: 1, Float: 1.0}
    found = [value for kind, value in kinds.items() if isinstance(column.type, kind) or _is_moment(column, kind)]
    if column.name == "key" and column.type.length == len(PICTURE):
        return PORTRAIT if column.table.name == "quote_pictures" else PICTURE
    return found[0] if found else ("discussion" if column.name == "kind" else "own")[: column.type.length or 10]


def _is_moment(column: Any, kind: Any) -> bool:
    return kind is DateTime and isinstance(column.type, UTCDateTime)


def columns_with_mark(mark: str = MARK) -> set[str]:
    """Where it still is: "table.column", of every table and every column."""
    db.session.rollback()
    found = set()
    with db.engine.connect() as connection:
        for table in inspect(db.engine).get_table_names():
            for row in connection.execute(text(f'select * from "{table}"')).mappings():
                if mark in str(row).lower():
                    found |= {f"{table}.{name}" for name, value in row.items() if mark in str(value).lower()}
    return found


def name_everywhere(name: str) -> set[str]:
    """Write a name into every column that takes a sentence and may say the same twice, but for what others are called:
    a namesake's stays theirs. These as "table.column".
    """
    named = set()
    with transaction() as session:
        for model in (mapper.class_ for mapper in Base.registry.mappers):
            taken = _unique(model.__table__)
            texts = [each.key for each in inspect(model).column_attrs if _takes_words(each.columns[0])]
            for text_ in {*texts} - CODES - taken - OWN_NAMES.get(model, set()):
                changed = update(model).values({text_: name})
                if session.execute(changed, execution_options={"synchronize_session": False}).rowcount:
                    named.add(f"{model.__tablename__}.{text_}")
    return named


def _unique(table: Any) -> set[str]:
    keys = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
    return {column.name for key in [*keys, *(each for each in table.indexes if each.unique)] for column in key.columns}


def files_with_mark(app: Flask) -> set[str]:
    """The files beside the database and in it that hold it, the database itself included."""
    return {
        path.name for path in _files(Path(app.config["INSTANCE_PATH"])) if MARK.encode() in path.read_bytes().lower()
    }


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def json_columns(model: Any) -> list[str]:
    """Columns that hold anything."""
    return [each.key for each in inspect(model).column_attrs if isinstance(each.columns[0].type, JSON)]


NAME = "Zinnober Zinnoberwort"


def a_marked_world(app: Flask) -> tuple[World, set[str]]:
    """The promoter of the world under another name, with a mark in every row of hers, and others who quote her."""
    world = a_world(app)
    _call_her(world, NAME)
    person = person_of(db.session.get_one(Member, world.member_id))
    fill(person)
    columns = mark_everything(person)
    _call_her(world, NAME)
    for key, thumb in product((PICTURE, PORTRAIT), (False, True)):
        path = picture_path(key, thumb=thumb)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MARK)
    _quote_her(world)
    for command in ("ideas recount --repair", "forum verify --repair", "betas verify --repair"):
        app.test_cli_runner().invoke(args=command.split())
    while index_due():
        pass
    return world, columns


def _call_her(world: World, name: str) -> None:
    with transaction() as session:
        member, login = session.get_one(Member, world.member_id), session.get_one(User, world.promoter.id)
        member.given_name, member.family_name = name.split()
        login.name, login.handle = name, "zinnober.wort"
        login.email = member.email = "zinnober@orbit.example"


def _quote_her(world: World) -> None:
    """In an answer, a draft, and emails that still wait."""
    body = db.session.scalars(select(Post.body).where(Post.author_user_id == world.promoter.id)).first() or ""
    answer = compose(quoted(body, NAME, "/community/t/1") + "As @zinnober.wort says.")
    with transaction() as session:
        owner = session.get_one(User, world.owner.id)
        add_post(session.get_one(Topic, world.topic_id), owner, answer)
        session.add(Draft(user_id=owner.id, place="topic:1", body=f"{NAME} asked", saved_at=now()))
        letters = (
            ("names", f"Hello, {NAME} wrote."),
            ("repeats", f"News: {body}"),
            ("failed", f"To {NAME}'s team"),
        )
        for key, words in letters:
            mail = {"text": words, "html": f"<p>{words}</p>", "category": "service", "sender_name": "Us"}
            post_mail(key=f"test:{key}", recipient="o@northwind.example", subject="News", **mail)
        session.scalars(select(Mail).where(Mail.key == "test:failed")).one().state = "failed"
