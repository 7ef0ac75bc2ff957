"""What a map may look at, gathered for a page of members in a fixed number of queries.

Everything is told as it was at the moment in question, so that the size of a page changes nothing.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from portal.kits.automation.map_facts import SUPERSEDED, gather
from workflows.compiled import CompiledMap
from workflows.facts import Facts, Value
from workflows.guards.known import counted
from workflows.scores import decay

from .counts import Counts
from .scores import ScoresOf, read_scores

Moment = tuple[datetime, int]
"""A moment, and the id of the last activity that counts at it."""
Reader = Callable[[int, Moment, datetime], Value | None]
"""(member id, moment, since when they stand in their stage) → the fact."""
FOREVER = 2**62
"""An id after that of every activity."""
SCORE = "score."


class PageFacts:
    """Facts about `members`, as far as `names` asks. `earliest` is the oldest moment that will be asked about.

    `verbs` are those of which it will be asked whether a newer line is known.
    """

    def __init__(
        self,
        compiled: CompiledMap,
        members: Collection[int],
        names: Collection[str],
        earliest: datetime,
        verbs: Iterable[str] = (),
    ) -> None:
        self._compiled = compiled
        asked = frozenset(names) | {SUPERSEDED[verb] for verb in verbs if verb in SUPERSEDED}
        self._given = gather(asked, members)
        self._counts = Counts(members, names, earliest)
        self._scores: ScoresOf = (
            read_scores(compiled.name, members) if any(name.startswith(SCORE) for name in names) else {}
        )
        self._readers = {name: self._reader(name) for name in names}

    def of(self, names: Iterable[str], member_id: int, at: Moment, entered_at: datetime) -> Facts:
        """The named facts about one member at a moment (and up to an activity's id)."""
        readers = self._readers
        return {name: readers[name](member_id, at, entered_at) for name in names}

    def superseded(self, verb: str, member_id: int, moment: datetime) -> bool:
        """Whether something newer of this kind is known, so that what happened at `moment` is history only."""
        name = SUPERSEDED.get(verb)
        return name is not None and bool(self._given[name](member_id, moment))

    def _reader(self, name: str) -> Reader:
        if name == "days_in_stage":
            return _days_in_stage
        if name.startswith(SCORE):
            return self._score(name.removeprefix(SCORE))
        count = counted(name)
        if count:
            return self._counts.reader(*count)
        fact = self._given[name]
        return lambda member_id, at, _entered_at: fact(member_id, at[0])

    def _score(self, name: str) -> Reader:
        half_life, scores = self._compiled.map.scores[name].half_life, self._scores

        def score(member_id: int, at: Moment, _entered_at: datetime) -> float:
            value, as_of = scores.get((member_id, name), (0.0, at[0]))
            return decay(value, as_of, at[0], half_life)

        return score


def _days_in_stage(_member_id: int, at: Moment, entered_at: datetime) -> int:
    return max((at[0] - entered_at).days, 0)
