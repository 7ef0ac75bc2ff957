"""Ideas with everything that is about them as files: a table with a row for each thing, or JSON with it inside.

Both come back through the import without loss, save boards: whom a board is for is decided by a person, so they are
made by hand. What went over with a merge stands with the idea that it came from, and the merge with both: brought in
in this order, each ends where it was, and can be parted again.
"""

from collections.abc import Iterator

from portal.core.cells import csv_table
from portal.kits.transfer.json_files import json_list
from portal.people.viewer import Viewer

from .contents import ideas_with_parts
from .tables import COLUMNS, table_rows


def ideas_csv(viewer: Viewer, board_id: int | None = None) -> Iterator[str]:
    """A table of the ideas that `viewer` sees, five hundred at a time; no cell is a formula."""
    return csv_table(COLUMNS, table_rows(ideas_with_parts(viewer, board_id)))


def ideas_json(viewer: Viewer, board_id: int | None = None) -> Iterator[str]:
    """The same as a JSON list of ideas, each with what is about it inside."""
    return json_list(ideas_with_parts(viewer, board_id))
