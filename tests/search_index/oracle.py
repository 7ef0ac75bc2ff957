"""The slowest engine there can be: reads every document for every query. What it says is right by its brevity."""

from collections import Counter
from collections.abc import Iterable, Sequence

from search_index import Document, Key, Query
from search_index.analyzer import terms
from search_index.grammar import Clause, parse


class Oracle:
    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {document.key: document for document in documents}

    def found(self, query: Query, but: str | None = None) -> list[Document]:
        """Newest first; `but` leaves the filters of one field out."""
        wanted = [*query.filters, *([("kind", query.kinds)] if query.kinds else [])]
        parsed = parse(query.text)
        passing = [
            document
            for document in self.documents.values()
            if query.audience.intersection(document.audience)
            and document.key not in query.exclude
            and all(document.keywords().get(field, frozenset()) & values for field, values in wanted if field != but)
            and all(answers(document, clause) is not clause.excluded for clause in parsed.clauses)
        ]
        return sorted(passing, key=lambda document: (-document.at.timestamp(), document.kind, -document.id))

    def keys(self, query: Query) -> list[Key]:
        return [document.key for document in self.found(query)]

    def counts(self, query: Query, field: str) -> list[tuple[str, int]]:
        counted = Counter(
            value for document in self.found(query, but=field) for value in document.keywords().get(field, ())
        )
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def answers(document: Document, clause: Clause) -> bool:
    parts = [terms(part) for part in (document.title, *document.tags, document.body)]
    begins = any(word.surface.startswith(clause.prefix) for part in parts for word in part)
    holds = any(holds_phrase([word.stem for word in part], clause) for part in parts)
    return (begins or not clause.prefix) and (holds or not clause.stems)


def holds_phrase(stems: Sequence[str], clause: Clause) -> bool:
    length = len(clause.stems)
    return any(fits(stems[at : at + length], clause) for at in range(len(stems) - length + 1))


def fits(stems: Sequence[str], clause: Clause) -> bool:
    if not clause.open_end:
        return tuple(stems) == clause.stems
    return tuple(stems[:-1]) == clause.stems[:-1] and stems[-1].startswith(clause.stems[-1])
