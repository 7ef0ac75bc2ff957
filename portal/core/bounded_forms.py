"""Forms of a request, taken to pieces within bounds: Werkzeug counts neither the fields of a form nor the lines in the
head of a part, and each costs microseconds in a process that serves everybody.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import IO, TYPE_CHECKING

from flask import Request
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

if TYPE_CHECKING:
    from werkzeug.formparser import t_parse_result

MAX_FIELDS = 1_000
MAX_PARTS = 200
"""Fields of a form that has files in it."""
MAX_HEAD_BYTES, MAX_HEAD_LINES = 4_096, 12
"""Of one part; browsers send three lines."""
MAX_FIELD_BYTES = 512 * 1024


class BoundedForms(FormDataParser):
    """Werkzeug's parser of forms; RequestEntityTooLarge for one of too many pieces."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> "t_parse_result":
        """What a body holds: what is left of its stream, fields and files."""
        if mimetype == "multipart/form-data":
            return self._parts(stream, content_length, (options or {}).get("boundary", ""))
        if mimetype == "application/x-www-form-urlencoded":
            stream = BytesIO(_of_few_fields(stream.read()))
        return super().parse(stream, mimetype, content_length, options)

    def _parts(self, stream: IO[bytes], content_length: int | None, boundary: str) -> "t_parse_result":
        parts = _Parts(self.stream_factory, MAX_FIELD_BYTES, self.cls, max_form_parts=MAX_PARTS)
        try:
            if boundary:
                return (stream, *parts.parse(stream, boundary.encode("ascii"), content_length))
        except ValueError:
            if not self.silent:
                raise
        return stream, self.cls(), self.cls()


class BoundedRequest(Request):
    """A request whose form is read so."""

    form_data_parser_class = BoundedForms


def _of_few_fields(form: bytes) -> bytes:
    if form.count(b"&") >= MAX_FIELDS:
        raise RequestEntityTooLarge
    return form


class _Decoder(MultipartDecoder):
    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        lines = max(data.count(b"\n"), data.count(b"\r"))
        if len(data) > MAX_HEAD_BYTES or lines >= MAX_HEAD_LINES:
            raise RequestEntityTooLarge
        return super()._parse_headers(data)


class _Parts(MultiPartParser):
    """Werkzeug's own, but for the decoder, which it does not let one choose."""

    def parse(
        self, stream: IO[bytes], boundary: bytes, content_length: int | None
    ) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        part: Field | File | None = None
        content: IO[bytes] = BytesIO()
        for event in self._events(stream, boundary):
            if isinstance(event, Field | File):
                part = event
                content = self.start_file_streaming(event, content_length) if isinstance(event, File) else BytesIO()
            elif isinstance(event, Data) and part is not None:
                content.write(event.data)
                if isinstance(part, Field) and content.tell() > MAX_FIELD_BYTES:
                    raise RequestEntityTooLarge
                if not event.more_data and isinstance(part, File):
                    content.seek(0)
                    files.append((part.name, FileStorage(content, part.filename, part.name, headers=part.headers)))
                elif not event.more_data:
                    content.seek(0)
                    fields.append((part.name, content.read().decode(self.get_part_charset(part.headers), "replace")))
        return self.cls(fields), self.cls(files)

    def _events(self, stream: IO[bytes], boundary: bytes) -> Iterator[Event]:
        decoder = _Decoder(boundary, self.max_form_memory_size, max_parts=self.max_form_parts)
        data: bytes | None = b""
        while data is not None:
            data = stream.read(self.buffer_size) or None
            decoder.receive_data(data)
            while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
                yield event
