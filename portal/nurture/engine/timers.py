"""Silence and time have their say."""

from datetime import datetime, timedelta

from .changes import PlaceChange, Trigger
from .facts import FOREVER, PageFacts
from .page import MapPage

LATER = timedelta(days=1)
"""When to look again at somebody who may not move now."""


def answer_to_time(page: MapPage, moment: datetime) -> None:
    """Let silence and time have their say for everybody on the page: their hour has come."""
    compiled = page.compiled
    stages = {change.placement.stage for change in page.changes.values()}
    names = frozenset[str]().union(*(compiled.needs_when_due(stage) for stage in stages))
    facts = PageFacts(compiled, page.changes.keys(), names, moment)
    for change in page.changes.values():
        change.changed = True
        _answer(page, change, moment, facts)


def _answer(page: MapPage, change: PlaceChange, moment: datetime, facts: PageFacts) -> None:
    """One timer after another, until one moves them or none is left."""
    while True:
        stage, entered_at = change.placement.stage, change.placement.entered_at
        known = facts.of(page.compiled.needs_when_due(stage), change.member_id, (moment, FOREVER), entered_at)
        decision = page.compiled.when_due(change.placement, moment, known)
        if decision is None:
            return
        trigger = Trigger.of_timer(decision, entered_at, moment)
        if decision.to is not None and not page.may_move(change, trigger):
            change.retry_at = moment + LATER
            return
        change.fire(decision.rule)
        page.carry_out(change, decision, trigger, facts)
        if decision.to is not None:
            return
