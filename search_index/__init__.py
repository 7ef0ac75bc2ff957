"""Finding things by words: documents, one analyzer, queries, highlights and the engines that keep an index.

For `portal.kits.search`, which knows who may see what. Pure: nothing here knows of Flask, the database or members.
Importing it loads no engine; `search_index.whoosh_engine` loads Whoosh.
"""

from search_index.documents import Document, Key, fingerprint
from search_index.engine import Health, IndexUnavailable, Reason, SearchEngine
from search_index.highlights import Fragment, highlight
from search_index.queries import Hit, Note, NoteKind, Order, Query, Results

__all__ = [
    "Document",
    "Fragment",
    "Health",
    "Hit",
    "IndexUnavailable",
    "Key",
    "Note",
    "NoteKind",
    "Order",
    "Query",
    "Reason",
    "Results",
    "SearchEngine",
    "fingerprint",
    "highlight",
]
