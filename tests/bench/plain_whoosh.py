"""The yardstick: Whoosh as its manual shows it, with a filter and `groupedby` facets on the same documents."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import DATETIME, ID, KEYWORD, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser
from whoosh.query import And, Or, Query, Term
from whoosh.sorting import FieldFacet

from search_index import Document

LIST = ","


class PlainWhoosh:
    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        schema = Schema(
            key=ID(unique=True, stored=True),
            kind=ID,
            title=TEXT(analyzer=StemmingAnalyzer(), field_boost=3.0),
            body=TEXT(analyzer=StemmingAnalyzer()),
            tag=KEYWORD(commas=True),
            language=ID(sortable=True),
            source=ID(sortable=True),
            permission=KEYWORD(commas=True),
            audience=KEYWORD(commas=True),
            at=DATETIME(sortable=True),
        )
        self.index = create_in(str(folder), schema)
        self.parser = MultifieldParser(["title", "body"], schema)
        self.searcher = self.index.searcher()

    def write(self, documents: Iterable[Document]) -> None:
        writer = self.index.writer(timeout=20, limitmb=256)
        for document in documents:
            writer.add_document(**_fields(document))
        writer.commit()
        self.searcher = self.index.searcher()

    def update(self, document: Document) -> None:
        writer = self.index.writer(timeout=20)
        writer.update_document(**_fields(document))
        writer.commit()

    def search(self, text: str, language: str, audience: Sequence[str]) -> int:
        facets = [FieldFacet("language"), FieldFacet("source"), FieldFacet("tag", allow_overlap=True)]
        grouped = dict(zip(("language", "source", "tag"), facets, strict=True))
        visible: Query = Or([Term("audience", token) for token in audience])
        passing = And([Term("language", language), visible])
        results = self.searcher.search(self.parser.parse(text), limit=20, filter=passing, groupedby=grouped)
        for field in grouped:
            {value: len(found) for value, found in results.groups(field).items()}
        [hit["key"] for hit in results]
        return len(results)


def _fields(document: Document) -> dict[str, object]:
    return {
        "key": f"{document.kind}:{document.id}",
        "kind": document.kind,
        "title": document.title,
        "body": document.body,
        "tag": LIST.join(document.tags),
        "language": document.tokens["language"][0],
        "source": document.tokens["source"][0],
        "permission": LIST.join(document.tokens["permission"]),
        "audience": LIST.join(document.audience),
        "at": document.at.replace(tzinfo=None),
    }
