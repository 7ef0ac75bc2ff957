"""Every table says what it keeps of people, or why it keeps nothing; what says neither is found."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, ForeignKey, Integer, MetaData, String, Table, Text, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.models import Base
from portal.core.personal import impersonal_tables, kept_of_people
from portal.core.persons import Person
from portal.rooms.forum.models import Post, PostVersion, Topic
from tests.actors import a_member, a_user
from tests.rooms.forum.reading.talking import a_room, begun

LONG = 60
"""A text that is so long can be a sentence of somebody."""
PEOPLE = {"members", "users"}
MEI = Person((1,), (2,), ("mei@orbit.example",), ("Mei Tanaka",), ("mei.tanaka",))


def silent_tables(metadata: MetaData) -> set[str]:
    """The tables that point to a person, straight or by others, or hold words, and say nothing of it.

    That somebody may be named in words of others is not enough.
    """
    said = {kept.table for kept in kept_of_people() if kept.copied} | impersonal_tables().keys()
    return {table.name for table in metadata.sorted_tables if table.name not in said and _may_be_of_people(table)}


def _may_be_of_people(table: Table) -> bool:
    return table.name in PEOPLE or any(_leads_to_people(column) or _holds_words(column) for column in table.columns)


def _leads_to_people(column: Column[object], seen: frozenset[str] = frozenset()) -> bool:
    tables = {key.column.table for key in column.foreign_keys}
    return any(
        table.name in PEOPLE
        or (
            table.name not in seen
            and any(_leads_to_people(each, seen | {table.name}) for each in table.columns if each.foreign_keys)
        )
        for table in tables
    )


def _holds_words(column: Column[object]) -> bool:
    kind = column.type
    return isinstance(kind, JSON) or (isinstance(kind, String) and (kind.length or LONG) >= LONG)


@pytest.mark.one_database
def test_every_table_says_what_it_keeps_of_people(app: Flask) -> None:
    assert silent_tables(Base.metadata) == set()


@pytest.mark.one_database
def test_a_table_that_says_nothing_is_found(app: Flask) -> None:
    others = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(others)
    Table("kudos", others, Column("id", Integer, primary_key=True), Column("member_id", ForeignKey("members.id")))
    Table("likes", others, Column("id", Integer, primary_key=True), Column("kudos_id", ForeignKey("kudos.id")))
    Table("notes", others, Column("id", Integer, primary_key=True), Column("text", Text))
    Table("counts", others, Column("id", Integer, primary_key=True), Column("count", Integer))
    assert silent_tables(others) == {"kudos", "likes", "notes"}


@pytest.mark.one_database
def test_nothing_is_said_of_a_table_that_is_not_there(app: Flask) -> None:
    assert {kept.table for kept in kept_of_people()} | impersonal_tables().keys() <= set(Base.metadata.tables)


TEXTS = {
    "Ask Mei Tanaka, or mei  tanaka.": "Ask a former member, or a former member.",
    "Write to mei@orbit.example!": "Write to a former member!",
    "@mei.tanaka knows. So does @mei.tanaka.": "a former member knows. So does a former member.",
    "> [Mei Tanaka](</t/1>) wrote:\n>\n> Words": "> [a former member](</t/1>) wrote:\n>\n> Words",
    "Mei Tanakas, mei.tanaka and notmei@orbit.example stay.": "Mei Tanakas, mei.tanaka and notmei@orbit.example stay.",
}


@pytest.mark.one_database
@pytest.mark.parametrize(("text", "unnamed"), TEXTS.items())
def test_a_name_becomes_a_former_member(app: Flask, text: str, unnamed: str) -> None:
    assert MEI.unnamed(text) == unnamed


@pytest.mark.one_database
def test_a_name_of_one_word_is_taken_out_of_quotations_alone(app: Flask) -> None:
    prince = Person((1,), names=("Prince",))
    assert prince.unnamed("> Prince wrote:\n> Hi\n\nThe Prince") == "> a former member wrote:\n> Hi\n\nThe Prince"


@pytest.mark.one_database
def test_a_name_that_somebody_else_has_too_is_taken_out_of_quotations_alone(app: Flask) -> None:
    anna = Person((1,), (2,), ("anna@orbit.example",), ("Anna Muller", "Prince"), ("anna",), frozenset({"Anna Muller"}))
    text = "> Anna Muller wrote:\n> Hi\n\nCall Anna Muller of Fjord Bank, or anna@orbit.example."
    assert anna.unnamed(text) == (
        "> a former member wrote:\n> Hi\n\nCall Anna Muller of Fjord Bank, or a former member."
    )
    assert not anna.is_in_row("Anna;Muller;anna@fjord.example")
    assert anna.is_in_row("Anna;Muller;anna@orbit.example")
    assert not anna.is_told("> Anna Muller wrote:")
    assert anna.is_told("> Prince wrote:")
    assert anna.is_told("Ask @anna.")


@pytest.mark.one_database
def test_a_name_with_marks_is_found_as_markdown_writes_it(app: Flask) -> None:
    sean = Person((1,), names=("Seán O'Neil-Ó Sé",))
    assert sean.unnamed("> Seán O\\'Neil\\-Ó Sé wrote:") == "> a former member wrote:"
    assert sean.unnamed("Nobody") == "Nobody"
    assert Person((1,)).unnamed("Nobody") == "Nobody"


@pytest.mark.one_database
def test_quotations_go_by_the_name_above_them_or_by_the_words_in_them(app: Flask) -> None:
    text = "Yes.\n\n> Mei Tanaka wrote:\n>\n> Short\n\nAnd:\n\n> We fax it to the ward every day.\n\n> Somebody else\n"
    cut = MEI.unquoted(text, ["We fax it  to the ward every day.\nElse"])
    assert "Short" not in cut
    assert "fax it" not in cut
    assert "> Somebody else" in cut
    assert cut.count("Words of a former member") == 2


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_a_text_that_grows_loses_its_end_and_what_is_not_there_is_left_alone(app: Flask) -> None:
    olaf = a_user(a_member("Olaf Holm"))
    with app.test_request_context():
        topic = begun(a_room(), olaf, "Ask Mei Tanaka " + "x" * 185, "No words.")
    with transaction() as session:
        post = session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
        session.add(PostVersion(post_id=post.id, number=1, title=None, body="Mei Tanaka", replaced_at=now()))
    with transaction():
        for kept in kept_of_people():
            if kept.model in (Topic, PostVersion) and not kept.copied and kept.erase is not None:
                kept.erase(MEI, kept.whose(MEI))
    version = db.session.scalars(select(PostVersion)).one()
    assert (version.title, version.body) == (None, "a former member")
    assert db.session.scalars(select(Topic.title)).one() == "Ask a former member " + "x" * 180
