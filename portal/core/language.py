"""The words of the reader's language, found without asking for the language again at every word.

A page says a hundred small things. Flask-Babel finds the catalogue anew for each by the language's name; here it is
found by the language itself, and Jinja asks for it directly.
"""

from datetime import tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Babel, Domain, get_locale, get_timezone
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def language() -> Locale:
    """Flask-Babel's `get_locale`, asked a hundred times a page: what it has found once is read where it keeps it."""
    locale: Locale = _kept("babel_locale") or get_locale()
    return locale


def zone() -> tzinfo:
    """Flask-Babel's `get_timezone`, in the same way, as a zone of the standard library, which converts faster."""
    return _standard(_kept("babel_tzinfo") or get_timezone())


@lru_cache(maxsize=600)
def _standard(found: tzinfo) -> tzinfo:
    """Flask-Babel gives zones of pytz, whose text is their name; anything else stays as it is."""
    try:
        return ZoneInfo(str(found))
    except (ValueError, ZoneInfoNotFoundError):
        return found


def _kept(name: str) -> Any:
    try:
        return getattr(g.get("_flask_babel"), name, None)
    except RuntimeError:  # outside of an application, where Flask-Babel has an answer of its own
        return None


class Catalogues(Domain):  # type: ignore[misc]
    """The catalogues of every language, each read once."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language that is spoken now."""
        spoken = language()
        known: NullTranslations | None = self.cache.get(spoken)
        if known is None:
            known = self.cache[spoken] = super().get_translations()
        return known


def install_translations(app: Flask, babel: Babel) -> None:
    """Let the extension and every template look words up in our catalogues."""
    catalogues = Catalogues(domain=app.extensions["babel"].default_domain)
    babel.domain_instance = catalogues

    @pass_eval_context
    def say(context: EvalContext, message: str, **values: object) -> str:
        translation = catalogues.get_translations().ugettext(message)
        text = Markup(translation) if context.autoescape else translation  # noqa: S704 - our own words, as Jinja takes them
        return text % values if values or "%" in text else text

    app.jinja_env.globals.update(gettext=say, _=say)
