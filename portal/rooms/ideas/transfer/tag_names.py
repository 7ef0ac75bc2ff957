"""Tags as one cell of a file: parted by commas, quoted where a name has one, any but product areas with their kind.

`Scanning,service:Onboarding,"Fax, and telex"` are three.
"""

import csv
import io
from collections.abc import Iterable

from portal.rooms.feedback.models import FACETS, Tag

PLAIN = "product_area"


def name_of(tag: Tag) -> str:
    """A tag's name, with its kind before it unless it is a product area."""
    return tag.name if tag.facet == PLAIN and _split(tag.name) is None else f"{tag.facet}:{tag.name}"


def facet_and_name(name: str) -> tuple[str, str]:
    """What it stood for; a name without a kind, as other tools write it, is a product area."""
    return _split(name) or (PLAIN, name)


def cell_of(names: Iterable[str]) -> str:
    """These names as one cell."""
    cell = io.StringIO()
    csv.writer(cell, lineterminator="").writerow(names)
    return cell.getvalue()


def names_in(cell: str) -> list[str]:
    """The names in a cell."""
    return next(csv.reader([" ".join(cell.split())], skipinitialspace=True), [])


def _split(name: str) -> tuple[str, str] | None:
    facet, colon, rest = name.partition(":")
    return (facet.strip(), rest.strip()) if colon and facet.strip() in FACETS and rest.strip() else None
