"""Facets and notes in the reader's language."""

from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from search_index.queries import Note, NoteKind
from workflows.lifecycles import IDEA, TESTIMONIAL

from .sources import sources

FACETS: dict[str, Any] = {
    "kind": _l("What"),
    "tag": _l("About"),
    "source": _l("Where they said it"),
    "status": _l("Status"),
    "segment": _l("Who"),
    "channel": _l("May be used in"),
    "territory": _l("Country"),
}
VALUES: dict[str, dict[str, Any]] = {
    "source": {
        "survey": _l("In a survey"),
        "portal": _l("In the portal"),
        "call": _l("In a call"),
        "interview": _l("In an interview"),
        "event": _l("At an event"),
        "mail": _l("By mail"),
        "import": _l("In a file that was brought in"),
    },
    "segment": {
        "promoter": _l("Promoters"),
        "passive": _l("Passives"),
        "detractor": _l("Detractors"),
        "unknown": _l("Not known"),
    },
    "channel": {
        "press": _l("Press"),
        "web": _l("Our website"),
        "social": _l("Social media"),
        "sales": _l("Sales talks"),
        "analyst": _l("Analysts"),
        "event": _l("Events"),
    },
}


def facet_label(name: str) -> str:
    """What a facet is called."""
    return str(FACETS[name])


def value_label(facet: str, value: str) -> str:
    """What a value of a facet is called; values that people made are called as they called them."""
    if facet == "kind":
        source = sources().get(value)
        return str(source.label) if source else value
    known = VALUES.get(facet, {}).get(value)
    if known is not None:
        return str(known)
    if facet == "status":
        return str(_(TESTIMONIAL.labels.get(value) or IDEA.labels.get(value, value)))
    return country_name(value) if facet == "territory" else value


def country_name(code: str) -> str:
    """The country of a code in the reader's language."""
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def note_words(note: Note) -> str:
    """What of the text was left aside."""
    said = {
        NoteKind.CUT: _("Only the first %(detail)s characters were searched for.", detail=note.detail),
        NoteKind.TOO_MANY_WORDS: _("Words from “%(detail)s” on were left out.", detail=note.detail),
        NoteKind.OPEN_QUOTE: _("A quotation mark was not closed, so the phrase goes on to the end."),
        NoteKind.SHORT_PREFIX: _("“%(detail)s” is too short to stand for a beginning.", detail=note.detail),
        NoteKind.IGNORED: _("“%(detail)s” has no letters to search for.", detail=note.detail),
        NoteKind.NOTHING_SEARCHABLE: _("There was no word to search for, so this is everything."),
    }
    return str(said[note.kind])
