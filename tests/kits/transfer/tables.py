"""Tables for tests, in every dialect in which people send them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

PEOPLE = (
    ("Vorname", "Nachname", "E-Mail-Adresse", "Land", "Firma", "Position"),
    ("Jörg", "Weiß", "joerg.weiss@example.org", "DE", "Müller; Söhne, GmbH", "Leiter"),
    ("Zoë", 'O"Hara', "zoe@example.org", "IE", "Señor | Co", "Head of\nLegal"),
    ("Ánna", "Ødegård", "anna@example.org", "NO", "", ""),
)


def as_table(
    rows: Sequence[Sequence[str]] = PEOPLE,
    *,
    delimiter: str = ",",
    quote: str = '"',
    quote_all: bool = False,
    line_end: str = "\r\n",
) -> str:
    """The rows as text in this dialect."""
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        quotechar=quote,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator=line_end,
    )
    writer.writerows(rows)
    return text.getvalue()


def kept(folder: Path, content: str | bytes, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
