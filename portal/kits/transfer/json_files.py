"""Lists as JSON files: written piece by piece, read as a whole."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from flask_babel import gettext as _

from .reading import MAX_BYTES, FileRefused, too_big


def json_list(items: Iterable[Any]) -> Iterator[str]:
    """The text of a file with these items, a line each."""
    yield "["
    comma = ""
    for item in items:
        yield f"{comma}\n{json.dumps(item, ensure_ascii=False)}"
        comma = ","
    yield "\n]\n"


def read_json(file: IO[bytes]) -> Any:
    """What a file says. Raises FileRefused for one that is no JSON or too large."""
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise FileRefused(too_big())
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise FileRefused(_("This is not a JSON file.")) from None
