"""Facets and notes in the reader's language."""

from collections.abc import Callable
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.registry import Registry, full_name
from search_index.queries import Note, NoteKind

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
SEGMENTS: dict[str, Any] = {
    "promoter": _l("Promoters"),
    "passive": _l("Passives"),
    "detractor": _l("Detractors"),
    "unknown": _l("Not known"),
}
Label = Callable[[str], str | None]
_labels: Registry[tuple[str, Label]] = Registry("facet_value_label")


def facet_value_label(facet: str) -> Callable[[Label], Label]:
    """Register what the values of a facet are called. Several features may know some; the others answer None."""

    def register(label: Label) -> Label:
        _labels.add(f"{facet} {full_name(label)}", (facet, label))
        return label

    return register


@facet_value_label("kind")
def _kind(kind: str) -> str | None:
    source = sources().get(kind)
    return str(source.label) if source else None


@facet_value_label("segment")
def _segment(code: str) -> str | None:
    return str(SEGMENTS[code]) if code in SEGMENTS else None


def facet_label(name: str) -> str:
    """What a facet is called."""
    return str(FACETS[name])


def value_label(facet: str, value: str) -> str:
    """What a value of a facet is called; values that people made are called as they called them."""
    known = (label(value) for name, label in _labels.values() if name == facet)
    return next((label for label in known if label is not None), value)


@facet_value_label("territory")
def country_name(code: str) -> str:
    """The country of a code in the reader's language."""
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def note_label(note: Note) -> str:
    """What of the text was left aside."""
    labels = {
        NoteKind.CUT: _("Only the first %(detail)s characters were used.", detail=note.detail),
        NoteKind.TOO_MANY_WORDS: _("Words from “%(detail)s” on were left out.", detail=note.detail),
        NoteKind.OPEN_QUOTE: _("A quotation mark wasn't closed, so the phrase runs to the end."),
        NoteKind.SHORT_PREFIX: _("“%(detail)s” is too short to search for a beginning.", detail=note.detail),
        NoteKind.IGNORED: _("“%(detail)s” has no letters to search for.", detail=note.detail),
        NoteKind.NOTHING_SEARCHABLE: _("There was no word to search for, so this is everything."),
    }
    return str(labels[note.kind])
