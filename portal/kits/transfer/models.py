"""What an import remembers about the rows of its file, beside its job."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.models import Base


class SeenRow(Base):
    """The first row of a file that had this identity; what it said decides about the later ones."""

    __tablename__ = "job_seen_rows"

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    identity: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]
    content: Mapped[dict[str, str]] = mapped_column(JSON)


class RefusedRow(Base):
    """A row of a file that was not taken, with the reason in plain words. Kept for thirty days."""

    __tablename__ = "job_refused_rows"

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    cells: Mapped[list[str]]
