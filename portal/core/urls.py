"""Addresses: this page with other arguments, where a redirect may go, and what a mail may link to."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote, urlencode, urlsplit

from flask import current_app, has_request_context, request, url_for
from werkzeug.routing import IntegerConverter, Map

from .inputs import MAX_ID

IN_PATHS = "/!$&'()*+,;=:@~"
"""What stands in a path as it is, besides letters and digits."""
IN_RULE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
"""A value in a rule of the URL map: `<name>`, `<int:name>`, `<string(length=32):name>`."""


class RowIds(IntegerConverter):
    """`<int:…>` in an address: an id that a row can have."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ID)


def with_query(path: str, arguments: Mapping[str, object]) -> str:
    """`path` with these arguments behind it; a list is an argument that comes several times, None is none.

    Arguments that came with a request go into an address here and nowhere else: their names are anybody's, and
    `url_for(…, **arguments)` would take "_anchor" or "endpoint" for its own.
    """
    query = urlencode({name: value for name, value in arguments.items() if value is not None}, doseq=True)
    return f"{path}?{query}" if query else path


def same_page(changes: Mapping[str, object], *, without: Collection[str] = ("page",)) -> str:
    """This page's address with some arguments changed (None: taken away), and those of `without` gone."""
    kept = {name: values for name, values in request.args.lists() if name not in {*without, *changes}}
    return with_query(mount() + quote(request.path, safe=IN_PATHS), {**kept, **changes})


def safe_next(target: str | None, otherwise: str) -> str:
    """`target` if it is a plain path on this site, else `otherwise`.

    Browsers drop tabs and line ends and read a backslash as a slash, so anything with those is refused,
    as is every second slash at the start.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or any(ord(letter) <= 32 or ord(letter) == 127 for letter in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def path_for(endpoint: str, **values: object) -> str:
    """The address of a page on this site ("/…"), also where there is no request: in the worker, on the command line."""
    if has_request_context():
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    with current_app.test_request_context(base_url="http://mail.invalid/"):
        return url_for(endpoint, **values)  # type: ignore[arg-type]


def lasting_url(endpoint: str, **values: str | int) -> str:
    """`url_for`, for addresses that stand on every page: within a request the router is asked once, not at each page.

    They differ by where the site is mounted alone, which the server says and no visitor. For few values: none that
    grows with the rows.
    """
    if not has_request_context():
        return url_for(endpoint, **values)  # type: ignore[arg-type]
    known: dict[object, str] = current_app.extensions.setdefault("lasting_urls", {})
    key = (request.script_root, endpoint, *values.items())
    url = known.get(key)
    if url is None:
        url = known[key] = url_for(endpoint, **values)  # type: ignore[arg-type]
    return url


def path_pattern(endpoint: str, *names: str) -> str:
    """The address of a page with `{}` in the place of each of these values, in their order: "/community/t/{}/{}".

    For addresses that a page shows at each row, and for those that are asked for where there is no request: the URL map
    is read once, and `path_pattern(…).format(5, 3)` does the rest. For ids, and names that need no quoting. Raises
    LookupError for a page that is not known by just these values.
    """
    known: dict[object, str] = current_app.extensions.setdefault("path_patterns", {})
    key = mount(), endpoint, *names
    pattern = known.get(key)
    if pattern is None:
        pattern = known[key] = mount() + _pattern(endpoint, names)
    return pattern


def mount() -> str:
    """Where on its host the site begins, which the server says: mostly nowhere but at the root ("")."""
    return request.script_root if has_request_context() else ""


def _pattern(endpoint: str, names: tuple[str, ...]) -> str:
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint == endpoint and rule.arguments == {*names} and not rule.alias:
            return IN_RULE.sub(lambda value: f"{{{names.index(value[1])}}}", rule.rule)
    raise LookupError(f"no address of {endpoint} has {', '.join(names) or 'no value'} in it")


def mail_url(endpoint: str, **values: object) -> str:
    """The full address of a page for use in a mail: always on the configured base, never on the request's Host."""
    with current_app.test_request_context(base_url="http://mail.invalid/"):
        path = url_for(endpoint, **values)  # type: ignore[arg-type]
    return f"{current_app.config['BASE_URL']}{path}"
