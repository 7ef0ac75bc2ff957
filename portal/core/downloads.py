"""Files that a reader keeps, written as a whole before the first byte is sent."""

import time
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
IN_MEMORY = 1024 * 1024
PART = 64 * 1024


def download(chunks: Iterator[str], name: str, content_type: str = CSV) -> Response:
    """The answer that a browser saves under `name`. However slowly it is taken, it holds no connection to the database,
    and between two chunks others have their turn."""
    kept = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when all of it is sent
    for chunk in chunks:
        kept.write(chunk.encode())
        time.sleep(0)
    headers = {"Content-Disposition": f"attachment; filename={name}", "Content-Length": str(kept.tell())}
    kept.seek(0)
    return Response(_parts(kept), content_type=content_type, headers=headers)


def _parts(kept: IO[bytes]) -> Iterator[bytes]:
    with kept:
        while part := kept.read(PART):
            yield part
