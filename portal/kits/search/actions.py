"""Keeping the index: a page of changes at a time, or all of it anew.

Notes of changes are a queue that nobody claims: the index has one writer at a time of its own, writing a document
twice is as good as once, and a note goes only after the index has it. What fails is the index, never a note.
"""

from collections.abc import Iterator, Mapping

import structlog
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core.database import db, transaction
from search_index import Document, IndexUnavailable, Key, fingerprint

from .changes import forget_notes, pending_keys, pending_page
from .engine import engine
from .models import IndexChange
from .sources import sources

log = structlog.get_logger()
PAGE = 500


def index_due(most: int = PAGE) -> int:
    """Bring one page of changes into the index; how many. A broken or missing index is rebuilt."""
    try:
        known = engine().generation()
        notes, changed = pending_page(most)
        db.session.rollback()
        if not notes:
            return 0
        _apply(changed, max(known, notes[-1]))
    except IndexUnavailable as error:
        if not error.wants_rebuild:
            log.info("search.busy", reason=str(error.reason))
            return 0
        return rebuild()
    with transaction():
        forget_notes(notes)
    return len(notes)


def rebuild() -> int:
    """Write the whole index anew and change over to it; how many documents."""
    newest = db.session.scalar(select(func.max(IndexChange.id))) or 0
    notes = list(db.session.scalars(select(IndexChange.id)))
    count = 0

    def every() -> Iterator[Document]:
        nonlocal count
        for source in sources().values():
            for document in source.every():
                count += 1
                yield document

    log.info("search.rebuild")
    engine().rebuild(every(), newest)
    db.session.rollback()
    for start in range(0, len(notes), PAGE):
        with transaction():
            forget_notes(notes[start : start + PAGE])
    return count


def index_faults() -> Iterator[str]:
    """Where index and database differ, leaving out what is still waiting to be indexed."""
    waiting = pending_keys()
    indexed = {key: value for key, value in engine().fingerprints().items() if key not in waiting}
    stored = _stored_fingerprints()
    for key in sorted(stored.keys() - indexed.keys() - waiting):
        yield _("%(kind)s %(id)s is missing from the index", kind=key[0], id=key[1])
    for key in sorted(indexed.keys() - stored.keys()):
        yield _("%(kind)s %(id)s is in the index, but not in the database", kind=key[0], id=key[1])
    for key in sorted(indexed.keys() & stored.keys()):
        if indexed[key] != stored[key]:
            yield _("%(kind)s %(id)s is out of date in the index", kind=key[0], id=key[1])


def _stored_fingerprints() -> Mapping[Key, str]:
    return {document.key: fingerprint(document) for source in sources().values() for document in source.every()}


def _apply(changed: Mapping[str, list[int]], generation: int) -> None:
    known = sources()
    documents = [document for kind, ids in changed.items() if kind in known for document in known[kind].documents(ids)]
    present = {document.key for document in documents}
    gone = [(kind, id) for kind, ids in changed.items() for id in ids if (kind, id) not in present]
    db.session.rollback()
    engine().apply(documents, gone, generation)
