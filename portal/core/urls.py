"""Addresses: where a redirect may go, and what a mail may link to."""

from urllib.parse import urlsplit

from flask import current_app, url_for


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


def mail_url(endpoint: str, **values: object) -> str:
    """The full address of a page for use in a mail: always on the configured base, never on the request's Host."""
    with current_app.test_request_context(base_url="http://mail.invalid/"):
        path = url_for(endpoint, **values)  # type: ignore[arg-type]
    return f"{current_app.config['BASE_URL']}{path}"
