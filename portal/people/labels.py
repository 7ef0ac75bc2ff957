"""What codes of people and companies are called in the reader's language."""

from flask_babel import format_currency, get_locale
from flask_babel import lazy_gettext as _l

from portal.core.text import fold

INCENTIVE_LABELS = {
    "first_look": _l("A first look at what's new"),
    "meet_peers": _l("Meeting peers"),
    "be_seen": _l("Being seen"),
    "thank_you": _l("A thank-you"),
    "just_fix_my_thing": _l("Getting it fixed"),
}
SEGMENT_LABELS = {
    "promoter": _l("Promoters"),
    "passive": _l("Passives"),
    "detractor": _l("Detractors"),
    "unknown": _l("Not known yet"),
}
COMPANY_KINDS = {
    "customer": _l("Customer"),
    "partner": _l("Partner"),
    "former": _l("Former customer"),
}
SOURCE_LABELS = {
    "staff": _l("added by a colleague"),
    "import": _l("from a file"),
    "invitation": _l("through an invitation"),
}
NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def country_name(code: str | None) -> str:
    """The country of a two-letter code; the code itself where it is not known."""
    if not code:
        return ""
    locale = get_locale()
    return str(locale.territories.get(code, code)) if locale else code


def countries() -> list[tuple[str, str]]:
    """Every country as (code, name), sorted by name."""
    locale = get_locale()
    names = locale.territories if locale else {}
    known = [
        (code, str(name))
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    ]
    return sorted(known, key=lambda pair: fold(pair[1]))


def euros(amount: int | None) -> str:
    """Whole euros: "€1,200,000"; nothing for none."""
    if amount is None:
        return ""
    return str(format_currency(amount, "EUR", "¤#,##0", currency_digits=False))
