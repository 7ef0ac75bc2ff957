"""Countries and languages as people write them, and as the database keeps them: two letters each, or * for any."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from .models import ANYWHERE

LETTERS = 2


def country_codes(text: str) -> tuple[str, ...]:
    """The codes of the countries in a text with commas; none for an empty one. Raises ValidationError naming the one
    that is unknown."""
    codes, unknown = _codes(text, _names("territories"), str(_("everywhere")))
    if unknown:
        raise ValidationError(_("There's no country “%(name)s”. Enter its name, or its two-letter code.", name=unknown))
    return codes


def language_codes(text: str) -> tuple[str, ...]:
    """The codes of the languages in a text with commas; none for an empty one. Raises ValidationError naming the one
    that is unknown."""
    codes, unknown = _codes(text, _names("languages"), str(_("any language")))
    if unknown:
        raise ValidationError(
            _("There's no language “%(name)s”. Enter its name, or its two-letter code.", name=unknown)
        )
    return codes


def territory_name(code: str) -> str:
    """The country of a code in the reader's language."""
    return str(_("everywhere")) if code == ANYWHERE else str(_locale().territories.get(code, code))


def language_name(code: str) -> str:
    """The language of a code in the reader's language."""
    return str(_("any language")) if code == ANYWHERE else str(_locale().languages.get(code, code))


def places_of(codes: Iterable[str]) -> str:
    """Countries in a sentence: "Germany, Austria"."""
    return ", ".join(territory_name(code) for code in codes)


def languages_of(codes: Iterable[str]) -> str:
    """Languages in a sentence: "German, French"."""
    return ", ".join(language_name(code) for code in codes)


def _codes(text: str, names: Mapping[str, str], anything: str) -> tuple[tuple[str, ...], str | None]:
    """The codes in a text, and the first part of it that is none."""
    codes: list[str] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        code = ANYWHERE if part.casefold() in {"*", anything.casefold()} else names.get(part.casefold())
        if code is None:
            return (), part
        codes.append(code)
    return ((ANYWHERE,) if ANYWHERE in codes else tuple(dict.fromkeys(codes))), None


def _names(kind: str) -> dict[str, str]:
    """Codes by every name that they have, in English and in the reader's language."""
    known: dict[str, str] = {}
    for locale in (Locale("en"), _locale()):
        named: Mapping[str, Any] = getattr(locale, kind)
        for code, name in named.items():
            if len(code) == LETTERS and code.isalpha():
                known[str(name).casefold()] = code
                known[code.casefold()] = code
    return known


def _locale() -> Locale:
    return get_locale() or Locale("en")
