"""How a timeline tells a line of the ledger: the verb's sentence, and its facts in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.ledger.models import Activity
from portal.ledger.verbs import VERBS

from .history import Event
from .labels import INCENTIVE_WORDS, SOURCE_WORDS

_OTHERWISE = ("timeline-event", "neutral")


def tell(line: Activity, *, by: str = "", who: str = "", companies: Mapping[int, str] | None = None) -> Event:
    """The event of a ledger line. `who` is named where the page is about more than one person."""
    verb = VERBS.get(line.verb)
    said = str(verb.label) if verb else line.verb
    icon, tone = (verb.icon, verb.tone) if verb else _OTHERWISE
    return Event(
        at=line.occurred_at,
        id=line.id,
        icon=icon,
        title=f"{who} · {said}" if who else said,
        detail=facts_in_words(line.facts, companies or {}),
        by=by,
        tone=tone,
    )


def companies_in(lines: list[Activity]) -> set[int]:
    """The ids of companies that facts of these lines speak of."""
    return {line.facts[name] for line in lines for name in ("from_company", "to_company") if line.facts.get(name)}


def facts_in_words(facts: Mapping[str, Any], companies: Mapping[int, str]) -> str:
    """Typed facts as a short phrase: {"score": 9, "survey": "nps"} → "9 of 10 · nps"."""
    said = [_move(facts, companies)]
    said += [_in_words(name, value) for name, value in facts.items()]
    return " · ".join(words for words in said if words)


def tell_fact(name: str, words: Callable[[str], str | None]) -> None:
    """Say what the codes of a fact are called; a room that does not know a code answers None and is passed over."""
    _CODES.setdefault(name, []).append(words)


def _in_words(name: str, value: object) -> str:
    if name in _FACTS:
        return _FACTS[name](value)
    told = (words(value) for words in _CODES.get(name, ()) if isinstance(value, str))
    return next(filter(None, told), _plainly(value))


def _move(facts: Mapping[str, Any], companies: Mapping[int, str]) -> str:
    left, begun = companies.get(facts.get("from_company", 0)), companies.get(facts.get("to_company", 0))
    if left and begun:
        return str(_("from %(left)s to %(begun)s", left=left, begun=begun))
    if begun:
        return str(_("to %(begun)s", begun=begun))
    return str(_("from %(left)s", left=left)) if left else ""


def _plainly(value: object) -> str:
    return str(value).replace("_", " ") if isinstance(value, str) else ""


_FACTS: dict[str, Callable[[Any], str]] = {
    "score": lambda score: _("%(score)d of 10", score=score),
    "rating": lambda rating: _("rated %(rating)d of 5", rating=rating),
    "real": lambda real: "" if real else _("inferred, not counted"),
    "triage": lambda triage: _("to be looked at first") if triage else "",
    "days": lambda days: ngettext("for %(num)d day", "for %(num)d days", days),
    "incentive": lambda incentive: str(INCENTIVE_WORDS.get(incentive, incentive)),
    "created": lambda created: _("%(created)d new", created=created),
    "refused": lambda refused: _("%(refused)d refused", refused=refused),
}
_CODES: dict[str, list[Callable[[str], str | None]]] = {}


def _source(code: str) -> str | None:
    return str(SOURCE_WORDS[code]) if code in SOURCE_WORDS else None


tell_fact("source", _source)
