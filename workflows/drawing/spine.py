"""What a picture of a map shows as arrows: the way to the goal, and the ways between the stages beside it.

Everything else would be a thicket. It is written into the boxes instead: where time leads, where else one may go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from workflows.nurture_map import NurtureMap, Rule, Timer

ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Arrow:
    """`forward` arrows decide what stands below what; `main` ones make up the way to the goal."""

    source: str
    to: str
    rules: tuple[Rule, ...]
    main: bool = False
    forward: bool = True


@dataclass(frozen=True)
class Spine:
    map: NurtureMap

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The longest way from the start to a goal that goes down the file and never through care."""
        best: dict[str, tuple[str, ...]] = {self.map.start: (self.map.start,)}
        order = list(self.map.stages)
        for here in order:
            for there in sorted(self._following(here), key=order.index):
                longer = (*best.get(here, ()), there)
                if here in best and order.index(there) > order.index(here) and len(longer) > len(best.get(there, ())):
                    best[there] = longer
        ends = [key for key in best if self.map.stages[key].goal] or list(best)
        return max((best[key] for key in ends), key=len)

    def _following(self, stage: str) -> set[str]:
        return {rule.to for rule in self.map.stages[stage].moves if rule.to and not self.map.stages[rule.to].care}

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        return (*self._main(), *self._from_anywhere(), *self._beside())

    def _main(self) -> Iterator[Arrow]:
        for here, there in zip(self.stages, self.stages[1:], strict=False):
            yield Arrow(here, there, self._rules(here, there), main=True)

    def _from_anywhere(self) -> Iterator[Arrow]:
        for stage in self.map.stages:
            rules = tuple(rule for rule in self.map.any if rule.to == stage)
            if rules:
                yield Arrow(ANYWHERE, stage, rules, forward=stage not in self.stages)

    def _beside(self) -> Iterator[Arrow]:
        beside = self._beside_in_order()
        for here in beside:
            for there in beside:
                rules = self._rules(here, there)
                if rules and here != there and not self.map.stages[here].final:
                    yield Arrow(here, there, rules, forward=beside.index(there) > beside.index(here))

    def _beside_in_order(self) -> list[str]:
        """The other stages: first those that one gets to from anywhere, then by the file; ends come last."""
        from_anywhere = {rule.to for rule in self.map.any}
        others = [stage for key, stage in self.map.stages.items() if key not in self.stages]
        return [stage.key for stage in sorted(others, key=lambda each: (each.final, each.key not in from_anywhere))]

    def _rules(self, here: str, there: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.map.stages[here].moves if rule.to == there)

    def also(self, stage: str) -> tuple[str, ...]:
        """Where else events lead from here, which neither an arrow nor a line about time says."""
        drawn = {arrow.to for arrow in self.arrows if arrow.source == stage}
        drawn |= {timer.to for timer in self.in_time(stage) if timer.to}
        reached = dict.fromkeys(rule.to for rule in self.map.stages[stage].moves if rule.to)
        return tuple(key for key in reached if key not in drawn and key != stage)

    def in_time(self, stage: str) -> tuple[Timer, ...]:
        return tuple(timer for timer in self.map.stages[stage].timers if timer.to)
