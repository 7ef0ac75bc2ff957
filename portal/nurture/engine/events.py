"""Members answer to what happened."""

from collections.abc import Sequence

from portal.core.clock import now
from portal.ledger.models import Activity
from portal.ledger.verbs import ACTS

from .changes import PlaceChange, Trigger
from .facts import PageFacts
from .page import MapPage


def answer_to_events(page: MapPage, activities: Sequence[Activity]) -> None:
    """Let each member of the page answer to their activities, which come in the order in which they happened."""
    heard = [line for line in activities if line.member_id in page.changes]
    facts = _facts(page, heard)
    for line in heard:
        _answer(page, page.changes[line.member_id or 0], line, facts)


def _facts(page: MapPage, lines: Sequence[Activity]) -> PageFacts:
    compiled, verbs = page.compiled, {line.verb for line in lines}
    names = frozenset[str]().union(*(compiled.needs(stage, verb) for verb in verbs for stage in compiled.stages))
    earliest = min((line.occurred_at for line in lines), default=now())
    return PageFacts(compiled, page.changes.keys(), names, earliest, verbs)


def _answer(page: MapPage, change: PlaceChange, line: Activity, facts: PageFacts) -> None:
    if line.verb in ACTS:
        change.act(line.occurred_at)
    if facts.superseded(line.verb, change.member_id, line.occurred_at):
        return
    # Facts are told as of the moment we learned of it; it takes effect when it happened.
    known_at = (line.recorded_at, line.id) if line.historic else (line.occurred_at, line.id)
    stage, entered_at = change.placement.stage, change.placement.entered_at
    known = facts.of(page.compiled.needs(stage, line.verb), change.member_id, known_at, entered_at)
    decision = page.compiled.on(stage, line.verb, known)
    if decision is not None:
        page.carry_out(change, decision, Trigger.of_activity(line, entered_at), facts)
