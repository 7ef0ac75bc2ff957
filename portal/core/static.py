"""Static files from the same process: compressed beforehand, cached for ever under an address with their hash."""

from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from .headers import FIXED

A_YEAR = 365 * 24 * 3600


def serve_static(app: Flask) -> None:
    """Answer /static/… before Flask is asked. A folder that is not built yet is simply empty."""
    folder = Path(app.static_folder or "")
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=folder if folder.is_dir() else None,
        prefix="static/",
        max_age=A_YEAR,
        allow_all_origins=False,
        add_headers_function=_headers,
    )


def _headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in FIXED.items():
        headers[name] = value
