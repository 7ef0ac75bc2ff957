"""Why somebody moved, in one plain sentence."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.sentences import translate
from portal.kits.automation.map_facts import value_label
from portal.ledger.verbs import VERBS
from workflows.compiled import CompiledMap
from workflows.guards.known import counted

from ..models import NurtureMove


def reason(move: NurtureMove, compiled: CompiledMap) -> str:
    """What happened, and the values that the rule looked at: "Answered a question (score 3)"."""
    verb = VERBS.get(move.event)
    what = str(verb.label) if verb else _timer(move, compiled)
    seen = "; ".join(_seen(name, value) for name, value in sorted(move.seen.items()) if value is not None)
    return f"{what} ({seen})" if seen else what


def _timer(move: NurtureMove, compiled: CompiledMap) -> str:
    stage = compiled.map.stages.get(move.from_stage)
    timer = next((each for each in stage.timers if each.trigger == move.event), None) if stage else None
    return translate(timer.label()).capitalize() if timer else move.event


def _seen(name: str, value: Any) -> str:
    count = counted(name)
    if count:
        verb = VERBS.get(count[0])
        what = str(verb.label).lower() if verb else count[0]
        return str(ngettext("%(what)s: %(num)s time", "%(what)s: %(num)s times", value, what=what))
    return value_label(name, value) or _plainly(name, value)


def _plainly(name: str, value: Any) -> str:
    """A fact that nobody describes is told by its own name."""
    fact = name.rpartition(".")[2].replace("_", " ")
    if isinstance(value, bool):
        return fact if value else str(_("not %(what)s", what=fact))
    return str(_("%(fact)s: %(value)s", fact=fact, value=value))
