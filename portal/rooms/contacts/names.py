"""Names and placeholders as people type them into spreadsheets."""

import re
from functools import lru_cache
from itertools import takewhile

from portal.core.text import fold, one_line


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split("|"))


NOTHING = _listed(
    "n/a|n.a.|na|n.a|#n/a|none|null|nil|no|unknown|not known|not applicable|tbd|k.a.|k. a.|keine|keine angabe|ohne"
    "|unbekannt|aucun|aucune|inconnu|ninguno|ninguna|sin empresa|desconocido|nessuno|nessuna|geen|onbekend|nvt|n.v.t."
    "|nenhum|nenhuma|brak|nie dotyczy|ingen|inget|ukendt|okand|private|privat"
)
PARTICLES = _listed(
    "van|von|der|den|de|del|della|di|da|do|dos|das|du|la|le|les|el|al|bin|ibn|ter|ten|zu|zum|zur|af|av|vom"
)
TITLES = _listed("mr|mrs|ms|miss|mx|dr|prof|herr|frau|hr|fr|mme|mlle|m|sr|sra|srta|dott|sig|ing|dipl|mag")
SUFFIXES = _listed("jr|sr|ii|iii|iv|phd|md|esq|mba")
_LETTER = re.compile(r"\w")


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """`fold`, remembered: companies, titles and countries come again and again."""
    return fold(text)


def something(cell: str) -> str:
    """The cell on one line; empty where somebody wrote that there is nothing ("N/A", "-", "none")."""
    text = one_line(cell)
    return "" if not _LETTER.search(text) or folded(text) in NOTHING else text


def split_name(name: str) -> tuple[str, str]:
    """Given and family name out of one cell: "Mei Tanaka", "Tanaka, Mei", "Dr. Ludwig van Hoek", "Mei"."""
    full_name = one_line(name)
    family, comma, given = full_name.partition(",")
    if comma and _bare(given.strip()) not in SUFFIXES:
        return given.strip(), family.strip()
    parts = full_name.split(" ")
    titles = sum(1 for _title in takewhile(lambda part: _bare(part) in TITLES, parts[:-1]))
    parts = parts[titles:]
    begins = next(
        (number for number, part in enumerate(parts) if 0 < number < len(parts) - 1 and part.lower() in PARTICLES),
        _last_name(parts),
    )
    return " ".join(parts[:begins]), " ".join(parts[begins:])


def _last_name(parts: list[str]) -> int:
    """Where the family name begins: the last word, or the one before "Jr."; a single word is a given name."""
    has_suffix = len(parts) > 2 and _bare(parts[-1]) in SUFFIXES
    return max(1, len(parts) - (2 if has_suffix else 1))


def _bare(word: str) -> str:
    return word.rstrip(".").lower()
