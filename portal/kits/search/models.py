"""What has changed since the index knew it."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import NEVER_REUSED, Base, Key


class IndexChange(Base):
    """A document that the index does not know in its present form. Written with the change, removed by the worker
    once the index has it; until then the document is left out of hits, totals and facets."""

    __tablename__ = "index_changes"
    __table_args__ = (Index("ix_index_changes_kind_document_id", "kind", "document_id"), NEVER_REUSED)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int]
    at: Mapped[datetime]
