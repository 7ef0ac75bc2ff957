"""Countries as people write them: DE, DEU, Germany, Deutschland, Allemagne."""

from functools import cache

from babel import Locale
from babel.core import get_global

from portal.core.text import fold

from .names import folded

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs")
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
ALSO = {
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "great britain": "GB",
    "uk": "GB",
    "u.k.": "GB",
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "brasil": "BR",
}


def country_code(cell: str) -> str | None:
    """The two letters of ISO 3166 for a country's code or name; None where the cell names none."""
    if not cell:
        return None
    code = cell.strip().upper()
    return code if code in _codes() else _known().get(folded(cell))


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code in _names("en") if len(code) == 2 and code.isalpha()) - NO_COUNTRIES


@cache
def _known() -> dict[str, str]:
    """Names and older codes, folded. It loads every language, which a file of two-letter codes never needs."""
    codes = _codes()
    named = {language: _names(language) for language in LANGUAGES}
    by_name: dict[str, str] = {}
    for old, new in get_global("territory_aliases").items():
        if len(old) == 3 and old.isalpha() and len(new) == 1 and new[0] in codes:
            by_name[fold(old)] = new[0]
    for names in named.values():
        for code, name in names.items():
            if code in codes:
                by_name.setdefault(fold(name), code)
    return by_name | ALSO


def _names(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)
