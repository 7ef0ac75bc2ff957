"""Parts of pages that read nothing but their arguments, drawn once for each of them: a toolbar, a sheet of keys.

They know neither the request nor who reads; nothing private, no token and no row goes into one.
"""

from collections.abc import Hashable
from functools import lru_cache

from babel import Locale
from flask import current_app
from markupsafe import Markup

from .language import language

KEPT = 200


def part(template: str, **values: Hashable) -> Markup:
    """The template with these values alone, in the reader's language."""
    return _drawn(template, language(), tuple(values.items()))


@lru_cache(maxsize=KEPT)
def _drawn(template: str, _language: Locale, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(dict(values)))  # noqa: S704 - drawn by Jinja
