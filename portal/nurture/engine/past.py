"""The moves that members have behind them, by which new ones are bounded."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.core.database import db
from workflows.durations import Rate

from ..models import NurtureMove
from .changes import Trigger


class PastMoves:
    """Where each place of a page led to, and when; those of the page itself are added as they are made."""

    def __init__(self, place_ids: Sequence[int]) -> None:
        self._moves: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
        moves = select(NurtureMove.place_id, NurtureMove.to_stage, NurtureMove.effective_at)
        for place_id, to_stage, at in db.session.execute(moves.where(NurtureMove.place_id.in_(place_ids))):
            self.add(place_id, to_stage, at)

    def add(self, place_id: int, stage: str, at: datetime) -> None:
        """One more."""
        self._moves[place_id].append((stage, at))

    def entered(self, place_id: int, stage: str) -> list[datetime]:
        """When this stage was entered before."""
        return [at for to_stage, at in self._moves[place_id] if to_stage == stage]

    def allow(self, place_id: int, trigger: Trigger, rate: Rate | None) -> bool:
        """What people do themselves always counts; reactions and timers are bounded, so that no loop runs away."""
        if trigger.own_doing or rate is None:
            return True
        recent = [at for _stage, at in self._moves[place_id] if at > trigger.at - rate.per]
        return len(recent) < rate.times
