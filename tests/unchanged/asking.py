"""What a form that asks can ask: as it stands, with words in it, and with each choice in turn."""

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from .forms import Form

WORDS = "fax"
"""What is typed into a field that stands empty."""


def ways_to_ask(form: Form, address: str) -> Iterator[str]:
    """The addresses that the form of the page at `address` can lead to."""
    path = urlsplit(form.action or address).path
    fields = {name: value for name, value in form.fields.items() if name != "csrf_token"}
    yield _asked(path, fields)
    if form.typed:
        yield _asked(path, fields | {name: fields[name] or WORDS for name in form.typed[:1]})
    for name, value in form.others:
        yield _asked(path, fields | {name: value})


def _asked(path: str, fields: dict[str, str]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path
