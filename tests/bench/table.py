"""One line of the bench's table."""

from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, ours, the yardstick, and the ratio with its goal (at least, or at most)."""

    what: str
    ours: str
    yardstick: str
    ratio: float
    goal: float | None = None
    at_most: bool = False

    def __str__(self) -> str:
        met = self.goal is None or (self.ratio <= self.goal if self.at_most else self.ratio >= self.goal)
        goal = "" if self.goal is None else f"{'≤' if self.at_most else '≥'} {self.goal:g}  {'ok' if met else 'MISSED'}"
        return f"{self.what:<46}{self.ours:>20}{self.yardstick:>24}{self.ratio:>9.2f}  {goal}"


def milliseconds(seconds: float) -> str:
    """ "4.2 ms"."""
    return f"{seconds * 1e3:,.1f} ms"


HEAD = f"{'what':<46}{'ours':>20}{'yardstick':>24}{'ratio':>9}  goal"
