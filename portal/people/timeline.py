"""How a timeline tells a line of the ledger: the verb's sentence, and its facts in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.registry import Registry, full_name
from portal.ledger.models import Activity
from portal.ledger.verbs import VERBS

from .history import Event
from .labels import INCENTIVE_LABELS, SOURCE_LABELS

Label = Callable[[Any], str | None]
_labels: Registry[tuple[str, Label]] = Registry("fact_label")
_DEFAULT_LOOK = ("timeline-event", "neutral")


def describe(line: Activity, *, by: str = "", who: str = "", companies: Mapping[int, str] | None = None) -> Event:
    """The event of a ledger line. `who` is named where the page is about more than one person."""
    verb = VERBS.get(line.verb)
    label = str(verb.label) if verb else line.verb
    icon, tone = (verb.icon, verb.tone) if verb else _DEFAULT_LOOK
    return Event(
        at=line.occurred_at,
        id=line.id,
        icon=icon,
        title=f"{who} · {label}" if who else label,
        detail=describe_facts(line.facts, companies or {}),
        by=by,
        tone=tone,
    )


def companies_in(lines: list[Activity]) -> set[int]:
    """The ids of companies that facts of these lines speak of."""
    return {line.facts[name] for line in lines for name in ("from_company", "to_company") if line.facts.get(name)}


def describe_facts(facts: Mapping[str, Any], companies: Mapping[int, str]) -> str:
    """Typed facts as a short phrase: {"score": 9, "survey": "nps"} → "9 of 10 · nps"."""
    phrases = [_move(facts, companies)]
    phrases += [_describe_fact(name, value) for name, value in facts.items()]
    return " · ".join(phrase for phrase in phrases if phrase)


def fact_label(fact: str) -> Callable[[Label], Label]:
    """Register how a fact of this name is told. Several features may have one: who does not know a value answers None.

    An empty answer passes the fact over in silence.
    """

    def register(label: Label) -> Label:
        _labels.add(f"{fact} {full_name(label)}", (fact, label))
        return label

    return register


def _describe_fact(fact: str, value: object) -> str:
    told = (label(value) for name, label in _labels.values() if name == fact)
    return next((text for text in told if text is not None), _plainly(value))


def _move(facts: Mapping[str, Any], companies: Mapping[int, str]) -> str:
    left, begun = companies.get(facts.get("from_company", 0)), companies.get(facts.get("to_company", 0))
    if left and begun:
        return str(_("from %(left)s to %(begun)s", left=left, begun=begun))
    if begun:
        return str(_("to %(begun)s", begun=begun))
    return str(_("from %(left)s", left=left)) if left else ""


def _plainly(value: object) -> str:
    """A code by its own name; the feature that writes it marks it for translation, as `FACT_LABELS` by its verbs."""
    return str(_(value.replace("_", " "))) if isinstance(value, str) and value else ""


@fact_label("days")
def _days(days: int) -> str:
    return str(ngettext("for %(num)d day", "for %(num)d days", days))


@fact_label("incentive")
def _incentive(code: str) -> str:
    return str(INCENTIVE_LABELS.get(code, code))


@fact_label("source")
def _source(code: str) -> str | None:
    return str(SOURCE_LABELS[code]) if code in SOURCE_LABELS else None
