"""Files that a reader keeps, written while they are sent."""

from collections.abc import Iterator

from flask import Response, stream_with_context

CSV = "text/csv; charset=utf-8"
JSON = "application/json"


def download(chunks: Iterator[str], name: str, content_type: str = CSV) -> Response:
    """The answer that a browser saves under `name`."""
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(stream_with_context(chunks), content_type=content_type, headers=headers)
